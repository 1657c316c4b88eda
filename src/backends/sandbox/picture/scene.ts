import { chanceOf } from '../chance.ts';
import { motifFor } from './motifs/index.ts';
import { type Palette, paletteFor } from './palette.ts';

export interface SceneKey {
  prompt: string;
  seed: number;
  model: string;
}

export interface Size {
  width: number;
  height: number;
}

/** A drawing that depends on nothing but prompt, seed and model; SVG, so that it can be drawn at any size. */
export interface Scene {
  palette: Palette;
  /** The whole picture. */
  still(size: Size): string;
  /** The two layers of a moving one; `front` is clear where nothing stands. */
  back(size: Size): string;
  front(size: Size): string;
}

export function sceneOf({ prompt, seed, model }: SceneKey): Scene {
  const choices = chanceOf('choices', prompt, seed, model);
  const palette = paletteFor(prompt, choices);
  const motif = motifFor(prompt, choices);
  const layer = (name: 'back' | 'front', size: Size): string =>
    motif[name]({ ...size, palette, chance: chanceOf(name, prompt, seed, model) });
  return {
    palette,
    still: (size) => svg(size, layer('back', size) + layer('front', size)),
    back: (size) => svg(size, layer('back', size)),
    front: (size) => svg(size, layer('front', size)),
  };
}

export function svg({ width, height }: Size, content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${content}</svg>`;
}
