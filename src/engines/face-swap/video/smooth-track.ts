import { boundsOf, type Face } from '../../faces/face.ts';

/** Frames; motion of the whole face is smoothed little, its shape more: the mesh trembles by about a pixel. */
const PLACE_DEVIATION = 0.8;
const SHAPE_DEVIATION = 1.3;
const POSE_DEVIATION = 2;
/** A face that is missed for no longer than this is taken to have been between its neighbours. */
const MAX_GAP = 4;

/**
 * One person's faces without tremor. All frames are known, so the filter is a Gaussian to both sides: nothing lags
 * behind, as it would with a filter that runs along. Place, size and tilt (the similarity that best maps the person's
 * mean shape onto the frame, Umeyama 1991 in two dimensions) and what is left of the shape are smoothed apart.
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

/** x' = a x - b y + tx, y' = b x + a y + ty. */
interface Similarity {
  a: number;
  b: number;
  tx: number;
  ty: number;
}

function smoothRun(run: readonly Face[]): Face[] {
  const [first] = run;
  if (!first || run.length < 2) return [...run];
  const length = first.points.length;
  const mean = new Float64Array(length);
  const centred = run.map(({ points }) => centre(points));
  for (const { shape } of centred)
    for (let at = 0; at < length; at++) mean[at] = (mean[at] ?? 0) + (shape[at] ?? 0) / run.length;

  const places = run.map(({ points }, index) => fitSimilarity(mean, centred[index]?.shape ?? mean, centreOf(points)));
  const shapes = run.map(({ points }, index) => undo(points, places[index]));
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
    const points = apply(shape, place);
    return { points, box: boundsOf(points), score: face.score, yaw, pitch, roll };
  });
}

function centreOf(points: ArrayLike<number>): { x: number; y: number } {
  let [x, y] = [0, 0];
  for (let at = 0; at < points.length; at += 3) {
    x += points[at] ?? 0;
    y += points[at + 1] ?? 0;
  }
  return { x: (x * 3) / points.length, y: (y * 3) / points.length };
}

function centre(points: Float32Array): { shape: Float64Array } {
  const { x, y } = centreOf(points);
  const shape = Float64Array.from(points);
  for (let at = 0; at < shape.length; at += 3) {
    shape[at] = (shape[at] ?? 0) - x;
    shape[at + 1] = (shape[at + 1] ?? 0) - y;
  }
  return { shape };
}

/** Least squares, as a complex number: the mean of conj(from) × to over |from|². */
function fitSimilarity(from: Float64Array, to: Float64Array, { x: tx, y: ty }: { x: number; y: number }): Similarity {
  let [real, imaginary, squares] = [0, 0, 0];
  for (let at = 0; at < from.length; at += 3) {
    const [fx, fy, x, y] = [from[at] ?? 0, from[at + 1] ?? 0, to[at] ?? 0, to[at + 1] ?? 0];
    real += fx * x + fy * y;
    imaginary += fx * y - fy * x;
    squares += fx * fx + fy * fy;
  }
  return { a: real / Math.max(1e-9, squares), b: imaginary / Math.max(1e-9, squares), tx, ty };
}

function undo(points: Float32Array, place: Similarity | undefined): Float64Array {
  const shape = Float64Array.from(points);
  if (!place) return shape;
  const { a, b, tx, ty } = place;
  const scale = Math.max(1e-9, a * a + b * b);
  for (let at = 0; at < shape.length; at += 3) {
    const [x, y] = [(shape[at] ?? 0) - tx, (shape[at + 1] ?? 0) - ty];
    shape[at] = (a * x + b * y) / scale;
    shape[at + 1] = (a * y - b * x) / scale;
  }
  return shape;
}

function apply(shape: Float64Array, { a, b, tx, ty }: Similarity): Float32Array {
  const points = Float32Array.from(shape);
  for (let at = 0; at < points.length; at += 3) {
    const [x, y] = [shape[at] ?? 0, shape[at + 1] ?? 0];
    points[at] = a * x - b * y + tx;
    points[at + 1] = b * x + a * y + ty;
  }
  return points;
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
