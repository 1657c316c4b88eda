import type { Face } from '../../faces/face.ts';
import { type Raster, sampleRectangle } from '../../faces/raster.ts';

/** A face to put in, at one scale. */
export interface ScaledFace {
  /** width × height × 3, values 0..255. */
  pixels: Float32Array;
  width: number;
  height: number;
  /** The mesh in pixels of `pixels`, x, y, z in turn. */
  points: Float32Array;
}

export interface SourceFace {
  face: Face;
  /** The face about as large as the target's: made smaller by area means, never larger. */
  at(scale: number): ScaledFace;
}

const MARGIN = 0.15;
/** Steps of a quarter octave: a face that comes nearer in a video asks for few different sizes. */
const STEPS_PER_OCTAVE = 4;
const MAX_KEPT = 8;

/** A face cut out of its picture, ready to be sampled at any size without aliasing. */
export function openSourceFace(picture: Raster, face: Face): SourceFace {
  const kept = new Map<number, ScaledFace>();
  return {
    face,
    at(scale) {
      const step = Math.min(0, Math.ceil(Math.log2(Math.max(scale, 1 / 64)) * STEPS_PER_OCTAVE));
      let scaled = kept.get(step);
      if (!scaled) {
        scaled = scaleFace(picture, face, 2 ** (step / STEPS_PER_OCTAVE));
        if (kept.size >= MAX_KEPT) kept.clear();
        kept.set(step, scaled);
      }
      return scaled;
    },
  };
}

function scaleFace(picture: Raster, { points, box }: Face, scale: number): ScaledFace {
  const margin = MARGIN * Math.max(box.width, box.height);
  const left = Math.floor(box.left - margin);
  const top = Math.floor(box.top - margin);
  const width = Math.max(2, Math.round((box.width + 2 * margin) * scale));
  const height = Math.max(2, Math.round((box.height + 2 * margin) * scale));
  const rectangle = { left, top, width: width / scale, height: height / scale };
  const moved = new Float32Array(points.length);
  for (let at = 0; at < points.length; at += 3) {
    moved[at] = ((points[at] ?? 0) - left) * scale;
    moved[at + 1] = ((points[at + 1] ?? 0) - top) * scale;
    moved[at + 2] = (points[at + 2] ?? 0) * scale;
  }
  return { pixels: sampleRectangle(picture, rectangle, { width, height }), width, height, points: moved };
}
