import type { ProducedRole } from '../../../catalog/task-type.ts';
import type { BackendJob } from '../../backend.ts';
import type { MagicWords } from '../magic-words.ts';
import type { Plan, Product } from '../plan/plan.ts';
import { type Ask, askOf, type Reading, required } from './ask.ts';
import { clip, tune } from './clips.ts';
import { kling } from './kling.ts';
import { midjourney } from './midjourney.ts';
import { openaiImage, openaiSpeech } from './openai.ts';
import {
  byShapeAndPixels,
  faceSwap,
  flux,
  fromText,
  pictures,
  pictureTools,
  qwenImage,
  redraw,
  zImage,
} from './pictures.ts';
import { aceStep, diffrhythm, mmaudio, suno, tts, udio } from './sounds.ts';
import {
  framepack,
  hailuo,
  hug,
  hunyuan,
  luma,
  omniHuman,
  seedance,
  skyreels,
  sora,
  trellis,
  veo,
  videoFaceSwap,
  videoTools,
  wanx,
} from './videos.ts';

/** How the families' requests are read; adding one is one line here. */
const readings: Readonly<Record<string, Reading>> = {
  'ace-step': aceStep,
  'ai-hug': hug,
  diffrhythm,
  faceswap: (ask) => (ask.model === 'Qubico/video-toolkit' ? videoFaceSwap : faceSwap)(ask),
  flux,
  framepack,
  gemini: byShapeAndPixels,
  hailuo,
  hunyuan,
  kling,
  luma,
  midjourney,
  mmaudio,
  omnihuman: omniHuman,
  'openai-image': openaiImage,
  'openai-speech': openaiSpeech,
  'qwen-image': qwenImage,
  seedance,
  seedream: byShapeAndPixels,
  skyreels,
  sora,
  suno,
  tools: (ask) =>
    ask.model === 'Qubico/video-toolkit'
      ? videoTools(ask)
      : ask.taskType.startsWith('joycaption')
        ? joycaption(ask)
        : pictureTools(ask),
  trellis,
  tts,
  udio,
  veo,
  wanx,
  'z-image': zImage,
};

/** What to make for a request. Pure. */
export function planFor(job: BackendJob, magic: MagicWords, at: Date): Plan {
  const ask = askOf(job, at);
  const reading = readings[job.taskType.family] ?? byRoles(job.taskType.produces(job.input));
  const read = { products: [], data: {}, checks: [], ...reading(ask) };
  return { ...read, products: magic.partial ? oneFewer(read.products) : read.products };
}

const joycaption: Reading = (ask) => ({
  products: [],
  words: {
    name: 'text',
    kind: 'caption',
    about: required(ask.source('image'), 'image'),
    style: String(ask.input.prompt_style),
    length: String(ask.input.caption_length),
  },
});

/** Any other task type: what it says that it needs, in usual sizes. */
const byRoles =
  (roles: readonly ProducedRole[]): Reading =>
  (ask) => ({ products: roles.flatMap((role) => productsOf(role, ask)) });

function productsOf({ role, kind, count = 1 }: ProducedRole, ask: Ask): Product[] {
  return Array.from({ length: count }, (_, index) => usualProduct(role, kind, ask, index)).flat();
}

function usualProduct(role: string, kind: ProducedRole['kind'], ask: Ask, index: number): Product[] {
  const base = ask.source('image') ?? ask.source('image_url');
  switch (kind) {
    case 'image':
      return pictures(ask, { size: { width: 1024, height: 1024 }, role, make: base ? redraw(base, 0.6) : fromText });
    case 'video':
      return [{ ...clip(ask, { size: { width: 1280, height: 720 }, length: { seconds: 5 }, start: base }), role }];
    case 'audio': {
      const make = { how: 'motif', tune: tune(ask, 'music', index) } as const;
      return [{ kind: 'sound', role, length: { seconds: 10 }, title: ask.label.title, make }];
    }
    case 'model':
      return [{ kind: 'model', role, picture: base, scene: ask.scene }];
  }
}

/** Where a role has several results, the last one is missing. */
function oneFewer(products: readonly Product[]): Product[] {
  const roleOf = (product: Product): string => (product.kind === 'grid' ? 'image' : product.role);
  return products.filter((product, index) => {
    const same = (other: Product): boolean => roleOf(other) === roleOf(product);
    return products.filter(same).length < 2 || products.slice(index + 1).some(same);
  });
}
