import type { BackendResult } from '../backend.ts';
import { hashText } from './chance.ts';
import type { FileCache, Made } from './file-cache.ts';
import { makeModel } from './model/make-model.ts';
import { makeGrid, makePicture } from './picture/make-pictures.ts';
import { originOf } from './picture/picture-origin.ts';
import type { Measure, PictureMake, Plan, Product, Source } from './plan/plan.ts';
import type { Slots } from './slots.ts';
import { makeSound } from './sound/make-sound.ts';
import type { Medium, Sources } from './sources.ts';
import type { Studio } from './studio.ts';
import { makeVideo } from './video/make-video.ts';
import { caption, fourPrompts, lookOf } from './words/captions.ts';

/** Raised whenever the same plan gives other bytes, so that nothing old comes out of the cache. */
const EDITION = 1;

/** Makes everything a plan asks for, or takes it from the cache. @throws AppError `bad_image` … for media that do not fit. */
export async function produce(
  plan: Plan,
  {
    studio,
    cache,
    slots,
    onStep,
  }: { studio: Studio; cache: FileCache; slots: Slots; onStep(done: number, of: number): void },
): Promise<BackendResult> {
  const { sources } = studio;
  await readAll(plan, sources);
  let done = 0;
  const made = await Promise.all(
    plan.products.map(async (planned) => {
      const product = await withOldWords(planned, sources);
      const key = hashText(EDITION, await withContent(product, sources));
      const result = await slots.run(
        () => cache.get(key, (folder) => makeProduct(product, folder, studio)),
        studio.signal,
      );
      done++;
      onStep(done, plan.products.length);
      return result;
    }),
  );
  const fps = made.find(({ facts }) => facts.fps !== undefined)?.facts.fps;
  const result: BackendResult = {
    files: made.flatMap(({ files }) => files.map(({ path, ...file }) => ({ ...file, source: { kind: 'path', path } }))),
    data: { ...(fps === undefined ? {} : { fps }), ...plan.data, ...(await textsOf(plan, sources)) },
    logs: ['made by the sandbox: test output, not the work of a model'],
  };
  if (plan.measure) result.measuredUnits = await measure(plan.measure, sources);
  return result;
}

/** Every medium that the plan names, so that a bad one fails the task before anything is made. */
export async function readAll(plan: Plan, sources: Sources): Promise<void> {
  const named = sourcesIn(plan);
  // One after the other: a list of fourteen pictures need not be fetched at once.
  for (const source of named) await sources.read(source);
}

/** A follow-up without words of its own goes on with those of the picture it is made from. */
async function withOldWords(product: Product, sources: Sources): Promise<Product> {
  if ((product.kind !== 'grid' && product.kind !== 'picture') || product.label.prompt !== '') return product;
  const [base] = sourcesIn(product);
  const origin = base?.from === 'origin' ? await originOf((await sources.read(base)).path) : undefined;
  if (!origin) return product;
  const { prompt } = origin;
  const spoken = <Make extends PictureMake>(make: Make): Make =>
    'scene' in make ? { ...make, scene: { ...make.scene, prompt } } : make;
  const label = { ...product.label, prompt };
  if (product.kind === 'picture') return { ...product, label, make: spoken(product.make) };
  const [one, two, three, four] = product.tiles;
  return { ...product, label, tiles: [spoken(one), spoken(two), spoken(three), spoken(four)] };
}

function makeProduct(product: Product, folder: string, studio: Studio): Promise<Made> {
  switch (product.kind) {
    case 'picture':
      return makePicture(product, folder, studio);
    case 'grid':
      return makeGrid(product, folder, studio);
    case 'video':
      return makeVideo(product, folder, studio);
    case 'sound':
      return makeSound(product, folder, studio);
    case 'model':
      return makeModel(product, folder, studio);
  }
}

const isSource = (value: object): value is Source =>
  'from' in value && (value.from === 'input' || value.from === 'origin');

function sourcesIn(value: unknown): Source[] {
  if (typeof value !== 'object' || value === null) return [];
  return isSource(value) ? [value] : Object.values(value).flatMap(sourcesIn);
}

/** The product with every medium replaced by the hash of its bytes: the same again is the same, whatever its URL. */
async function withContent(value: unknown, sources: Sources): Promise<unknown> {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Promise.all(value.map((inner) => withContent(inner, sources)));
  if (isSource(value)) return { hash: (await sources.read(value)).hash };
  const entries = await Promise.all(
    Object.entries(value).map(async ([key, inner]) => [key, await withContent(inner, sources)] as const),
  );
  return Object.fromEntries(entries);
}

async function textsOf({ words, seedOf }: Plan, sources: Sources): Promise<Record<string, unknown>> {
  const texts: Record<string, unknown> = {};
  if (words) {
    const medium = await sources.read(words.about);
    const look = await lookOf(medium);
    texts[words.name] = words.kind === 'prompts' ? fourPrompts(medium, look) : caption(medium, look, words);
  }
  if (seedOf) {
    const origin = await originOf((await sources.read(seedOf.file)).path);
    texts.seed = String(origin?.seed ?? seedOf.otherwise);
  }
  return texts;
}

async function measure({ count, of, plus = 0, scale = 1 }: Measure, sources: Sources): Promise<number> {
  const media = await Promise.all(of.map((source) => sources.read(source)));
  const sum = (each: (medium: Medium) => number): number => media.reduce((total, medium) => total + each(medium), 0);
  switch (count) {
    case 'seconds':
      return sum(({ durationMs }) => durationMs / 1000) + plus;
    case 'frames':
      return sum(({ durationMs, fps }) => Math.round((durationMs / 1000) * fps));
    case 'megapixels':
      return sum(({ width, height }) => (width * height * scale * scale) / 1_000_000);
  }
}
