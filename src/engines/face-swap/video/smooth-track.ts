import { boundsOf, type Face } from '../../faces/face.ts';
import { fitSimilarity, mapPoints, type Similarity, unmapPoints } from '../../faces/similarity.ts';

/** Frames; motion of the whole face is smoothed little, its shape more: the mesh trembles by about a pixel. */
const PLACE_DEVIATION = 0.8;
const SHAPE_DEVIATION = 1.3;
const POSE_DEVIATION = 2;
/** A face that is missed for no longer than this is taken to have been between its neighbours. */
const MAX_GAP = 4;

/**
 * One person's faces without tremor. All frames are known, so the filter is a Gaussian to both sides: nothing lags
 * behind, as it would with a filter that runs along. Place, size and tilt (the similarity that best maps the person's
 * mean shape onto the frame) and what is left of the shape are smoothed apart.
 */
export function smoothTrack(faces: readonly (Face | null)[]): (Face | null)[] {
  const filled = fillGaps(faces);
  const out: (Face | null)[] = filled.map(() => null);
  for (let from = 0; from < filled.length; from++) {
    if (!filled[from]) continue;
    let to = from;
    while (filled[to + 1]) to++;
    const run = filled.slice(from, to + 1).flatMap((face) => (face ? [face] : []));
    smoothRun(run).forEach((face, index) => {
      out[from + index] = face;
    });
    from = to;
  }
  return out;
}

function fillGaps(faces: readonly (Face | null)[]): (Face | null)[] {
  const filled = [...faces];
  let before = -1;
  for (let index = 0; index < faces.length; index++) {
    const face = faces[index];
    if (!face) continue;
    const last = before < 0 ? null : faces[before];
    if (last && index - before > 1 && index - before <= MAX_GAP + 1 && isNear(last, face)) {
      for (let gap = before + 1; gap < index; gap++)
        filled[gap] = between(last, face, (gap - before) / (index - before));
    }
    before = index;
  }
  return filled;
}

/** A jump is a cut, not a gap. */
const isNear = (one: Face, other: Face) =>
  Math.hypot(one.box.left - other.box.left, one.box.top - other.box.top) < one.box.width / 2;

function between(one: Face, other: Face, share: number): Face {
  const mix = (a: number, b: number) => a + share * (b - a);
  const points = one.points.map((value, at) => mix(value, other.points[at] ?? value));
  return {
    points,
    box: boundsOf(points),
    score: Math.min(one.score, other.score),
    yaw: mix(one.yaw, other.yaw),
    pitch: mix(one.pitch, other.pitch),
    roll: mix(one.roll, other.roll),
  };
}

/** The face at rest: its mean over the frames, in the place of the first. */
export function meanShape(faces: readonly Face[], { points: place }: Face): Float32Array {
  const mean = new Float64Array(place.length);
  for (const { points } of faces) {
    const aligned = mapPoints(points, fitSimilarity(points, place));
    for (let at = 0; at < mean.length; at++) mean[at] = (mean[at] ?? 0) + (aligned[at] ?? 0) / faces.length;
  }
  return Float32Array.from(mean);
}

const STILL: Similarity = { a: 1, b: 0, tx: 0, ty: 0 };

function smoothRun(run: readonly Face[]): Face[] {
  const [first] = run;
  if (!first || run.length < 2) return [...run];
  const length = first.points.length;
  const mean = meanShape(run, first);
  const places = run.map(({ points }) => fitSimilarity(mean, points));
  const shapes = run.map(({ points }, index) => unmapPoints(points, places[index] ?? STILL));
  const placeWeights = gaussian(PLACE_DEVIATION);
  const shapeWeights = gaussian(SHAPE_DEVIATION);
  const poseWeights = gaussian(POSE_DEVIATION);
  return run.map((face, index) => {
    const place: Similarity = { a: 0, b: 0, tx: 0, ty: 0 };
    eachNear(run.length, index, placeWeights, (near, weight) => {
      for (const key of ['a', 'b', 'tx', 'ty'] as const) place[key] += weight * (places[near]?.[key] ?? 0);
    });
    const shape = new Float64Array(length);
    eachNear(run.length, index, shapeWeights, (near, weight) => {
      const other = shapes[near];
      if (other) for (let at = 0; at < length; at++) shape[at] = (shape[at] ?? 0) + weight * (other[at] ?? 0);
    });
    let [yaw, pitch, roll] = [0, 0, 0];
    eachNear(run.length, index, poseWeights, (near, weight) => {
      yaw += weight * (run[near]?.yaw ?? 0);
      pitch += weight * (run[near]?.pitch ?? 0);
      roll += weight * (run[near]?.roll ?? 0);
    });
    const points = Float32Array.from(mapPoints(shape, place));
    return { points, box: boundsOf(points), score: face.score, yaw, pitch, roll };
  });
}

const gaussian = (deviation: number): number[] => {
  const reach = Math.ceil(3 * deviation);
  return Array.from({ length: reach + 1 }, (_, index) => Math.exp(-0.5 * (index / deviation) ** 2));
};

/** The neighbours to both sides, equally far, so that the ends are not drawn inwards. */
function eachNear(count: number, index: number, weights: number[], work: (near: number, weight: number) => void): void {
  const reach = Math.min(weights.length - 1, index, count - 1 - index);
  let sum = 0;
  for (let step = -reach; step <= reach; step++) sum += weights[Math.abs(step)] ?? 0;
  for (let step = -reach; step <= reach; step++) work(index + step, (weights[Math.abs(step)] ?? 0) / sum);
}
