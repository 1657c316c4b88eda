import { expect } from 'vitest';
import type { TaskType } from '../../src/catalog/task-type.ts';
import { runTask } from '../../src/tasks/run-task.ts';
import { type MemoryServer, openMemoryServer } from './memory-server.ts';
import { perfectBackend } from './perfect-backend.ts';

export type LegacyClient = Awaited<ReturnType<typeof openLegacyClient>>;

/** A rich account on a server in memory whose backend makes everything, and the steps that tests of old paths take. */
export async function openLegacyClient(taskTypes: readonly TaskType[]) {
  const server: MemoryServer = await openMemoryServer({ taskTypes });
  server.parts.serveWith(perfectBackend());
  const { key } = await server.parts.account({ points: 1_000_000_000, maxConcurrentTasks: 1_000 });

  async function ask(
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    { payload, headers = {} }: { payload?: object; headers?: Record<string, string> } = {},
  ) {
    const reply = await server.ask({
      method,
      url,
      headers: { 'x-api-key': key, ...headers },
      ...(payload ? { payload } : {}),
    });
    return { status: reply.statusCode, body: reply.json(), headers: reply.headers };
  }

  const post = (url: string, payload: object, headers: Record<string, string> = {}) =>
    ask('POST', url, { payload, headers });

  /** The id of a task that the server took. */
  async function created(url: string, payload: object): Promise<string> {
    const { status, body } = await post(url, payload);
    expect({ status, body }, JSON.stringify(body)).toMatchObject({ status: 200 });
    return body.data.task_id;
  }

  const finish = (id: string) => runTask(server.parts, id, new AbortController().signal);

  return {
    server,
    ask,
    post,
    created,
    finish,
    get: async (url: string) => (await ask('GET', url)).body,
    /** The task object of the task API. */
    unified: async (id: string) => (await ask('GET', `/api/v1/task/${id}`)).body.data,
    /** Body of a read by POST. */
    fetchOf: async (path: string, id: string) => (await post(path, { task_id: id })).body,
    async finished(url: string, payload: object): Promise<string> {
      const id = await created(url, payload);
      await finish(id);
      return id;
    },
    close: () => server.close(),
  };
}
