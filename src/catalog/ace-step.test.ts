import { describe, expect, it } from 'vitest';
import { aceStep } from './ace-step.ts';
import { createCatalog } from './catalog.ts';
import { normaliseInput } from './normalise-input.ts';
import { pricePoints } from './price.ts';

const catalog = createCatalog(aceStep);
const taskType = (name: string) => catalog.find('Qubico/ace-step', name);
const accept = (name: string, raw: Record<string, unknown>) =>
  normaliseInput(taskType(name), { audio: 'https://example.com/s.mp3', ...raw }, { drawSeed: () => 1 });

describe('edit', () => {
  it.each([
    [{ edit_style_prompt: 'reggae' }, 'remix'],
    [{ edit_lyrics: 'la' }, 'only_lyrics'],
    [{ edit_style_prompt: 'reggae', edit_lyrics: 'la' }, 'remix'],
    [{ edit_style_prompt: 'reggae', edit_type: 'only_lyrics' }, 'only_lyrics'],
    [{ edit_lyrics: 'la', edit_mode: 'lyrics' }, 'only_lyrics'],
    [{ edit_lyrics: 'la', edit_mode: 'remix' }, 'remix'],
  ])('%j means %s', (raw, editType) => {
    expect(accept('edit', raw).edit_type).toBe(editType);
  });

  it.each([
    [{}, 'edit_style_prompt or edit_lyrics is required'],
    [{ edit_style_prompt: '', edit_lyrics: '' }, 'edit_style_prompt or edit_lyrics is required'],
    [{ edit_lyrics: 'la', edit_n_min: 0.8, edit_n_max: 0.5 }, 'invalid edit_n_min: 0.8 is above edit_n_max 0.5'],
    [{ edit_lyrics: 'la', edit_type: 'other' }, 'invalid edit_type: other is not one of only_lyrics, remix'],
  ])('refuses %j', (raw, problem) => {
    expect(() => accept('edit', raw)).toThrow(`invalid request: ${problem}`);
  });

  it('takes a change that starts where it ends', () => {
    expect(accept('edit', { edit_lyrics: 'la', edit_n_min: 0.5, edit_n_max: 0.5 })).toMatchObject({ edit_n_min: 0.5 });
  });
});

describe('extend', () => {
  it.each([
    [{ left_extend_length: 0, right_extend_length: 0 }],
    [{ left_extend_length: 200, right_extend_length: 40.5 }],
    [{ left_extend_length: 240 }],
  ])('refuses %j', (raw) => {
    expect(() => accept('extend', raw)).toThrow(/^invalid request: invalid right_extend_length/);
  });

  it.each([
    [{ left_extend_length: 240, right_extend_length: 0 }],
    [{ left_extend_length: 0, right_extend_length: 240 }],
    [{ left_extend_length: 0.5, right_extend_length: 0 }],
  ])('takes %j', (raw) => {
    expect(accept('extend', raw)).toMatchObject(raw);
  });
});

describe('audio2audio', () => {
  const points = (raw: Record<string, unknown>, measured?: number) =>
    pricePoints(taskType('audio2audio').price, { input: accept('audio2audio', { prompt: 'jazz', ...raw }) }, measured);

  it('holds 240 seconds until the recording is measured, unless the length is given', () => {
    expect(points({})).toBe(1_200_000);
    expect(points({}, 31.2)).toBe(160_000);
    expect(points({ duration: 20.5 })).toBe(105_000);
  });
});
