import { setTimeout as wait } from 'node:timers/promises';
import { type Clock, systemClock } from '../../clock.ts';
import { AppError } from '../../errors.ts';
import { ToolFailed } from '../../media/ffmpeg/run-tool.ts';
import type { Backend, BackendContext, BackendResult, CheckReply, Operation } from '../backend.ts';
import { createFileCache } from './file-cache.ts';
import { type Latency, stepAt, waitMs } from './latency.ts';
import { type MagicWords, magicWordsIn } from './magic-words.ts';
import type { Plan } from './plan/plan.ts';
import { produce, readAll } from './produce.ts';
import { planFor } from './requests/index.ts';
import { createSlots } from './slots.ts';
import { createSources } from './sources.ts';

export interface SandboxOptions {
  /** Found on first use, so that pictures and texts work without ffmpeg. */
  findTools(): Promise<{ ffmpeg: string; ffprobe: string }>;
  /** Finished test media are kept here and given out again for the same request. */
  cacheFolder: string;
  cacheBytes: number;
  latency: Latency;
  /** Products that are made at once; the others wait. */
  concurrency: number;
  clock?: Clock;
}

/** Shorter waits are sat out; longer ones become an operation that is looked at again. */
const LONGEST_STAY_MS = 2_000;
/** How often a waiting task tells of its progress. */
const TICK_MS = 100;
const LOOK_AGAIN_MS = 2_000;
/** With so many products in line a task waits outside, or test tasks would fill the lane that live ones wait in. */
const LONGEST_LINE = 16;
const LINE_AGAIN_MS = 1_500;
/** Life of result files after `[test:expire]`. */
const EXPIRY_SECONDS = 60;
const QUALITY = 'Test output: drawn by rules, marked TEST, the same for the same request; not the work of a model.';

/** What is saved of a waiting task; everything needed to go on after a restart. */
interface Waiting {
  plan: Plan;
  startedAt: number;
  /** null: never. */
  readyAt: number | null;
  retried: boolean;
}

/** Answers every request of the catalogue with correct, deterministic test media. Only for test keys. */
export function createSandboxBackend(options: SandboxOptions): Backend {
  const { findTools, cacheFolder, cacheBytes, latency, concurrency, clock = systemClock } = options;
  const cache = createFileCache({ folder: cacheFolder, maxBytes: cacheBytes, clock });
  const slots = createSlots(concurrency);

  async function make(plan: Plan, context: BackendContext): Promise<BackendResult> {
    const studio = { sources: createSources(context, findTools), findTools, signal: context.signal };
    const onStep = (done: number, of: number): void => context.progress('rendering', Math.round(40 + (55 * done) / of));
    try {
      return await produce(plan, { studio, cache, slots, onStep });
    } catch (error) {
      throw asAppError(error, context.signal);
    }
  }

  return {
    name: 'sandbox',
    // Most of a test task is waiting, so many may run; what draws is held back by the slots.
    lane: 'remote',
    // Nothing outside this machine is asked.
    submitPolicy: 'idempotent',
    supports: () => ({ ok: true, engine: 'sandbox/test@1', quality: QUALITY }),

    async start(job, context) {
      const magic = magicWordsIn(job.input);
      const now = clock.now();
      const plan = planFor(job, magic, new Date(now));
      context.progress('reading', 2);
      if (magic.fail) throw failureOf(magic.fail);
      const waiting: Waiting = {
        plan,
        startedAt: now,
        readyAt: readyAt(now, plan, magic, latency),
        retried: magic.retry === true,
      };
      if (waiting.readyAt === null || waiting.readyAt - now > LONGEST_STAY_MS || slots.waiting() >= LONGEST_LINE) {
        // A medium that does not fit fails now, not after the wait.
        await readAll(plan, createSources(context, findTools)).catch((error: unknown) => {
          throw asAppError(error, context.signal);
        });
        const left = waiting.readyAt === null ? LOOK_AGAIN_MS : waiting.readyAt - now;
        return { kind: 'operation', operation: { ...waiting }, retryAfterMs: Math.min(LOOK_AGAIN_MS, left) };
      }
      const [result] = await Promise.all([make(plan, context), stay(waiting.readyAt - now, context)]);
      return { kind: 'done', result: finished(result, waiting) };
    },

    async check(operation: Operation, context: BackendContext): Promise<CheckReply> {
      const waiting = operation as unknown as Waiting;
      const now = clock.now();
      if (waiting.readyAt === null)
        return { kind: 'pending', phase: 'stuck', progress: 42, retryAfterMs: LOOK_AGAIN_MS };
      const left = waiting.readyAt - now;
      if (left > 0) {
        const { phase, percent } = stepAt((now - waiting.startedAt) / (waiting.readyAt - waiting.startedAt));
        return { kind: 'pending', phase, progress: percent, retryAfterMs: Math.min(LOOK_AGAIN_MS, Math.max(50, left)) };
      }
      if (slots.waiting() >= LONGEST_LINE) return { kind: 'pending', phase: 'waiting', retryAfterMs: LINE_AGAIN_MS };
      return { kind: 'done', result: finished(await make(waiting.plan, context), waiting) };
    },

    wishes(input) {
      const { stage, expire, webhookDrop } = magicWordsIn(input);
      return {
        ...(stage ? { stage } : {}),
        ...(expire ? { resultSeconds: EXPIRY_SECONDS } : {}),
        ...(webhookDrop === undefined ? {} : { droppedDeliveries: webhookDrop }),
      };
    },

    /** Nothing runs elsewhere: the host ends the task and looks no more. */
    cancel: async () => undefined,
  };
}

function readyAt(now: number, plan: Plan, { slowSeconds, stuck }: MagicWords, latency: Latency): number | null {
  if (stuck) return null;
  return now + (slowSeconds === undefined ? waitMs(latency, plan) : slowSeconds * 1000);
}

/** Sits the wait out and tells of progress meanwhile. */
async function stay(totalMs: number, context: BackendContext): Promise<void> {
  for (let at = 0; at < totalMs; at += TICK_MS) {
    const { phase, percent } = stepAt(at / totalMs);
    context.progress(phase, percent);
    await wait(Math.min(TICK_MS, totalMs - at), undefined, { signal: context.signal });
  }
}

function finished(result: BackendResult, { retried }: Waiting): BackendResult {
  if (!retried) return result;
  const line = 'attempt 1 failed on purpose ([test:retry]); attempt 2 succeeded';
  return { ...result, logs: [line, ...(result.logs ?? [])] };
}

function failureOf(fail: NonNullable<MagicWords['fail']>): AppError {
  const detail = { reason: 'asked for by [test:fail]' };
  switch (fail) {
    case 'content_violation':
      return new AppError('content_violation', { detail });
    case 'invalid_image':
      return new AppError('bad_image', { message: 'failed to get valid image: invalid image', detail });
    case 'failed':
      return new AppError('task_failed', { detail });
  }
}

/** Failures of our own tools are the sandbox's fault; the rest passes. */
function asAppError(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason ?? error;
  if (!(error instanceof ToolFailed)) return error;
  if (error.reason === 'deadline') return new AppError('deadline_exceeded', { cause: error });
  return new AppError('backend_failed', { detail: { reason: 'the test media could not be made' }, cause: error });
}
