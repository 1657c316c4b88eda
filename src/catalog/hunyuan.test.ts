import { describe, expect, it } from 'vitest';
import { createCatalog } from './catalog.ts';
import { hunyuan } from './hunyuan.ts';
import { normaliseInput } from './normalise-input.ts';

const accept = (taskType: string, raw: Record<string, unknown>) =>
  normaliseInput(createCatalog(hunyuan).find('Qubico/hunyuan', taskType), raw, { drawSeed: () => 1 });

describe('hunyuan', () => {
  it.each([
    [{ prompt: 'x'.repeat(1001) }, /^invalid request: prompt is too long: .* is longer than 1000 characters$/],
    [{ prompt: 5 }, /^invalid request: invalid prompt: 5 is not a text$/],
    [{}, /^invalid request: prompt is required$/],
  ])('refuses a prompt that is too long in the documented words, others as usual (%#)', (raw, text) => {
    expect(() => accept('txt2video', raw)).toThrow(text);
  });

  it.each([[{ lora_type: '' }], [{ lora_type: 'example', lora_strength: 2.1 }]])('refuses the style %j', (style) => {
    expect(() => accept('txt2video-lora', { prompt: 'a fox', lora_settings: [style] })).toThrow(
      /^invalid request: invalid lora_settings/,
    );
  });
});
