import type { FoleyInput } from '../../../engines/foley/contract.ts';
import { FOLEY_LIMITS } from '../../../engines/foley/contract.ts';
import type { EngineMapping } from '../mapping.ts';

export const foleyMappings: Readonly<Record<string, EngineMapping>> = {
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
