import type { Box } from '../../faces/face.ts';
import type { LabGrid } from './grid.ts';

export interface Composition {
  /** 0..1: how well the picture equals its mirror image. */
  symmetry: number;
  /** Where the eye goes: shares of width and height. */
  subject: { x: number; y: number };
  /** The subject is in the middle, near a line of thirds, or near a crossing of two. */
  placement: 'centred' | 'on a third' | 'off-centre';
}

const NEAR = 0.09;

/**
 * Mirror symmetry as the correlation of L* with its mirror image; the subject is the middle of the largest thing or
 * face, else the centre of mass of what differs from the picture's mean colour (global contrast, Achanta et al. 2009).
 */
export function compositionOf(
  grid: LabGrid,
  things: readonly Box[],
  size: { width: number; height: number },
): Composition {
  const [largest] = [...things].sort((one, other) => other.width * other.height - one.width * one.height);
  const subject = largest
    ? {
        x: (largest.left + largest.width / 2) / size.width,
        y: (largest.top + largest.height / 2) / size.height,
      }
    : centreOfMass(grid);
  const near = (value: number, line: number) => Math.abs(value - line) < NEAR;
  const isThird = (value: number) => near(value, 1 / 3) || near(value, 2 / 3);
  const placement = near(subject.x, 0.5) ? 'centred' : isThird(subject.x) ? 'on a third' : 'off-centre';
  const hundredth = (value: number) => Math.round(Math.min(1, Math.max(0, value)) * 100) / 100;
  return {
    symmetry: hundredth(symmetryOf(grid)),
    subject: { x: hundredth(subject.x), y: hundredth(subject.y) },
    placement,
  };
}

function symmetryOf({ values, width, height }: LabGrid): number {
  let [sum, squares, product] = [0, 0, 0];
  const count = width * height;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const l = values[(y * width + x) * 3] ?? 0;
      const mirrored = values[(y * width + (width - 1 - x)) * 3] ?? 0;
      sum += l;
      squares += l * l;
      product += l * mirrored;
    }
  }
  const mean = sum / count;
  const variance = squares / count - mean * mean;
  return variance < 0.5 ? 1 : (product / count - mean * mean) / variance;
}

function centreOfMass({ values, width, height }: LabGrid): { x: number; y: number } {
  const count = width * height;
  const mean = [0, 0, 0];
  for (let at = 0; at < values.length; at++) mean[at % 3] = (mean[at % 3] ?? 0) + (values[at] ?? 0) / count;
  let [weights, xs, ys] = [0, 0, 0];
  for (let index = 0; index < count; index++) {
    let distance = 0;
    for (let k = 0; k < 3; k++) distance += ((values[index * 3 + k] ?? 0) - (mean[k] ?? 0)) ** 2;
    weights += distance;
    xs += distance * ((index % width) + 0.5);
    ys += distance * (Math.floor(index / width) + 0.5);
  }
  return weights < 1 ? { x: 0.5, y: 0.5 } : { x: xs / weights / width, y: ys / weights / height };
}
