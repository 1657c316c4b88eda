import { type Face, MESH_POINTS } from '../../faces/face.ts';
import { findFaces } from '../../faces/find-faces.ts';
import { identityOf, likeness } from '../../faces/identity.ts';
import type { FaceModels } from '../../faces/load-human.ts';
import type { Raster } from '../../faces/raster.ts';
import { toLab } from '../swap/lab.ts';
import { featheredInside } from '../swap/mask.ts';
import { swapContour } from '../swap/mesh-parts.ts';
import { regionAround } from '../swap/region.ts';
import { smoothField } from '../swap/smooth-field.ts';
import { openSourceFace } from '../swap/source-face.ts';
import { PICTURE_LIKENESS, swapFace } from '../swap/swap-face.ts';
import { warpFace, withMouth } from '../swap/warp.ts';

export interface SwapMeasures {
  /** Mean distance of the result's mesh from the target's, in % of the face's width. */
  landmarkPercent: number;
  /** Correlation of fine lightness detail inside the mask, -1..1. */
  detailOfSource: number;
  detailOfTarget: number;
  /** Likeness of the identity vectors, about 0.3 for strangers and 1 for the same picture. */
  likeSource: number;
  likeTarget: number;
  /** Mean colour distance (ΔE 1976) from the target in the seam band: as swapped, and as a plain paste would have it. */
  seam: number;
  seamOfPaste: number;
  milliseconds: number;
}

export interface Sitting {
  picture: Raster;
  face: Face;
}

/** Swaps a face and measures the result; the target picture stays as it is. Null when no face is found in the result. */
export async function measureSwap(models: FaceModels, source: Sitting, target: Sitting) {
  const triangles = withMouth(models.triangles);
  const picture = { ...target.picture, data: Uint8Array.from(target.picture.data) };
  const opened = openSourceFace(source.picture, source.face);
  const startedAt = performance.now();
  swapFace(picture, target.face, opened, { triangles, strength: 1, likeness: PICTURE_LIKENESS });
  const milliseconds = performance.now() - startedAt;
  const [found] = await findFaces(models, picture);
  if (!found) return null;

  const contour = swapContour(target.face.points);
  const region = regionAround(contour, 1, picture);
  if (!region) return null;
  const width = target.face.box.width;
  const alpha = featheredInside(contour, region, 0.1 * width);
  const scale = width / source.face.box.width;
  const pasted = warpFace(opened.at(scale), target.face.points, triangles, region, alpha).pixels;
  const size = { width: region.width, height: region.height };
  const cut = (from: Raster): Float32Array => {
    const out = new Float32Array(size.width * size.height * 3);
    for (let index = 0; index < size.width * size.height; index++) {
      const x = region.left + (index % size.width);
      const y = region.top + Math.floor(index / size.width);
      for (let k = 0; k < 3; k++) out[index * 3 + k] = from.data[(y * from.width + x) * from.channels + k] ?? 0;
    }
    return out;
  };
  const [result, before, paste] = [cut(picture), cut(target.picture), pasted].map(labOf);
  if (!result || !before || !paste) return null;
  const inside = alpha.map((value) => (value > 0.9 ? 1 : 0));
  const band = alpha.map((value) => (value > 0.02 && value < 0.5 ? 1 : 0));
  const fine = (lab: Float32Array) => detail(lab, inside, size, width * 0.05);
  const resultFine = fine(result);
  const identities = [
    await identityOf(models, picture, found),
    await identityOf(models, source.picture, source.face),
    await identityOf(models, target.picture, target.face),
  ] as const;
  const measures: SwapMeasures = {
    landmarkPercent: (100 * meanDistance(found.points, target.face.points)) / width,
    detailOfSource: correlation(resultFine, fine(paste), inside),
    detailOfTarget: correlation(resultFine, fine(before), inside),
    likeSource: likeness(identities[0], identities[1]),
    likeTarget: likeness(identities[0], identities[2]),
    seam: colourDistance(result, before, band),
    seamOfPaste: colourDistance(paste, before, band),
    milliseconds,
  };
  return { measures, picture, found };
}

function labOf(rgb: Float32Array): Float32Array {
  const out = new Float32Array(rgb.length);
  for (let at = 0; at < rgb.length; at += 3) toLab(rgb[at] ?? 0, rgb[at + 1] ?? 0, rgb[at + 2] ?? 0, out, at);
  return out;
}

/** Lightness less its smooth part. */
function detail(lab: Float32Array, weight: Float32Array, size: { width: number; height: number }, length: number) {
  const smooth = smoothField({ values: lab, weight, ...size, length });
  return Float32Array.from(weight, (_, index) => (lab[index * 3] ?? 0) - (smooth[index * 3] ?? 0));
}

function correlation(one: Float32Array, other: Float32Array, weight: Float32Array): number {
  let [product, ones, others] = [0, 0, 0];
  weight.forEach((value, index) => {
    if (value === 0) return;
    product += (one[index] ?? 0) * (other[index] ?? 0);
    ones += (one[index] ?? 0) ** 2;
    others += (other[index] ?? 0) ** 2;
  });
  return product / Math.max(1e-9, Math.sqrt(ones * others));
}

function colourDistance(one: Float32Array, other: Float32Array, weight: Float32Array): number {
  let [sum, count] = [0, 0];
  weight.forEach((value, index) => {
    if (value === 0) return;
    const part = (k: number) => (one[index * 3 + k] ?? 0) - (other[index * 3 + k] ?? 0);
    sum += Math.hypot(part(0), part(1), part(2));
    count++;
  });
  return sum / Math.max(1, count);
}

function meanDistance(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < MESH_POINTS * 3; at += 3) {
    sum += Math.hypot((one[at] ?? 0) - (other[at] ?? 0), (one[at + 1] ?? 0) - (other[at + 1] ?? 0));
  }
  return sum / MESH_POINTS;
}
