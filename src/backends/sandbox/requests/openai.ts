import type { PictureFormat, PictureMake, SceneKey, SoundFormat, Source } from '../plan/plan.ts';
import { melodyOf } from '../sound/melody.ts';
import type { Ask, Reading } from './ask.ts';
import { tune } from './clips.ts';
import { fromText, pictures, redraw } from './pictures.ts';

/** Readings of what the OpenAI-shaped endpoints ask for. */

/** The size that was asked for; `auto` is a square. */
export const openaiImage: Reading = (ask) => {
  const { input } = ask;
  const [width = 1024, height = 1024] = /^\d+x\d+$/.test(String(input.size))
    ? String(input.size).split('x').map(Number)
    : [];
  return {
    products: pictures(ask, {
      size: { width, height },
      make: drawing(ask),
      count: Number(input.n ?? 1),
      format: (input.output_format ?? 'png') as PictureFormat,
    }),
  };
};

function drawing(ask: Ask): (scene: SceneKey) => PictureMake {
  const [base, ...others] = ask.sources('image');
  const mask: Source | null = ask.source('mask');
  if (base && mask) return (scene) => ({ how: 'refill', base, mask, scene });
  if (base) return redraw(base, 0.6, others);
  return ask.input.background === 'transparent' ? (scene) => ({ how: 'front', scene }) : fromText;
}

/** Tones in the rhythm of the words, in the format and at the speed that were asked for. */
export const openaiSpeech: Reading = (ask) => {
  const speech = tune(ask, 'speech');
  return {
    products: [
      {
        kind: 'sound',
        role: 'audio',
        length: { seconds: melodyOf(speech).seconds / Number(ask.input.speed ?? 1) },
        title: ask.label.title,
        format: ask.input.response_format as SoundFormat,
        make: { how: 'motif', tune: speech },
      },
    ],
  };
};
