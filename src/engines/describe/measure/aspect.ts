/** The ratios people write, widest first. */
const RATIOS = [
  [32, 9],
  [21, 9],
  [2, 1],
  [16, 9],
  [3, 2],
  [4, 3],
  [5, 4],
  [1, 1],
  [4, 5],
  [3, 4],
  [2, 3],
  [9, 16],
  [1, 2],
  [9, 21],
] as const;
const CLOSE = 0.035;

/** `3:2`: the usual ratio within 3.5 %, else the sides divided by their common part (at most two digits each). */
export function aspectOf(width: number, height: number): string {
  const ratio = width / height;
  let [best, distance]: [string, number] = ['', CLOSE];
  for (const [w, h] of RATIOS) {
    const away = Math.abs(Math.log(ratio / (w / h)));
    if (away < distance) [best, distance] = [`${w}:${h}`, away];
  }
  if (best !== '') return best;
  const scale = 20 / Math.max(width, height);
  const [w, h] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  const common = divisor(w, h);
  return `${w / common}:${h / common}`;
}

const divisor = (one: number, other: number): number => (other === 0 ? one : divisor(other, one % other));
