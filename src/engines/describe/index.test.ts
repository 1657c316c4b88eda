import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineInputError } from '../engine.ts';
import { drawPeople, sharpOf } from '../faces/__fixtures__/face-pictures.ts';
import { runEngine } from '../host/index.ts';
import type { DescribeInput } from './contract.ts';
import { createDescribe } from './index.ts';
import type { PictureFacts } from './measure/index.ts';

const tools = { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe', enginesDir: path.resolve('.setup/engines') };
const SLOW = 120_000;
let folder = '';
const at = (name: string) => path.join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'describe-'));
  await sharpOf(drawPeople([{ name: 'ada' }, { name: 'ben' }], { width: 600, height: 400 }))
    .png()
    .toFile(at('two.png'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const prompts: DescribeInput['output'] = { kind: 'prompts' };
async function look(name: string, output = prompts) {
  const context = { workDir: folder, seed: 1, signal: AbortSignal.timeout(SLOW), onProgress: () => undefined };
  const { facts, files, logs } = await createDescribe(tools).run({ imagePath: at(name), output }, context);
  expect(files).toEqual([]);
  return { text: String(facts.text), measured: facts.measured as PictureFacts, logs };
}
const plain = (width: number, height: number, background: string) =>
  sharp({ create: { width, height, channels: 3, background } }).png();
const refusal = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(EngineInputError);
  return `${(error as EngineInputError).kind}: ${(error as EngineInputError).message}`;
};

describe('what is there is said', { timeout: SLOW }, () => {
  it('people, their number, and the shape of the picture', async () => {
    const { text, measured, logs } = await look('two.png');
    expect(measured).toMatchObject({ width: 600, height: 400, aspect: '3:2', faces: 2 });
    const lines = text.split('\n\n');
    expect(lines.map((line) => line.slice(0, 1))).toEqual(['1', '2', '3', '4']);
    for (const line of lines) expect(line).toMatch(/^\d️⃣ two people.* --ar 3:2$/);
    expect(new Set(lines).size).toBe(4);
    expect(logs.at(-1)).toMatch(/^describe@1: Tags, not captions/);
  });

  it('colours with their shares', async () => {
    await sharp({ create: { width: 300, height: 300, channels: 3, background: '#d92626' } })
      .composite([{ input: await plain(300, 90, '#16234e').toBuffer(), top: 0, left: 0 }])
      .png()
      .toFile(at('flag.png'));
    const { measured } = await look('flag.png');
    expect(measured.palette.slice(0, 2)).toMatchObject([
      { name: 'red', share: expect.closeTo(0.7, 1) },
      { name: 'navy', share: expect.closeTo(0.3, 1) },
    ]);
  });

  it.each([
    ['#f6f6f6', /high-key, bright/],
    ['#101010', /low-key, dark/],
    ['#808080', /black and white/],
    ['#f08a24', /warm tones/],
    ['#2c62d8', /cool tones/],
  ])('a picture of nothing but %s', async (colour, words) => {
    await plain(64, 64, colour).toFile(at('one.png'));
    expect((await look('one.png')).text).toMatch(words);
  });

  it('where the picture is sharp, and whether it is its own mirror image', async () => {
    const stripes = (width: number, height: number) =>
      sharp(Buffer.from(Array.from({ length: width * height * 3 }, (_, i) => (Math.floor(i / 3) % 4 < 2 ? 40 : 220))), {
        raw: { width, height, channels: 3 },
      }).png();
    await sharp({ create: { width: 400, height: 400, channels: 3, background: '#777777' } })
      .composite([{ input: await stripes(160, 160).toBuffer(), gravity: 'centre' }])
      .png()
      .toFile(at('middle.png'));
    const { measured, text } = await look('middle.png');
    expect(measured.detail.focus).toBeGreaterThan(2);
    expect(measured.composition.placement).toBe('centred');
    expect(text).toMatch(/shallow depth of field/);
  });

  it('twice the same words', async () => {
    expect(await look('two.png')).toEqual(await look('two.png'));
  });
});

describe('captions', { timeout: SLOW }, () => {
  const caption = (style: string, length = 'any') => look('two.png', { kind: 'caption', style, length });

  it.each([
    ['Descriptive', /^The picture shows two people/],
    ['Something of my own', /^The picture shows two people/],
    ['MidJourney', /^two people, .* --ar 3:2$/],
    ['Stable Diffusion Prompt', /^2 person, /],
    ['Danbooru tag list', /^2_person, [a-z0-9_, ]+$/],
    ['Product Listing', /^For sale: two people/],
  ])('in the style %s', async (style, words) => {
    expect((await caption(style)).text).toMatch(words);
  });

  it.each([
    ['very short', 15],
    ['short', 30],
    ['25', 25],
  ])('of length %s: whole sentences, at most %i words', async (length, words) => {
    const { text } = await caption('Descriptive', length);
    expect(text.split(' ').length).toBeLessThanOrEqual(words);
    expect(text).toMatch(/\.$/);
  });
});

describe('odd pictures', { timeout: SLOW }, () => {
  it('of every make are described', async () => {
    const two = () => sharp(at('two.png'));
    await two().toColourspace('cmyk').jpeg().toFile(at('cmyk.jpg'));
    await two().toColourspace('rgb16').png().toFile(at('deep.png'));
    await two().withMetadata({ orientation: 6 }).jpeg().toFile(at('exif.jpg'));
    await plain(1, 1, '#336699').toFile(at('pixel.png'));
    await plain(3000, 40, '#336699').toFile(at('strip.png'));
    expect((await look('cmyk.jpg')).measured.faces).toBe(2);
    expect((await look('deep.png')).measured.faces).toBe(2);
    expect((await look('exif.jpg')).measured.aspect).toBe('2:3');
    expect((await look('pixel.png')).measured).toMatchObject({ width: 1, aspect: '1:1', things: [] });
    expect((await look('strip.png')).measured.aspect).toBe('20:1');
  });

  it('what is transparent counts as white', async () => {
    const clear = { r: 0, g: 0, b: 0, alpha: 0 };
    await sharp({ create: { width: 40, height: 40, channels: 4, background: clear } })
      .png()
      .toFile(at('clear.png'));
    expect((await look('clear.png')).measured.palette).toMatchObject([{ name: 'white', share: 1 }]);
  });

  it('too large, or no picture at all: refused with a reason', async () => {
    const create = { width: 20_000, height: 20_000, channels: 3, background: '#c81e3c' } as const;
    await sharp({ create, limitInputPixels: false }).png({ compressionLevel: 1 }).toFile(at('huge.png'));
    expect(await refusal(look('huge.png'))).toMatch(/^image: the picture is too large/);
    await writeFile(at('words.png'), 'words');
    expect(await refusal(look('words.png'))).toBe('image: the file is no picture');
  });
});

it(
  'runs in a process of its own',
  async () => {
    const workDir = await mkdtemp(path.join(folder, 'own-'));
    const { facts } = await runEngine(
      'describe',
      { imagePath: at('two.png'), output: prompts },
      { workDir, seed: 1, ffmpeg: tools },
    );
    expect(facts.text).toMatch(/two people/);
  },
  SLOW,
);
