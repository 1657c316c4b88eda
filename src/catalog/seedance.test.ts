import { describe, expect, it } from 'vitest';
import { createCatalog } from './catalog.ts';
import { normaliseInput } from './normalise-input.ts';
import { pricePoints } from './price.ts';
import { seedance } from './seedance.ts';

const type = createCatalog(seedance).find('seedance', 'seedance-2');
const accept = (raw: Record<string, unknown>) =>
  normaliseInput(type, { prompt: 'waves', ...raw }, { drawSeed: () => 1 });
const links = (count: number) => Array.from({ length: count }, (_, index) => `https://example.com/${index}`);

const ONLY_OMNI = 'video_urls and audio_urls are only supported in omni_reference mode';

describe('the mode that the media suggest', () => {
  it.each([
    [{}, 'text_to_video'],
    [{ image_urls: [], video_urls: [], audio_urls: [] }, 'text_to_video'],
    [{ image_urls: links(1) }, 'first_last_frames'],
    [{ image_urls: links(2) }, 'first_last_frames'],
    [{ image_urls: links(3) }, 'omni_reference'],
    [{ image_urls: links(1), prompt: 'like @image1' }, 'omni_reference'],
    [{ video_urls: links(1) }, 'omni_reference'],
    [{ image_urls: links(1), audio_urls: links(1) }, 'omni_reference'],
  ])('%j means %s', (raw, mode) => {
    expect(accept(raw).mode).toBe(mode);
  });

  it('drops the shape where the pictures give it', () => {
    expect(accept({ image_urls: links(1), aspect_ratio: '1:1' })).not.toHaveProperty('aspect_ratio');
    expect(accept({ aspect_ratio: '1:1' }).aspect_ratio).toBe('1:1');
  });
});

describe('a mode that was sent', () => {
  it.each([
    [{ mode: 'text_to_video', image_urls: links(1) }, 'invalid image_urls'],
    [{ mode: 'text_to_video', video_urls: links(1) }, ONLY_OMNI],
    [{ mode: 'text_to_video', audio_urls: links(1) }, ONLY_OMNI],
    [{ mode: 'first_last_frames' }, 'invalid image_urls'],
    [{ mode: 'first_last_frames', image_urls: links(3) }, 'invalid image_urls'],
    [{ mode: 'first_last_frames', image_urls: links(1), video_urls: links(1) }, ONLY_OMNI],
    [{ mode: 'omni_reference', audio_urls: links(1) }, 'invalid image_urls'],
    [
      { mode: 'omni_reference', image_urls: links(9), video_urls: links(3), audio_urls: links(1) },
      'invalid image_urls',
    ],
  ])('refuses %j', (raw, problem) => {
    expect(() => accept(raw)).toThrow(new RegExp(`^invalid request: ${problem}`));
  });

  it.each([
    [{ mode: 'omni_reference', image_urls: links(1) }],
    [{ mode: 'omni_reference', image_urls: links(9), video_urls: links(3) }],
    [{ mode: 'omni_reference', video_urls: links(1), audio_urls: links(3) }],
    [{ mode: 'first_last_frames', image_urls: links(2) }],
  ])('takes %j', (raw) => {
    expect(accept(raw)).toMatchObject(raw);
  });
});

describe('the price with reference videos', () => {
  const points = (raw: Record<string, unknown>, measured?: number) =>
    pricePoints(type.price, { input: accept(raw) }, measured);

  it('holds the output and the longest references together, and charges what was measured', () => {
    expect(points({ video_urls: links(1) })).toBe(20_000_000);
    expect(points({ video_urls: links(1) }, 11.4)).toBe(12_000_000);
    expect(points({ video_urls: links(1) }, 300)).toBe(20_000_000);
  });

  it('is known at once without them', () => {
    expect(points({ image_urls: links(2), duration: 10 })).toBe(10_000_000);
  });
});
