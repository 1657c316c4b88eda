import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { TaskType } from '../../catalog/task-type.ts';
import { EngineInputError } from '../../engines/engine.ts';
import { EngineFailure, type EngineLimits, type EngineTools, runEngine } from '../../engines/host/index.ts';
import { AppError } from '../../errors.ts';
import type { Metrics } from '../../observe/metrics.ts';
import type { Backend, BackendJob, BackendResult } from '../backend.ts';
import type { EngineHome, EngineMapping } from './engine-mapping.ts';
import { engineMappings } from './mapping.ts';

export interface EmbeddedOptions {
  /** Found on first use, so that a machine without ffmpeg can still serve everything else. */
  findTools(): Promise<EngineTools>;
  home: EngineHome;
  limits: EngineLimits;
  metrics: Metrics;
}

const inputErrors = { image: 'bad_image', video: 'bad_video', audio: 'bad_audio', text: 'invalid_request' } as const;

/** The engines that ship with Polymuse: always there, on the CPU, without key or network. */
export function createEmbeddedBackend(options: EmbeddedOptions): Backend {
  return {
    name: 'embedded',
    lane: 'engines',
    worksFromFiles: true,
    // Nothing outside this machine is asked, so a run that a crash ended is simply run again.
    submitPolicy: 'idempotent',
    supports(taskType, input) {
      const mapping = mappingOf(taskType);
      if (!mapping) return { ok: false, reason: 'no engine for this task type' };
      const reason = mapping.missing?.(options.home) ?? mapping.refuses?.(input) ?? null;
      if (reason !== null) return { ok: false, reason };
      return { ok: true, engine: `embedded/${mapping.label}`, quality: mapping.quality };
    },
    async start(job, context) {
      const mapping = mappingOf(job.taskType);
      if (!mapping) throw new AppError('no_backend');
      const input = await mapping.prepare(job.input, context, job, options.home);
      const workDir = path.join(context.workDir, 'engine');
      await mkdir(workDir);
      const startedAt = performance.now();
      let outcome = 'failed';
      try {
        const result = await runEngine(mapping.engine, input, {
          workDir,
          seed: seedOf(job),
          signal: context.signal,
          onProgress: (phase, fraction) => context.progress(phase, Math.floor(fraction * 99)),
          limits: atLeast(options.limits, mapping.limits),
          ffmpeg: await options.findTools(),
        });
        outcome = 'done';
        const produced: BackendResult = {
          files: result.files.map(({ path: file, ...facts }) => ({ ...facts, source: { kind: 'path', path: file } })),
          data: result.facts,
          logs: result.logs,
        };
        if (mapping.measuredUnits) produced.measuredUnits = mapping.measuredUnits(result.facts);
        return { kind: 'done', result: mapping.result?.(produced, job.input) ?? produced };
      } catch (error) {
        throw asAppError(error);
      } finally {
        options.metrics.engineRuns.add({ engine: mapping.engine, outcome });
        options.metrics.engineDuration.observe({ engine: mapping.engine }, (performance.now() - startedAt) / 1000);
      }
    },
  };
}

const mappingOf = ({ model, taskType }: TaskType): EngineMapping | undefined => engineMappings[`${model}/${taskType}`];

/** The seed that was asked for; else one of the task's own, so that another attempt at it gives the same result. */
function seedOf({ input, taskId }: BackendJob): number {
  const asked = Number(input.seed ?? -1);
  if (Number.isSafeInteger(asked) && asked >= 0) return asked;
  return Number.parseInt(createHash('sha256').update(taskId).digest('hex').slice(0, 12), 16);
}

/** What an engine needs, or the operator's own limit where that is larger. */
function atLeast(limits: EngineLimits, needed: Partial<EngineLimits> = {}): EngineLimits {
  return {
    timeoutMs: Math.max(limits.timeoutMs, needed.timeoutMs ?? 0),
    memoryBytes: Math.max(limits.memoryBytes, needed.memoryBytes ?? 0),
    outputBytes: Math.max(limits.outputBytes, needed.outputBytes ?? 0),
  };
}

function asAppError(error: unknown): unknown {
  if (error instanceof EngineInputError) {
    return new AppError(inputErrors[error.kind], { detail: { reason: error.message }, cause: error });
  }
  if (!(error instanceof EngineFailure)) return error;
  if (error.reason === 'timed_out') return new AppError('deadline_exceeded', { cause: error });
  return new AppError('backend_failed', {
    detail: { reason: `the engine ${error.reason.replaceAll('_', ' ')}` },
    cause: error,
  });
}
