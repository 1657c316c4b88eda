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

const LARGEST_SIDE = 20;
const EXACT = 0.01;

/** `3:2`: the usual ratio within 3.5 %, else the smallest whole numbers (at most 20) within 1 %, else the nearest. */
export function aspectOf(width: number, height: number): string {
  const usual = nearest(width / height, RATIOS);
  if (usual.away < CLOSE) return usual.name;
  const ratio = Math.min(LARGEST_SIDE, Math.max(1 / LARGEST_SIDE, width / height));
  const pairs: [number, number][] = [];
  for (let long = 1; long <= LARGEST_SIDE; long++) {
    const short = Math.max(1, Math.round(long * Math.min(ratio, 1 / ratio)));
    pairs.push(ratio >= 1 ? [long, short] : [short, long]);
  }
  const exact = pairs.find((pair) => nearest(ratio, [pair]).away < EXACT);
  return nearest(ratio, exact ? [exact] : pairs).name;
}

function nearest(ratio: number, pairs: readonly (readonly [number, number])[]): { name: string; away: number } {
  let best = { name: '1:1', away: Infinity };
  for (const [w, h] of pairs) {
    const away = Math.abs(Math.log((ratio * h) / w));
    if (away < best.away) best = { name: `${w}:${h}`, away };
  }
  return best;
}
