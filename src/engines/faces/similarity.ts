/** Turn, scale and shift in the plane: x' = a x - b y + tx, y' = b x + a y + ty. */
export interface Similarity {
  a: number;
  b: number;
  tx: number;
  ty: number;
}

/**
 * The similarity that best maps one set of points onto another (least squares; Umeyama 1991, in two dimensions). Points
 * are x, y, z in turn; z is left alone.
 */
export function fitSimilarity(from: ArrayLike<number>, to: ArrayLike<number>): Similarity {
  const [f, t] = [centreOf(from), centreOf(to)];
  let real = 0;
  let imaginary = 0;
  let squares = 0;
  for (let at = 0; at < from.length; at += 3) {
    const fx = (from[at] ?? 0) - f.x;
    const fy = (from[at + 1] ?? 0) - f.y;
    const x = (to[at] ?? 0) - t.x;
    const y = (to[at + 1] ?? 0) - t.y;
    // As complex numbers: the mean of conj(from) × to over |from|².
    real += fx * x + fy * y;
    imaginary += fx * y - fy * x;
    squares += fx * fx + fy * fy;
  }
  const a = real / Math.max(1e-9, squares);
  const b = imaginary / Math.max(1e-9, squares);
  return { a, b, tx: t.x - (a * f.x - b * f.y), ty: t.y - (b * f.x + a * f.y) };
}

export function mapPoints(points: ArrayLike<number>, { a, b, tx, ty }: Similarity): Float64Array {
  const out = Float64Array.from(points);
  for (let at = 0; at < out.length; at += 3) {
    const x = points[at] ?? 0;
    const y = points[at + 1] ?? 0;
    out[at] = a * x - b * y + tx;
    out[at + 1] = b * x + a * y + ty;
  }
  return out;
}

export function unmapPoints(points: ArrayLike<number>, { a, b, tx, ty }: Similarity): Float64Array {
  const out = Float64Array.from(points);
  const scale = Math.max(1e-9, a * a + b * b);
  for (let at = 0; at < out.length; at += 3) {
    const x = (points[at] ?? 0) - tx;
    const y = (points[at + 1] ?? 0) - ty;
    out[at] = (a * x + b * y) / scale;
    out[at + 1] = (a * y - b * x) / scale;
  }
  return out;
}

function centreOf(points: ArrayLike<number>): { x: number; y: number } {
  let x = 0;
  let y = 0;
  for (let at = 0; at < points.length; at += 3) {
    x += points[at] ?? 0;
    y += points[at + 1] ?? 0;
  }
  return { x: (x * 3) / points.length, y: (y * 3) / points.length };
}
