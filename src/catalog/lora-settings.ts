import type { z } from 'zod';
import { group, list, number, text } from './field.ts';

/** One or more LoRA styles with their strengths. Which names there are is the backend's question. */
export function loraSettings({ maxStrength, typeNote }: { maxStrength: number; typeNote: string }): z.ZodType {
  return list(
    group({
      lora_type: text({ required: true, note: typeNote, errorStart: 'invalid lora_settings' }),
      lora_strength: number({ default: 1, min: 0, max: maxStrength }),
    }),
    { required: true, minItems: 1, note: 'The styles.' },
  );
}
