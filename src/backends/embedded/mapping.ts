import type { TaskInput } from '../../catalog/task-type.ts';
import type { FoleyInput } from '../../engines/foley/contract.ts';
import { FOLEY_LIMITS } from '../../engines/foley/contract.ts';
import type { EngineName } from '../../engines/host/index.ts';
import type { BackendContext } from '../backend.ts';

/** How a task type becomes a run of an engine. */
export interface EngineMapping {
  engine: EngineName;
  /** Name and version as results show them. */
  label: string;
  quality: string;
  prepare(input: TaskInput, context: BackendContext): Promise<unknown>;
  /** The measure of the price rule, from the facts the engine reports. */
  measuredUnits?(facts: Record<string, unknown>): number;
}

/** By `model/task_type`. */
export const engineMappings: Readonly<Record<string, EngineMapping>> = {
  'Qubico/mmaudio/video2audio': {
    engine: 'foley',
    label: 'foley@1',
    quality: "Procedural sound design from the picture's motion and the prompt's words; not a neural model.",
    async prepare(input, context): Promise<FoleyInput> {
      return {
        videoPath: await context.media('video', 'video', { maxBytes: FOLEY_LIMITS.maxBytes }),
        prompt: String(input.prompt ?? ''),
        negativePrompt: String(input.negative_prompt ?? ''),
        steps: Number(input.steps ?? 20),
      };
    },
    measuredUnits: (facts) => Number(facts.durationSeconds),
  },
};
