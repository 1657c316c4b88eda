import { fromLab } from '../../face-swap/swap/lab.ts';
import { colourName } from './colour-names.ts';
import type { LabGrid } from './grid.ts';

export interface PaletteEntry {
  name: string;
  /** `#rrggbb`. */
  hex: string;
  /** 0..1 of the picture. */
  share: number;
}

const CLUSTERS = 8;
const ROUNDS = 12;
const MIN_SHARE = 0.03;
const MAX_ENTRIES = 5;

/**
 * The main colours, largest first: k-means in L*a*b* (Lloyd 1982), started at the colours furthest from each other, so
 * that nothing is left to chance; clusters of one name are joined.
 */
export function paletteOf({ values }: LabGrid): PaletteEntry[] {
  const count = values.length / 3;
  let centres = furthestFirst(values, Math.min(CLUSTERS, count));
  let sizes: number[] = [];
  for (let round = 0; round < ROUNDS; round++) ({ centres, sizes } = lloyd(values, centres));

  const byName = new Map<string, { share: number; lab: number[]; largest: number }>();
  centres.forEach((lab, index) => {
    const share = (sizes[index] ?? 0) / count;
    const [l = 0, a = 0, b = 0] = lab;
    const name = colourName(l, a, b);
    const known = byName.get(name);
    if (!known) byName.set(name, { share, lab, largest: share });
    else {
      if (share > known.largest) Object.assign(known, { lab, largest: share });
      known.share += share;
    }
  });
  return [...byName]
    .map(([name, { share, lab }]) => ({ name, hex: hexOf(lab), share: Math.round(share * 1000) / 1000 }))
    .filter(({ share }) => share >= MIN_SHARE)
    .sort((one, other) => other.share - one.share || one.name.localeCompare(other.name, 'en'))
    .slice(0, MAX_ENTRIES);
}

function furthestFirst(values: Float32Array, wanted: number): number[][] {
  const pixel = (index: number) => [values[index * 3] ?? 0, values[index * 3 + 1] ?? 0, values[index * 3 + 2] ?? 0];
  const count = values.length / 3;
  const centres = [mean(values)];
  const nearest = new Float32Array(count).fill(Infinity);
  while (centres.length < wanted) {
    const last = centres.at(-1) ?? [0, 0, 0];
    let [furthest, best] = [0, -1];
    for (let index = 0; index < count; index++) {
      nearest[index] = Math.min(nearest[index] ?? 0, squared(values, index, last));
      if ((nearest[index] ?? 0) > best) [furthest, best] = [index, nearest[index] ?? 0];
    }
    centres.push(pixel(furthest));
  }
  return centres;
}

function lloyd(values: Float32Array, centres: number[][]): { centres: number[][]; sizes: number[] } {
  const sums = centres.map(() => [0, 0, 0]);
  const sizes = centres.map(() => 0);
  for (let index = 0; index < values.length / 3; index++) {
    let [nearest, best] = [0, Infinity];
    centres.forEach((centre, which) => {
      const distance = squared(values, index, centre);
      if (distance < best) [nearest, best] = [which, distance];
    });
    sizes[nearest] = (sizes[nearest] ?? 0) + 1;
    const sum = sums[nearest];
    if (sum) for (let k = 0; k < 3; k++) sum[k] = (sum[k] ?? 0) + (values[index * 3 + k] ?? 0);
  }
  const moved = centres.map((centre, which) => {
    const size = sizes[which] ?? 0;
    return size === 0 ? centre : (sums[which] ?? centre).map((sum) => sum / size);
  });
  return { centres: moved, sizes };
}

const squared = (values: Float32Array, index: number, centre: number[]): number =>
  ((values[index * 3] ?? 0) - (centre[0] ?? 0)) ** 2 +
  ((values[index * 3 + 1] ?? 0) - (centre[1] ?? 0)) ** 2 +
  ((values[index * 3 + 2] ?? 0) - (centre[2] ?? 0)) ** 2;

function mean(values: Float32Array): number[] {
  const sum = [0, 0, 0];
  for (let at = 0; at < values.length; at++) sum[at % 3] = (sum[at % 3] ?? 0) + (values[at] ?? 0);
  return sum.map((total) => total / Math.max(1, values.length / 3));
}

function hexOf([l = 0, a = 0, b = 0]: number[]): string {
  const colour = new Float32Array(3);
  fromLab(l, a, b, colour, 0);
  return `#${[...colour].map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
}
