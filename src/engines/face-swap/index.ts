import type { Engine, EngineContext, EngineResult } from '../engine.ts';
import type { EngineTools } from '../engine-tools.ts';
import { loadFaceModels } from '../faces/load-human.ts';
import type { FaceSwapInput } from './contract.ts';
import { swapPicture } from './swap-picture.ts';
import { swapVideo } from './swap-video.ts';

export type { FaceSwapInput } from './contract.ts';

const NAME = 'face-swap@1';
const QUALITY =
  'Warps the face of the picture onto the target by a 468-point mesh and matches colour and light; not a neural face generator, best for near-frontal pairs.';

/**
 * Puts faces of a picture onto faces of a picture (`image.png`) or of a video (`video.mp4`).
 * @throws EngineNotInstalled; EngineInputError when a file is unusable, a face is missing, too small or turned away.
 */
export function createFaceSwap(tools: EngineTools): Engine<FaceSwapInput> {
  return { name: NAME, quality: QUALITY, run: (input, context) => run(input, context, tools) };
}

async function run(input: FaceSwapInput, context: EngineContext, tools: EngineTools): Promise<EngineResult> {
  context.onProgress('loading', 0);
  const models = await loadFaceModels(tools);
  const result =
    input.target.kind === 'image'
      ? await swapPicture(input, models, context)
      : await swapVideo(input, models, tools, context);
  context.onProgress('done', 1);
  return { ...result, facts: { engine: NAME, ...result.facts }, logs: [...result.logs, `${NAME}: ${QUALITY}`] };
}
