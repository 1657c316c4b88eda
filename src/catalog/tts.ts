import { z } from 'zod';
import { audioResult } from './audio-result.ts';
import { media, text } from './field.ts';
import type { TaskType } from './task-type.ts';

export const tts: readonly TaskType[] = [
  {
    model: 'Qubico/tts',
    taskType: 'zero-shot',
    family: 'tts',
    section: 'TTS',
    summary: 'Speaks a text in the voice of a short reference recording.',
    input: z.object({
      gen_text: text({ required: true, minLength: 1, note: 'The text to speak; a long one is never cut off.' }),
      ref_audio: media('audio', {
        required: true,
        limits: { formats: ['wav', 'mp3', 'flac'], maxBytes: 20_971_520, minSeconds: 1, maxSeconds: 600 },
        note: 'Recording of the voice; 3 to 30 seconds is best, only the first 30 are used.',
      }),
      ref_text: text({ default: '', note: 'What is said in ref_audio; transcribed automatically when empty.' }),
    }),
    rules: [({ gen_text }) => (String(gen_text).trim() === '' ? 'gen_text is required' : null)],
    price: {
      usd: 0.000025,
      per: 'character',
      units: { of: 'Unicode code points of input.gen_text', from: ({ gen_text }) => [...String(gen_text)].length },
    },
    usageType: 'llm',
    charge: 'on_create',
    ...audioResult('The spoken text, a WAV.'),
  },
];
