import { openAsBlob } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** What the demo shows of a completed task. */
export interface FinishedTask {
  taskId: string;
  audioUrl: string;
  points: number;
  durationSeconds: number;
  engine: string;
  logs: string[];
  seed: number;
}

interface TaskReply {
  task_id: string;
  status: string;
  input: { seed: number };
  output: { audio_url: string } | null;
  meta: { progress: number; phase: string; usage: { consume: number } };
  detail: { engine?: string } | null;
  logs: string[];
  error: { message: string; raw_message: string };
  works: { resource: { duration: number } }[];
}

const POLL_MS = 200;
const WAIT_DEADLINE_MS = 300_000;
const REQUEST_DEADLINE_MS = 120_000;

/** The few calls a client needs, with nothing but fetch. */
export function createDemoClient(base: string, key: string) {
  async function call<T>(method: string, route: string, body?: unknown): Promise<T> {
    const isForm = body instanceof FormData;
    const reply = await fetch(base + route, {
      method,
      headers: { 'X-API-Key': key, ...(body === undefined || isForm ? {} : { 'Content-Type': 'application/json' }) },
      signal: AbortSignal.timeout(REQUEST_DEADLINE_MS),
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
    const answer = (await reply.json()) as { code: number; data: T; message: string };
    if (answer.code !== 200) throw new Error(`${method} ${route}: ${answer.message}`);
    return answer.data;
  }

  return {
    /** With an admin key: an account with this balance, and a key of it. */
    async createAccountKey(name: string, points: number): Promise<string> {
      const account = await call<{ id: number }>('POST', '/admin/v1/accounts', { name, points });
      const { key: made } = await call<{ key: string }>('POST', `/admin/v1/accounts/${account.id}/keys`, { name });
      return made;
    },

    async upload(file: string): Promise<string> {
      const form = new FormData();
      form.append('file', await openAsBlob(file), path.basename(file));
      return (await call<{ url: string }>('POST', '/api/ephemeral_resource', form)).url;
    },

    async createTask(input: Record<string, unknown>): Promise<string> {
      const body = { model: 'Qubico/mmaudio', task_type: 'video2audio', input };
      return (await call<{ task_id: string }>('POST', '/api/v1/task', body)).task_id;
    },

    /** Polls like any client. @throws Error with the task's own words when it fails. */
    async waitFor(taskId: string, onProgress: (phase: string, percent: number) => void): Promise<FinishedTask> {
      const deadline = Date.now() + WAIT_DEADLINE_MS;
      while (Date.now() < deadline) {
        const task = await call<TaskReply>('GET', `/api/v1/task/${taskId}`);
        onProgress(task.meta.phase, task.meta.progress);
        if (task.status === 'completed' && task.output) {
          return {
            taskId,
            audioUrl: task.output.audio_url,
            points: task.meta.usage.consume,
            durationSeconds: (task.works[0]?.resource.duration ?? 0) / 1000,
            engine: task.detail?.engine ?? 'unknown',
            logs: task.logs,
            seed: task.input.seed,
          };
        }
        if (task.status === 'failed' || task.status === 'cancelled')
          throw new Error(`the task ${task.status}: ${task.error.raw_message}`);
        await wait(POLL_MS);
      }
      throw new Error('the task did not end in time');
    },

    async download(url: string): Promise<Buffer> {
      const reply = await fetch(url, { signal: AbortSignal.timeout(REQUEST_DEADLINE_MS) });
      if (!reply.ok) throw new Error(`GET ${url}: ${reply.status}`);
      return Buffer.from(await reply.arrayBuffer());
    },
  };
}
