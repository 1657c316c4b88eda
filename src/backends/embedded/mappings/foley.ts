import type { FoleyInput } from '../../../engines/foley/contract.ts';
import { FOLEY_LIMITS } from '../../../engines/foley/contract.ts';
import type { SoundSetInput } from '../../../engines/foley/sound-set.ts';
import { AppError } from '../../../errors.ts';
import type { BackendContext, BackendJob } from '../../backend.ts';
import type { EngineMapping } from '../engine-mapping.ts';

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
  'kling/sound': {
    engine: 'sound-set',
    label: 'foley@1',
    quality: "Procedural sound design from the video's motion or the prompt's words, four takes; not a neural model.",
    async prepare(input, context, job): Promise<SoundSetInput> {
      return {
        videoPath: await videoOf(job, context),
        durationSeconds: Number(input.duration ?? 10),
        prompt: String(input.prompt ?? ''),
        count: 4,
      };
    },
  },
};

/** The video of the task that is continued; null when the sound is made from the words alone. */
async function videoOf(job: BackendJob, context: BackendContext): Promise<string | null> {
  if (!job.input.origin_task_id) return null;
  const video = job.origins[0]?.files.find(({ role }) => role === 'video');
  if (!video) throw new AppError('bad_video', { detail: { reason: 'the video of the origin task is gone' } });
  return context.originFile(video, { maxBytes: FOLEY_LIMITS.maxBytes });
}
