import { z } from 'zod';
import { audioResult } from './audio-result.ts';
import { media, text } from './field.ts';
import type { TaskType } from './task-type.ts';

/** Both task types are the same but for how long the song may become. */
function song(taskType: string, { seconds, what }: { seconds: number; what: string }): TaskType {
  return {
    model: 'Qubico/diffrhythm',
    taskType,
    family: 'diffrhythm',
    section: 'DiffRhythm',
    summary: `Makes a ${what} from a style and optional timed lyrics.`,
    input: z.object({
      lyrics: text({
        default: '',
        note: `LRC text, one [mm:ss.xx] stamp per line; lines from ${seconds} seconds on are ignored. Empty, [inst] or [instrumental]: no singing.`,
      }),
      style_prompt: text({ default: 'pop', maxLength: 2000, note: 'Style words; only a hint beside style_audio.' }),
      style_audio: media('audio', {
        limits: { formats: ['mp3', 'wav', 'flac'], maxBytes: 20_971_520, minSeconds: 10, maxSeconds: 600 },
        note: 'Recording that gives the style; of a long one the middle part is used.',
      }),
    }),
    price: { usd: 0.02, per: 'generation' },
    usageType: 'llm',
    charge: 'on_create',
    ...audioResult('The song, an MP3.'),
  };
}

export const diffrhythm: readonly TaskType[] = [
  song('txt2audio-base', { seconds: 95, what: 'song of up to 1 minute 35 seconds' }),
  song('txt2audio-full', { seconds: 285, what: 'full-length song of up to 4 minutes 45 seconds' }),
];
