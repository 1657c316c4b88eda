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
  const drawing = (size: Size, ...layers: ('back' | 'front')[]): string => {
    const canvas = drawable(size);
    const content = layers.map((name) =>
      motif[name]({ ...canvas, palette, chance: chanceOf(name, prompt, seed, model) }),
    );
    return svg(size, content.join(''), canvas);
  };
  return {
    palette,
    still: (size) => drawing(size, 'back', 'front'),
    back: (size) => drawing(size, 'back'),
    front: (size) => drawing(size, 'front'),
  };
}

/** A longer strip than this is a stretched one: the number of trees and houses grows with the length. */
const LONGEST_RATIO = 8;

function drawable({ width, height }: Size): Size {
  return { width: Math.min(width, height * LONGEST_RATIO), height: Math.min(height, width * LONGEST_RATIO) };
}

/** `canvas`: what the content was drawn for, where that is another size. */
export function svg({ width, height }: Size, content: string, canvas: Size = { width, height }): string {
  const box = `viewBox="0 0 ${canvas.width} ${canvas.height}" preserveAspectRatio="none"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ${box}>${content}</svg>`;
}
