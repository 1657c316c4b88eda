import { describe, expect, it } from 'vitest';
import { createCatalog } from './catalog.ts';
import { normaliseInput } from './normalise-input.ts';
import { veo } from './veo.ts';

const accept = (raw: Record<string, unknown>) =>
  normaliseInput(createCatalog(veo).find('veo3.1', 'veo3.1-video'), { prompt: 'a fox', ...raw }, { drawSeed: () => 1 });
const picture = 'https://example.com/a.png';

describe('veo', () => {
  it.each([
    [{}, '16:9'],
    [{ aspect_ratio: 'auto' }, '16:9'],
    [{ aspect_ratio: '9:16' }, '9:16'],
    [{ image_url: picture }, 'auto'],
    [{ image_url: picture, aspect_ratio: 'auto' }, 'auto'],
    [{ image_url: picture, aspect_ratio: '1:1' }, '1:1'],
  ])('makes of the shape in %j: %s', (raw, shape) => {
    expect(accept(raw).aspect_ratio).toBe(shape);
  });

  it.each([
    [8, '8s'],
    ['8', '8s'],
    ['4S', '4s'],
    ['6s', '6s'],
  ])('reads the duration %j as %s', (duration, meant) => {
    expect(accept({ duration }).duration).toBe(meant);
  });

  it('takes an end frame only with a start frame', () => {
    expect(() => accept({ tail_image_url: picture })).toThrow('invalid request: tail_image_url requires image_url');
    expect(accept({ tail_image_url: picture, image_url: picture })).toMatchObject({ tail_image_url: picture });
  });
});
