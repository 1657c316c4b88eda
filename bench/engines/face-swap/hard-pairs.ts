import { mismatchOf, numbered, pairsOf, problemOf } from '../../../src/engines/face-swap/choose-faces.ts';
import { drawPeople, type Sitter } from '../../../src/engines/faces/__fixtures__/face-pictures.ts';
import { findFaces } from '../../../src/engines/faces/find-faces.ts';
import type { FaceModels } from '../../../src/engines/faces/load-human.ts';
import type { Raster } from '../../../src/engines/faces/raster.ts';

/** Pairs that must be refused, and by which words. */
const HARD: readonly [name: string, swap: readonly Sitter[], target: readonly Sitter[], reason: RegExp][] = [
  ['target turned 40°', [{ name: 'ada' }], [{ name: 'ben', yaw: 40 }], /different directions|turned .* away/],
  ['source turned -35°', [{ name: 'cleo', yaw: -35 }], [{ name: 'dan' }], /different directions/],
  ['turned apart, 20° each', [{ name: 'eve', yaw: 20 }], [{ name: 'ada', yaw: -20 }], /different directions/],
  ['nods 15° apart each', [{ name: 'ben', pitch: 15 }], [{ name: 'cleo', pitch: -15 }], /different directions/],
  ['both in profile', [{ name: 'dan', yaw: 65 }], [{ name: 'eve', yaw: 65 }], /turned .* away|no face|different/],
  ['small target', [{ name: 'ada' }], [{ name: 'ben', size: 40 }], /pixels large/],
  ['small source', [{ name: 'cleo', size: 35 }], [{ name: 'dan' }], /pixels large/],
  ['target cut off by the edge', [{ name: 'eve' }], [{ name: 'ada', x: 15 }], /cut off|no face|different/],
  ['no face in the source', [], [{ name: 'ben' }], /no face was found in swap_image/],
  ['no face in the target', [{ name: 'cleo' }], [], /no face was found in target_image/],
];

/** One line a pair: what was said, and whether that is what it should be. */
export async function refuseHardPairs(models: FaceModels): Promise<(string | number)[][]> {
  const rows: (string | number)[][] = [];
  for (const [name, swap, target, reason] of HARD) {
    const said = (await refusal(models, swap, target)) ?? 'accepted';
    rows.push([name, reason.test(said) ? 'refused' : 'WRONG', said]);
  }
  return rows;
}

async function refusal(models: FaceModels, swap: readonly Sitter[], target: readonly Sitter[]): Promise<string | null> {
  const [from, onto] = [await look(models, swap), await look(models, target)];
  try {
    for (const pair of pairsOf({ kind: 'largest' }, from.faces, onto.faces, 'target_image')) {
      const [one, other] = [from.faces[pair.swap], onto.faces[pair.target]];
      if (!one || !other) return 'no pair';
      return (
        problemOf(one, from.picture, 'swap_image') ??
        problemOf(other, onto.picture, 'target_image') ??
        mismatchOf(one, other, 'target_image')
      );
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return null;
}

async function look(models: FaceModels, sitters: readonly Sitter[]) {
  const picture: Raster = { ...drawPeople(sitters), channels: 3 };
  return { picture, faces: numbered(await findFaces(models, picture)) };
}
