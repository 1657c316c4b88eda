import { join } from 'node:path';
import { type Engine, type EngineContext, EngineInputError, type EngineResult } from '../engine.ts';
import type { EngineTools } from '../engine-tools.ts';
import { decodePicture } from '../pictures/decode-picture.ts';
import { writePng } from '../pictures/encode-png.ts';
import { CUTOUT_LIMITS, type CutoutInput } from './contract.ts';
import { cutOutPicture } from './cut-out-picture.ts';
import { cutOutVideo } from './video/cut-out-video.ts';

export type { CutoutInput } from './contract.ts';

const NAME = 'cutout@1';
const QUALITY =
  'Subject cut out by a segmentation network when one is installed, else by colours alone (basic); the log says which.';

/** Cuts the subject out of a picture (PNG with transparency) or a video (MP4, key colour where it was cut). */
export function createCutout(tools: EngineTools): Engine<CutoutInput> {
  return {
    name: NAME,
    quality: QUALITY,
    run: (input, context) =>
      input.kind === 'image' ? cutImage(input, context, tools) : cutVideo(input, context, tools),
  };
}

async function cutImage(
  input: Extract<CutoutInput, { kind: 'image' }>,
  { workDir, signal, onProgress }: EngineContext,
  { enginesDir }: EngineTools,
): Promise<EngineResult> {
  onProgress('reading', 0);
  const picture = await decodePicture(input.imagePath, CUTOUT_LIMITS);
  signal.throwIfAborted();
  onProgress('cutting', 0.2);
  const cut = await cutOutPicture(picture, { enginesDir, modelPath: input.modelPath });
  signal.throwIfAborted();
  onProgress('writing', 0.9);
  const path = join(workDir, 'cutout.png');
  await writePng(path, cut);
  onProgress('writing', 1);
  const { width, height, method } = cut;
  return {
    files: [{ role: 'image', path, contentType: 'image/png', width, height, durationMs: 0 }],
    facts: { engine: NAME, method, coverage: Math.round(cut.coverage * 10_000) / 10_000 },
    logs: [
      ...cut.logs,
      `the model asked for (${input.askedModel}) chooses nothing here: the one that is installed was used`,
      `${NAME}: ${QUALITY}`,
    ],
  };
}

async function cutVideo(
  input: Extract<CutoutInput, { kind: 'video' }>,
  { workDir, signal, onProgress }: EngineContext,
  tools: EngineTools,
): Promise<EngineResult> {
  const path = join(workDir, 'cutout.mp4');
  const done = await cutOutVideo(input, path, tools, { signal, onProgress });
  if (done.frames === 0) throw new EngineInputError('video', 'the video has no frames');
  const { width, height, durationMs, frames, method } = done;
  return {
    files: [{ role: 'video', path, contentType: 'video/mp4', width, height, durationMs }],
    facts: { engine: NAME, method, frames, framesLookedAt: done.framesLookedAt },
    logs: [...done.logs, `${NAME}: ${QUALITY}`],
  };
}
