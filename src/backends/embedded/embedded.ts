import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { EngineInputError } from '../../engines/engine.ts';
import { EngineFailure, type EngineLimits, type EngineTools, runEngine } from '../../engines/host/index.ts';
import { AppError } from '../../errors.ts';
import type { Metrics } from '../../observe/metrics.ts';
import type { Backend, BackendResult } from '../backend.ts';
import { engineMappings } from './mapping.ts';

export interface EmbeddedOptions {
  /** Found on first use, so that a machine without ffmpeg can still serve everything else. */
  findTools(): Promise<EngineTools>;
  limits: EngineLimits;
  metrics: Metrics;
}

const inputErrors = { image: 'bad_image', video: 'bad_video', audio: 'bad_audio', text: 'invalid_request' } as const;

/** The engines that ship with Polymuse: always there, on the CPU, without key or network. */
export function createEmbeddedBackend(options: EmbeddedOptions): Backend {
  return {
    name: 'embedded',
    lane: 'engines',
    // Nothing outside this machine is asked, so a run that a crash ended is simply run again.
    submitPolicy: 'idempotent',
    supports(taskType) {
      const mapping = engineMappings[`${taskType.model}/${taskType.taskType}`];
      if (!mapping) return { ok: false, reason: 'no engine for this task type' };
      return { ok: true, engine: `embedded/${mapping.label}`, quality: mapping.quality };
    },
    async start(job, context) {
      const mapping = engineMappings[`${job.taskType.model}/${job.taskType.taskType}`];
      if (!mapping) throw new AppError('no_backend');
      const input = await mapping.prepare(job.input, context);
      const workDir = path.join(context.workDir, 'engine');
      await mkdir(workDir);
      const startedAt = performance.now();
      let outcome = 'failed';
      try {
        const result = await runEngine(mapping.engine, input, {
          workDir,
          seed: Number(job.input.seed ?? 0),
          signal: context.signal,
          onProgress: (phase, fraction) => context.progress(phase, Math.floor(fraction * 99)),
          limits: options.limits,
          ffmpeg: await options.findTools(),
        });
        outcome = 'done';
        const produced: BackendResult = {
          files: result.files.map(({ path: file, ...facts }) => ({ ...facts, source: { kind: 'path', path: file } })),
          data: result.facts,
          logs: result.logs,
        };
        if (mapping.measuredUnits) produced.measuredUnits = mapping.measuredUnits(result.facts);
        return { kind: 'done', result: produced };
      } catch (error) {
        throw asAppError(error);
      } finally {
        options.metrics.engineRuns.add({ engine: mapping.engine, outcome });
        options.metrics.engineDuration.observe({ engine: mapping.engine }, (performance.now() - startedAt) / 1000);
      }
    },
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
