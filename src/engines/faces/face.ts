import type { HumanFace } from './human-types.ts';
import type { Window } from './raster.ts';

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** One face as the mesh model sees it; pixels of the picture. */
export interface Face {
  /** x, y, z of 478 points (468 of the mesh, then the irises), z towards the back in the scale of x. */
  points: Float32Array;
  /** Around the mesh. */
  box: Box;
  /** 0..1: how sure the mesh model is. */
  score: number;
  /** Degrees; 0 looks into the camera. */
  yaw: number;
  pitch: number;
  roll: number;
}

export const MESH_POINTS = 468;
const DEGREES = 180 / Math.PI;
/**
 * The model's depths are too flat: a drawn head that is turned by 20° (30°) measures 12–13° (20–21°), nods likewise
 * (bench/engines/face-swap), and portraits agree by eye.
 */
const FLATNESS = 1.5;

/** A face that was found in a window of `size` pixels, in pixels of the whole picture; null without a full mesh. */
export function faceFrom(found: HumanFace, window: Window, size: number): Face | null {
  if (found.mesh.length < MESH_POINTS || found.rotation === null) return null;
  const scale = window.side / size;
  const points = new Float32Array(found.mesh.length * 3);
  found.mesh.forEach(([x, y, z = 0], index) => {
    points[index * 3] = window.left + x * scale;
    points[index * 3 + 1] = window.top + y * scale;
    points[index * 3 + 2] = z * scale;
  });
  if (!points.every(Number.isFinite)) return null;
  const { yaw, pitch, roll } = found.rotation.angle;
  return {
    points,
    box: boundsOf(points),
    score: found.faceScore,
    yaw: yaw * DEGREES * FLATNESS,
    pitch: pitch * DEGREES * FLATNESS,
    roll: roll * DEGREES,
  };
}

export function boundsOf(points: Float32Array): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let index = 0; index < MESH_POINTS * 3; index += 3) {
    const [x, y] = [points[index] ?? 0, points[index + 1] ?? 0];
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return { left, top, width: right - left, height: bottom - top };
}

/** Shared area as a share of the smaller box: 1 when one lies in the other. */
export function overlap(one: Box, other: Box): number {
  const width = Math.min(one.left + one.width, other.left + other.width) - Math.max(one.left, other.left);
  const height = Math.min(one.top + one.height, other.top + other.height) - Math.max(one.top, other.top);
  const smaller = Math.min(one.width * one.height, other.width * other.height);
  return width <= 0 || height <= 0 || smaller <= 0 ? 0 : (width * height) / smaller;
}

/** Pixels: the longer side of the mesh. */
export const faceSize = ({ box }: Face): number => Math.max(box.width, box.height);
