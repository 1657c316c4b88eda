import { type Box, type Face, faceFrom, overlap } from './face.ts';
import type { FaceModels } from './load-human.ts';
import { type Raster, sampleWindow, type Window } from './raster.ts';

/** The detector's own size of input. */
const BOX_INPUT = 256;
/** The mesh takes 192 pixels of the face; the window around it is 2.2 times as large. */
const MESH_INPUT = 320;
const MESH_MARGIN = 2.2;
/** Windows of this side find faces from about 40 pixels on. */
const TILE = 640;
const TILE_STRIDE = 440;
const MAX_FACES = 32;
const MIN_SCORE = 0.6;
const SAME_FACE = 0.4;

/**
 * Every face of a picture with its mesh, best first. The detector (BlazeFace, Bazarevsky et al. 2019, in its long-range
 * form) looks at 256 × 256 pixels, so that large pictures are searched in overlapping tiles too, and a close-up that
 * fills the picture once more from further away. Each face is then given to the mesh model (Kartynnik et al. 2019) in a
 * window of its own.
 */
export async function findFaces(models: FaceModels, picture: Raster, signal?: AbortSignal): Promise<Face[]> {
  let boxes = await search(models, picture, windowsOf(picture), signal);
  let faces = await meshes(models, picture, boxes, signal);
  if (faces.length === 0) {
    boxes = await search(models, picture, [around(picture, 1.7)], signal);
    faces = await meshes(models, picture, boxes, signal);
  }
  return faces;
}

interface FoundBox extends Box {
  score: number;
}

/** The whole picture as a square, from `scale` times as far. */
function around({ width, height }: Raster, scale: number): Window {
  const side = Math.max(width, height) * scale;
  return { left: (width - side) / 2, top: (height - side) / 2, side };
}

function windowsOf(picture: Raster): Window[] {
  const windows = [around(picture, 1.1)];
  const longest = Math.max(picture.width, picture.height);
  for (let side = TILE; side < longest * 0.8; side *= 2) {
    const starts = (length: number) => {
      const count = Math.max(1, Math.ceil((length - side) / ((side * TILE_STRIDE) / TILE)) + 1);
      if (length <= side) return [(length - side) / 2];
      return Array.from({ length: count }, (_, index) => (index * (length - side)) / (count - 1));
    };
    for (const top of starts(picture.height))
      for (const left of starts(picture.width)) windows.push({ left, top, side });
  }
  return windows;
}

async function search(
  models: FaceModels,
  picture: Raster,
  windows: Window[],
  signal: AbortSignal | undefined,
): Promise<FoundBox[]> {
  const found: FoundBox[] = [];
  for (const window of windows) {
    signal?.throwIfAborted();
    const square = sampleWindow(picture, window, BOX_INPUT);
    const { faces } = await models.look(square, BOX_INPUT, { faces: 'boxes', objects: false, identity: false });
    const scale = window.side / BOX_INPUT;
    for (const { box, boxScore } of faces) {
      const [x, y, width, height] = box;
      found.push({
        left: window.left + x * scale,
        top: window.top + y * scale,
        width: width * scale,
        height: height * scale,
        score: boxScore,
      });
    }
  }
  // A tile may show half a face; the whole one has the larger box and about the same score.
  found.sort((one, other) => rank(other) - rank(one));
  const kept: FoundBox[] = [];
  for (const box of found) {
    if (kept.length < MAX_FACES && kept.every((better) => overlap(better, box) < SAME_FACE)) kept.push(box);
  }
  return kept;
}

const rank = ({ score, width, height }: FoundBox) => score * Math.sqrt(Math.max(0, width * height)) ** 0.5;

async function meshes(
  models: FaceModels,
  picture: Raster,
  boxes: readonly FoundBox[],
  signal: AbortSignal | undefined,
): Promise<Face[]> {
  const faces: Face[] = [];
  for (const box of boxes) {
    signal?.throwIfAborted();
    const face = await meshNear(models, picture, box);
    if (face && isInside(face.box, picture) && faces.every((other) => overlap(other.box, face.box) < SAME_FACE)) {
      faces.push(face);
    }
  }
  return faces.sort((one, other) => other.score - one.score);
}

/** A mesh whose middle lies outside the picture is no face that can be seen. */
const isInside = ({ left, top, width, height }: Box, picture: Raster) =>
  left + width / 2 > 0 && top + height / 2 > 0 && left + width / 2 < picture.width && top + height / 2 < picture.height;

/** The face in or near a box, for example where it was in the frame before; null when there is none. */
export async function meshNear(models: FaceModels, picture: Raster, box: Box): Promise<Face | null> {
  const side = Math.max(box.width, box.height, 8) * MESH_MARGIN;
  const window = { left: box.left + box.width / 2 - side / 2, top: box.top + box.height / 2 - side / 2, side };
  const square = sampleWindow(picture, window, MESH_INPUT);
  const { faces } = await models.look(square, MESH_INPUT, { faces: 'mesh', objects: false, identity: false });
  let nearest: Face | null = null;
  let best = Infinity;
  for (const found of faces) {
    const face = found.faceScore < MIN_SCORE ? null : faceFrom(found, window, MESH_INPUT);
    if (face === null) continue;
    const distance = Math.hypot(
      face.box.left + face.box.width / 2 - (box.left + box.width / 2),
      face.box.top + face.box.height / 2 - (box.top + box.height / 2),
    );
    if (distance < best && overlap(face.box, box) > 0.2) {
      best = distance;
      nearest = face;
    }
  }
  return nearest;
}
