import { join } from 'node:path';
import { type EngineContext, type EngineFile, EngineInputError, type EngineResult } from '../engine.ts';
import type { FaceModels } from '../faces/load-human.ts';
import { writePng } from '../pictures/encode-png.ts';
import { mismatchOf, type Pair, pairsOf, problemOf, turnBetween } from './choose-faces.ts';
import type { FaceSwapInput } from './contract.ts';
import { type PictureWithFaces, readFaces } from './read-faces.ts';
import { openSourceFace } from './swap/source-face.ts';
import { PICTURE_LIKENESS, swapFace } from './swap/swap-face.ts';
import { withMouth } from './swap/warp.ts';

/** The faces of one picture onto those of another; writes `image.png`. */
export async function swapPicture(
  input: FaceSwapInput,
  models: FaceModels,
  { workDir, signal, onProgress }: EngineContext,
): Promise<EngineResult> {
  onProgress('finding faces', 0.1);
  const source = await readFaces(models, input.swapPath, signal);
  const target = await readFaces(models, input.target.path, signal);
  const logs: string[] = [];
  const pairs = usablePairs(input, source, target, logs);

  onProgress('swapping', 0.5);
  const triangles = withMouth(models.triangles);
  const swapped = [];
  for (const pair of pairs) {
    signal.throwIfAborted();
    const [from, onto] = [source.faces[pair.swap], target.faces[pair.target]];
    if (!from || !onto) continue;
    swapFace(target.picture, onto, openSourceFace(source.picture, from), {
      triangles,
      strength: 1,
      likeness: PICTURE_LIKENESS,
    });
    swapped.push({ ...pair, turnDegrees: Math.round(turnBetween(from, onto)), sizePixels: Math.round(onto.box.width) });
  }

  onProgress('encoding', 0.9);
  const { width, height } = target.picture;
  const path = join(workDir, 'image.png');
  await writePng(path, target.picture);
  const file: EngineFile = { role: 'image', path, contentType: 'image/png', width, height, durationMs: 0 };
  const found = { swapImage: source.faces.length, target: target.faces.length };
  return { files: [file], facts: { faces: found, swapped }, logs };
}

/**
 * Pairs that can be swapped. Faces that were named must all do; of faces that were merely there, those that do not are
 * left as they are, with a line in the log.
 * @throws EngineInputError with the first problem when a named pair, or every pair, cannot be swapped.
 */
function usablePairs(
  { choice }: FaceSwapInput,
  source: PictureWithFaces,
  target: PictureWithFaces,
  logs: string[],
): Pair[] {
  const pairs = pairsOf(choice, source.faces, target.faces, 'target_image');
  if (choice.kind === 'largest' && source.faces.length > 1) logs.push('swap_image: the largest face was taken');
  if (choice.kind === 'largest' && target.faces.length > 1) logs.push('target_image: the largest face was swapped');
  const problems: string[] = [];
  const usable = pairs.filter((pair) => {
    const [from, onto] = [source.faces[pair.swap], target.faces[pair.target]];
    if (!from || !onto) return false;
    const problem =
      problemOf(from, source.picture, 'swap_image') ??
      problemOf(onto, target.picture, 'target_image') ??
      mismatchOf(from, onto, 'target_image');
    if (problem === null) return true;
    problems.push(pairs.length > 1 ? `face ${pair.swap} onto ${pair.target}: ${problem}` : problem);
    return false;
  });
  const [first] = problems;
  if (first !== undefined && (usable.length === 0 || choice.kind === 'indexes')) {
    throw new EngineInputError('image', first);
  }
  for (const problem of problems) logs.push(`left as it was: ${problem}`);
  return usable;
}
