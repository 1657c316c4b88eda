import { describe, expect, it } from 'vitest';
import { createCatalog } from './catalog.ts';
import { normaliseInput } from './normalise-input.ts';
import { pricePoints } from './price.ts';
import { tts } from './tts.ts';

const taskType = createCatalog(tts).find('Qubico/tts', 'zero-shot');
const accept = (gen_text: string) =>
  normaliseInput(taskType, { gen_text, ref_audio: 'https://example.com/v.wav' }, { drawSeed: () => 1 });

describe('the text to speak', () => {
  it.each(['', ' ', '\n\t ', '\u00a0'])('of nothing but white space is missing: %j', (gen_text) => {
    expect(() => accept(gen_text)).toThrow('invalid request: gen_text is required');
  });

  it('is charged by code points, 250 points each', () => {
    expect(pricePoints(taskType.price, { input: accept('a😀é') })).toBe(750);
  });
});
