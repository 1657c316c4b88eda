import type { SpeechFormat, SpeechInput } from '../../../engines/speech/contract.ts';
import { SPEECH_LIMITS } from '../../../engines/speech/contract.ts';
import type { EngineMapping } from '../engine-mapping.ts';

export const speechMappings: Readonly<Record<string, EngineMapping>> = {
  'Qubico/tts/zero-shot': {
    engine: 'speech',
    label: 'speech@1',
    quality:
      "Clear, robotic speech; the reference steers pitch, rate, level and band, not the speaker's identity. Not a neural model.",
    /** What is said in the reference (`ref_text`) is of no use here: only how it sounds is measured. */
    async prepare(input, context): Promise<SpeechInput> {
      return {
        text: String(input.gen_text),
        referencePath: await context.media('ref_audio', 'audio', { maxBytes: SPEECH_LIMITS.maxReferenceBytes }),
        format: 'wav',
      };
    },
  },
  'tts-1/speech': {
    engine: 'speech',
    label: 'speech@1',
    quality:
      'Clear, robotic speech; the voices differ in pitch, size and liveliness. Instructions are not followed. Not a neural model.',
    prepare: ({ input, voice, response_format, speed }): SpeechInput => ({
      text: String(input),
      voice: String(voice),
      format: response_format as SpeechFormat,
      speed: Number(speed),
    }),
  },
};
