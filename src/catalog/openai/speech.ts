import { z } from 'zod';
import { audioResult } from '../audio-result.ts';
import { lowerCase } from '../coerce.ts';
import { choice, number, text } from '../field.ts';
import type { TaskType } from '../task-type.ts';

export const speechVoiceNames = [
  ...['alloy', 'echo', 'fable', 'onyx', 'nova', 'shimmer'],
  ...['ash', 'ballad', 'coral', 'sage', 'verse'],
] as const;
export const speechFormats = ['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm'] as const;

/** Behind `POST /v1/audio/speech` (protocol page, section 14.5). */
export const openaiSpeech: TaskType = {
  model: 'tts-1',
  modelAliases: ['tts-1-hd', 'gpt-4o-mini-tts'],
  taskType: 'speech',
  family: 'openai-speech',
  section: 'OpenAI endpoints',
  summary: 'Speaks a text in one of eleven named voices.',
  input: z.object({
    input: text({ required: true, minLength: 1, maxLength: 4_096, note: 'The text to speak.' }),
    voice: choice(speechVoiceNames, { required: true, coerce: lowerCase }),
    response_format: choice(speechFormats, { default: 'mp3', coerce: lowerCase }),
    speed: number({ default: 1, min: 0.25, max: 4, note: '1 is the usual rate of the voice.' }),
    instructions: text({ maxLength: 4_096, note: 'How to speak; only some backends follow it.' }),
  }),
  rules: [({ input }) => (String(input).trim() === '' ? 'input is required' : null)],
  price: {
    usd: 0.000025,
    per: 'character',
    units: { of: 'Unicode code points of input.input', from: ({ input }) => [...String(input)].length },
  },
  usageType: 'llm',
  charge: 'on_create',
  ...audioResult('The spoken text, in the format that was asked for; pcm is raw 16-bit little-endian mono at 24 kHz.'),
};
