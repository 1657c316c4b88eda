import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCatalog } from '../catalog.ts';
import { normaliseInput } from '../normalise-input.ts';
import { POINTS_PER_USD, pricePoints } from '../price.ts';
import { estimatedUsage, imageModels } from './image-price.ts';

/** Expectations are read from the protocol page, section 14. */

const page = readFileSync(path.join(import.meta.dirname, '../../../spec/protocol.md'), 'utf8');
const section = (heading: string): string => {
  const from = page.slice(page.indexOf(`\n### ${heading}`) + 4);
  return from.slice(0, from.search(/\n###? /));
};
const rowsOf = (text: string) => [...text.matchAll(/^\| (.*) \|$/gm)].map(([, row]) => (row ?? '').split(' | '));
const quoted = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text ?? '');

const catalog = createCatalog();
const accept = (model: string, taskType: string, input: Record<string, unknown>) =>
  normaliseInput(catalog.find(model, taskType), input, { drawSeed: () => 1 });
const usd = (model: string, taskType: string, input: Record<string, unknown>) =>
  pricePoints(catalog.find(model, taskType).price, { input: accept(model, taskType, input) }) / POINTS_PER_USD;

describe('pictures', () => {
  const images = section('14.4 Images');
  const members = Object.fromEntries(
    rowsOf(images)
      .filter(([name]) => /^`\w+`$/.test(name ?? ''))
      .map(([name = '', type, usual, values]) => [name.replaceAll('`', ''), { type, usual, values: quoted(values) }]),
  );

  it('are offered under the names of the page, and no other', () => {
    expect([...imageModels]).toEqual(members.model!.values);
  });

  it.each(['size', 'quality', 'output_format', 'background'])('take the values of the page for %s', (name) => {
    const { values, usual } = members[name]!;
    for (const value of values) {
      expect(accept('gpt-image-1', 'image-generation', { prompt: 'x', [name]: value })[name]).toBe(value);
    }
    expect(accept('gpt-image-1', 'image-generation', { prompt: 'x' })[name]).toBe(quoted(usual)[0]);
    expect(() => accept('gpt-image-1', 'image-generation', { prompt: 'x', [name]: 'other' })).toThrow(name);
  });

  const estimates = rowsOf(images).filter(
    ([model, square]) => /^`gpt-image/.test(model ?? '') && /\d \/ /.test(square ?? ''),
  );

  it.each(estimates)('cost what the page says on %s', (model = '', square = '', oblong = '') => {
    for (const [sizes, prices] of [
      [['1024x1024', 'auto'], square],
      [['1024x1536', '1536x1024'], oblong],
    ] as const) {
      const [low, medium, high] = prices.split(' / ').map(Number);
      for (const size of sizes) {
        for (const taskType of ['image-generation', 'image-edit']) {
          const cost = (quality: string, n = 1) =>
            usd(quoted(model)[0] ?? '', taskType, {
              prompt: 'x',
              image: ['https://a.example/a.png'],
              size,
              quality,
              n,
            });
          expect([cost('low'), cost('medium'), cost('high')]).toEqual([low, medium, high]);
          expect(cost('auto')).toBe(medium);
          expect(cost('low', 10)).toBeCloseTo(10 * (low ?? 0), 9);
        }
      }
    }
  });

  it('of the preview cost the same in every form', () => {
    const [, price] = rowsOf(images).find(([model]) => model === '`gpt-image-2-preview`') ?? [];
    for (const quality of ['low', 'high']) {
      expect(usd('gpt-image-2-preview', 'image-generation', { prompt: 'x', quality })).toBe(
        Number.parseFloat(price ?? ''),
      );
    }
  });

  it('have a usage whose tokens give the price of the estimate at the rate of the page', () => {
    const rates = rowsOf(images).filter(
      ([model, rate]) => /^`gpt-image/.test(model ?? '') && /image out|^\d+\.\d+, /.test(rate ?? ''),
    );
    const outRate = Number(/image out (\d+\.\d+)/.exec(rates[0]?.[1] ?? '')?.[1]);
    for (const [size, quality] of [
      ['1024x1024', 'low'],
      ['1024x1024', 'high'],
      ['1024x1536', 'medium'],
      ['1536x1024', 'high'],
    ] as const) {
      const { output_tokens } = estimatedUsage({ prompt: 'x', size, quality, pictures: 1, picturesSent: 0 });
      const price = usd('gpt-image-1', 'image-generation', { prompt: 'x', size, quality });
      expect((output_tokens * outRate) / 1_000_000).toBeCloseTo(price, 2);
    }
  });

  it('through chat cost what the page says', () => {
    const price = /(\d+\.\d+) USD per picture/.exec(section('14.2 Images through streamed chat'))?.[1];
    expect(usd('gpt-4o-image-preview', 'chat-image', { prompt: 'x' })).toBe(Number(price));
  });
});

describe('speech', () => {
  const speech = section('14.5');

  it('has the models, voices and formats of the page', () => {
    const names = quoted(speech).flatMap((text) => text.split(', '));
    for (const model of ['tts-1', 'tts-1-hd', 'gpt-4o-mini-tts']) {
      expect(names).toContain(model);
      expect(catalog.get(model, 'speech')).toBeDefined();
    }
    for (const voice of [
      'alloy',
      'echo',
      'fable',
      'onyx',
      'nova',
      'shimmer',
      'ash',
      'ballad',
      'coral',
      'sage',
      'verse',
    ]) {
      expect(names).toContain(voice);
      expect(accept('tts-1', 'speech', { input: 'x', voice }).voice).toBe(voice);
    }
    for (const response_format of ['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm']) {
      expect(names).toContain(response_format);
      expect(accept('tts-1', 'speech', { input: 'x', voice: 'alloy', response_format })).toMatchObject({
        response_format,
      });
    }
  });

  it('costs as the TTS family, by the character', () => {
    const input = 'ä🙂'.repeat(500);
    expect(usd('tts-1', 'speech', { input, voice: 'alloy' })).toBe(0.025);
    expect(usd('Qubico/tts', 'zero-shot', { gen_text: input, ref_audio: 'https://a.example/a.mp3' })).toBe(0.025);
  });
});

it('the pairs of the endpoints are no pairs of the family pages', () => {
  const own = catalog.served.filter((pair) => !catalog.all.includes(pair));
  expect(own.map(({ section: name }) => name)).toEqual(own.map(() => 'OpenAI endpoints'));
  expect(own.length).toBe(10);
});
