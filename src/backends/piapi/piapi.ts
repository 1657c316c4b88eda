import { randomInt } from 'node:crypto';
import type { Catalog } from '../../catalog/catalog.ts';
import { AppError } from '../../errors.ts';
import type { Logger } from '../../observe/log.ts';
import type { Metrics } from '../../observe/metrics.ts';
import type { Backend, BackendContext, CheckReply } from '../backend.ts';
import type { PiapiClient } from './client.ts';
import { collectResult } from './collect-result.ts';
import { failureFrom, isOperatorMatter, operatorError } from './failures.ts';
import { unitsOfInput } from './measure.ts';
import { type PiapiOperation, readOperation } from './operation.ts';
import { numberAt } from './pick.ts';
import { stateOf, type UpstreamTask } from './reply.ts';
import { translateInput } from './translate-input.ts';

const NAME = 'piapi';
const FIRST_CHECK_MS = 1500;
const LAST_CHECK_MS = 10_000;
/** A new task may not be visible at once. */
const VISIBLE_MS = 30_000;
const PIAPI_HOST = /(^|\.)(piapi\.ai|theapi\.app)$/;

export interface PiapiOptions {
  client: PiapiClient;
  baseUrl: string;
  catalog: Pick<Catalog, 'all' | 'get'>;
  /** Whether a URL is a file of our own store. */
  isOwnFile(url: string): boolean;
  /** Whether our own files can be reached from the Internet. */
  isPublic: boolean;
  /** undefined: the machine has no ffmpeg. */
  findTools(): Promise<{ ffmpeg: string; ffprobe: string } | undefined>;
  now(): number;
  log: Logger;
  metrics: Metrics;
}

/** An account at PiAPI, or a key of another Polymuse: serves every pair of the catalogue. */
export function createPiapiBackend(options: PiapiOptions): Backend {
  const { client, log, metrics } = options;
  const { origin: at, hostname } = new URL(options.baseUrl);
  const isPiapi = PIAPI_HOST.test(hostname);
  const translation = { ...options, name: NAME, at, isPiapi };
  const quality = isPiapi
    ? 'The original models, through your account at PiAPI.'
    : 'What the server upstream makes of it.';
  const offered = new Set(options.catalog.all.map(({ model, taskType }) => `${model}/${taskType}`));
  return {
    name: NAME,
    lane: 'remote',
    // PiAPI knows no idempotency keys: a submission of unknown outcome is never repeated.
    submitPolicy: 'fail-and-release',
    supports: ({ model, taskType }) =>
      offered.has(`${model}/${taskType}`)
        ? { ok: true, engine: NAME, quality }
        : { ok: false, reason: 'the protocol of PiAPI has no such task type' },

    async start(job, context) {
      const { model, taskType } = job.taskType;
      const ffprobe = (await options.findTools())?.ffprobe;
      const units = await unitsOfInput(job.taskType, job.input, { context, ffprobe });
      const input = await translateInput(translation, job, context);
      const config = { service_mode: job.serviceMode ?? '' };
      const body = { model, task_type: taskType, input, config };
      const { task_id } = await client.submit(body, job.token, context.signal).catch((error: unknown) => {
        if (error instanceof AppError && error.code === 'submit_unknown') metrics.submitUnknown.add({ backend: NAME });
        throw error;
      });
      metrics.attempts.add({ backend: NAME, verb: 'start', class: 'accepted' });
      const started_at = options.now();
      const operation: PiapiOperation = { task_id, at, model, task_type: taskType, input: job.input, started_at };
      const known = { ...operation, ...(units === undefined ? {} : { units }) };
      return { kind: 'operation', operation: known, retryAfterMs: FIRST_CHECK_MS };
    },

    async check(saved, context) {
      const operation = readOperation(saved);
      const age = options.now() - operation.started_at;
      if (operation.at !== at)
        throw new AppError('submit_unknown', { detail: { reason: 'the provider is another one now' } });
      const seen = await client.read(operation.task_id, context.signal);
      if (seen.kind === 'later') {
        metrics.attempts.add({ backend: NAME, verb: 'check', class: 'no_answer' });
        return { kind: 'pending', retryAfterMs: Math.max(seen.retryAfterMs, pollMs(age)) };
      }
      if (seen.kind === 'gone') {
        if (age < VISIBLE_MS) return { kind: 'pending', retryAfterMs: pollMs(age) };
        throw failureFrom('fetch task failed: the provider no longer knows the task');
      }
      return judge(seen.task, { operation, age, context });
    },

    async cancel(saved) {
      const operation = readOperation(saved);
      if (operation.at === at) await client.cancel(operation.task_id);
    },
  };

  async function judge(
    task: UpstreamTask,
    { operation, age, context }: { operation: PiapiOperation; age: number; context: BackendContext },
  ): Promise<CheckReply> {
    const state = stateOf(task);
    switch (state) {
      case 'waiting':
        return { kind: 'pending', progress: 0, phase: 'waiting at the provider', retryAfterMs: pollMs(age) };
      case 'completed':
        return { kind: 'done', result: await collect(task, operation, context) };
      case 'failed':
        throw failureOf(task);
      case 'cancelled':
        throw failureFrom('the service provider deleted the task');
      default:
        if (state === 'unknown') {
          metrics.attempts.add({ backend: NAME, verb: 'check', class: 'unknown_status' });
          log.warn(
            { backend: NAME, status: task.status?.slice(0, 50) },
            'a status that is not known: the task goes on',
          );
        }
        return { kind: 'pending', progress: progressOf(task), phase: 'processing', retryAfterMs: pollMs(age) };
    }
  }

  async function collect(task: UpstreamTask, operation: PiapiOperation, context: BackendContext) {
    const taskType = options.catalog.get(operation.model, operation.task_type);
    if (!taskType) throw new AppError('no_backend', { detail: { reason: 'the task type is no longer offered' } });
    const { input, units } = operation;
    const tools = await options.findTools();
    return collectResult({ client, task, taskType, input, units, tools, context, now: options.now() });
  }

  function failureOf({ error }: UpstreamTask): AppError {
    const text = error?.message ?? error?.raw_message ?? '';
    const full = error?.raw_message?.includes(text) ? error.raw_message : text;
    if (isOperatorMatter(full)) {
      log.error(
        { backend: NAME, said: full.slice(0, 500) },
        'the provider refuses the account: check its plan and balance',
      );
      return operatorError(full);
    }
    return failureFrom(full, { code: error?.code ?? 0 });
  }
}

/** The first look after 1.5 seconds, later ones at a tenth of the age up to 10 seconds, spread by a fifth. */
function pollMs(ageMs: number): number {
  const usual = Math.min(LAST_CHECK_MS, Math.max(FIRST_CHECK_MS, ageMs / 10));
  return Math.round((usual * randomInt(80, 121)) / 100);
}

function progressOf({ meta, output }: UpstreamTask): number {
  const told = meta?.progress ?? numberAt(output, 'progress', 'task_progress', 'percent') ?? 0;
  return Math.min(99, Math.max(0, Math.floor(told)));
}
