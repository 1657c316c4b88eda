import path from 'node:path';
import { insetPrints } from '../picture/draw-picture.ts';
import { drawnClear, fromPixels, type Pixels, photograph } from '../picture/paint.ts';
import { type Scene, type Size, svg } from '../picture/scene.ts';
import type { Move } from '../plan/plan.ts';
import type { Medium } from '../sources.ts';
import type { Footage, Timing } from './encode.ts';

/** How far a still is enlarged while the camera moves in. */
const ZOOM = 0.16;
/** How much wider than the picture the front layer of a scene is, and its background. */
const FRONT = 1.3;
const BACK = 1.1;
/** Part of a clip in which one picture turns into the other. */
const FADE_PART = 0.3;

const even = (value: number): number => Math.max(2, 2 * Math.round(value / 2));

/** One picture as a stream of so many frames. */
const still = (fps: number, frames: number): string => `loop=-1:1,setpts=N/${fps}/TB,trim=end_frame=${frames}`;

export async function savePixels(pixels: Pixels, folder: string, name: string): Promise<string> {
  const file = path.join(folder, name);
  await fromPixels(pixels).png({ compressionLevel: 1 }).toFile(file);
  return file;
}

/** Two layers of a scene that pass each other. */
export async function sceneFootage(
  scene: Scene,
  { size, timing, move, folder }: { size: Size; timing: Timing; move: Move; folder: string },
): Promise<Footage> {
  const { width, height } = size;
  const wide = { width: even(width * FRONT), height };
  const ground = { width: even(width * BACK), height };
  const [back, front] = await Promise.all([
    drawnClear(scene.back(ground)).then((pixels) => savePixels(pixels, folder, 'back.png')),
    drawnClear(scene.front(wide)).then((pixels) => savePixels(pixels, folder, 'front.png')),
  ]);
  const last = Math.max(1, timing.frames - 1);
  const toLeft = move === 'left' || move === 'in' || move === 'up';
  const part = toLeft ? `n/${last}` : `(1-n/${last})`;
  return {
    inputs: [
      ['-i', back],
      ['-i', front],
    ],
    filters: [
      `[0:v]format=yuv420p,${still(timing.fps, timing.frames)},crop=${width}:${height}:x='${ground.width - width}*${part}':y=0[back]`,
      `[1:v]format=yuva420p,${still(timing.fps, timing.frames)}[front]`,
      `[back][front]overlay=x='-${wide.width - width}*${part}':y=0:format=yuv420[picture]`,
    ],
  };
}

/**
 * The picture, and the camera moving in on it; the first frame is the whole picture. Backwards, the last one is.
 * `input` is the number of the ffmpeg input, the chain ends in `[name]`.
 */
export function zoomChain(
  input: number,
  name: string,
  {
    size,
    fps,
    frames,
    move,
    backwards = false,
  }: { size: Size; fps: number; frames: number; move: Move; backwards?: boolean },
): string {
  const { width, height } = size;
  const last = Math.max(1, frames - 1);
  const part = backwards ? `(1-n/${last})` : `n/${last}`;
  const towards = {
    in: [0.5, 0.5],
    out: [0.5, 0.5],
    left: [0, 0.5],
    right: [1, 0.5],
    up: [0.5, 0],
    down: [0.5, 1],
  } as const;
  const [across, down] = towards[move];
  return (
    `[${input}:v]format=yuv444p,${still(fps, frames)},` +
    `scale=w='trunc(${width}*(1+${ZOOM}*${part}))':h='trunc(${height}*(1+${ZOOM}*${part}))':eval=frame:flags=bilinear,` +
    `crop=${width}:${height}:x='trunc(${width}*${ZOOM * across}*${part})':y='trunc(${height}*${ZOOM * down}*${part})':exact=1,setsar=1[${name}]`
  );
}

/** From one picture to another: starts exactly on the first and ends exactly on the second. */
export function fadeFootage(
  start: string,
  end: string,
  { size, timing, move }: { size: Size; timing: Timing; move: Move },
): Footage {
  const { fps, frames } = timing;
  const fade = Math.max(1, Math.round(frames * FADE_PART));
  const opening = Math.max(fade + 1, Math.ceil((frames + fade) / 2));
  const closing = Math.max(1, frames + fade - opening);
  return {
    inputs: [
      ['-i', start],
      ['-i', end],
    ],
    filters: [
      zoomChain(0, 'start', { size, fps, frames: opening, move }),
      zoomChain(1, 'end', { size, fps, frames: closing, move, backwards: true }),
      `[start]settb=1/${fps * 1000},fps=${fps}[a]`,
      `[end]settb=1/${fps * 1000},fps=${fps}[b]`,
      `[a][b]xfade=transition=fade:duration=${fade / fps}:offset=${(opening - fade) / fps}[picture]`,
    ],
  };
}

/** Prints of further pictures along the right edge, laid over the footage; null where there are none. */
export async function insetOverlay(media: readonly Medium[], size: Size, folder: string): Promise<string | null> {
  const side = Math.round(Math.min(size.width, size.height) / 5.5);
  if (media.length === 0 || side < 16) return null;
  const gap = Math.round(side * 0.16);
  const room = Math.floor((size.height - gap) / (side + gap));
  const prints = await insetPrints(media.slice(0, room), side);
  const strip = { width: side + 2 * gap, height: size.height };
  const sheet = fromPixels(await drawnClear(svg(strip, ''))).composite(
    prints.map(({ data, width, height }, index) => ({
      input: data,
      raw: { width, height, channels: 3 as const },
      left: gap,
      top: gap + index * (side + gap),
    })),
  );
  const file = path.join(folder, 'insets.png');
  await sheet.png({ compressionLevel: 1 }).toFile(file);
  return file;
}

/** A still layer over everything so far. */
export function withOverlay(footage: Footage, file: string, place: string): Footage {
  const at = footage.inputs.length;
  const filters = footage.filters.map((chain) => chain.replace(/\[picture\]$/, `[under${at}]`));
  return {
    inputs: [...footage.inputs, ['-i', file]],
    filters: [...filters, `[under${at}][${at}:v]overlay=${place}:format=auto:eof_action=repeat[picture]`],
  };
}

export const photoFile = async (medium: Medium, size: Size, folder: string, name: string): Promise<string> =>
  savePixels(await photograph(medium, size), folder, name);
