import { join } from 'node:path';
import sharp from 'sharp';
import type { Engine, EngineContext, EngineResult } from '../engine.ts';
import type { EngineTools } from '../engine-tools.ts';
import { createRandom } from '../foley/sound/dsp/random.ts';
import { decodePicture, type Picture } from '../pictures/decode-picture.ts';
import { openFrameWriter } from '../video/frame-writer.ts';
import { viewAt } from './camera-path.ts';
import { MOTION_LIMITS, MOVES, type MotionInput } from './contract.ts';
import { drawView, type Source } from './draw-view.ts';
import { findInterest } from './find-interest.ts';

export type { MotionInput } from './contract.ts';

const NAME = 'motion@1';
const QUALITY = 'A camera move over the still picture; nothing in it moves by itself. Not a neural model.';
/** As dense as the nearest view shows it. */
const OVERSAMPLING = 1.25;
const MAX_ASPECT = 2.4;

/** A still picture as a video: the camera pushes in, pulls out, pans, rises or drifts. Files: `video`. */
export function createMotion(tools: EngineTools): Engine<MotionInput> {
  return { name: NAME, quality: QUALITY, run: (input, context) => run(input, context, tools) };
}

/** @throws EngineInputError when the file is no usable picture. */
async function run(input: MotionInput, context: EngineContext, { ffmpeg }: EngineTools): Promise<EngineResult> {
  const { signal, onProgress, workDir } = context;
  onProgress('reading', 0);
  const { maxPixels, minSide } = MOTION_LIMITS;
  const picture = await decodePicture(input.imagePath, { maxPixels, minSide });
  const { width, height } = sizeOf(picture, input.longSide);
  const source = await prepare(picture, width, height);
  const interest = findInterest(picture);
  const random = createRandom(context.seed).fork('move');
  const move = input.move ?? MOVES[Math.floor(random.next() * MOVES.length)] ?? 'push-in';

  const path = join(workDir, 'video.mp4');
  const frames = Math.max(1, Math.round(input.seconds * input.fps));
  const writer = openFrameWriter({ ffmpeg, path, width, height, fps: input.fps, signal });
  try {
    const frame = { data: new Uint8Array(width * height * 3), width, height };
    for (let n = 0; n < frames; n++) {
      signal.throwIfAborted();
      drawView(source, viewAt(move, interest, frames === 1 ? 0 : n / (frames - 1)), frame);
      // The pipe keeps what it was given until it is written, so each frame is its own copy.
      await writer.write(frame.data.slice());
      onProgress('rendering', 0.05 + (0.9 * (n + 1)) / frames);
    }
    await writer.finish();
  } catch (error) {
    writer.abandon();
    throw error;
  }
  onProgress('encoding', 1);
  return {
    files: [
      {
        role: 'video',
        path,
        contentType: 'video/mp4',
        width,
        height,
        durationMs: Math.round((frames / input.fps) * 1000),
      },
    ],
    facts: { engine: NAME, move, frames, fps: input.fps, interest: [round(interest.x), round(interest.y)] },
    logs: [`camera: ${move}`, `${NAME}: ${QUALITY}`],
  };
}

/** Even sides, the longer one as asked; extreme panoramas are cut to what a screen can show. */
function sizeOf(picture: Picture, longSide: number): { width: number; height: number } {
  const aspect = Math.min(MAX_ASPECT, Math.max(1 / MAX_ASPECT, picture.width / picture.height));
  const even = (value: number) => Math.max(2, Math.round(value / 2) * 2);
  return aspect >= 1
    ? { width: even(longSide), height: even(longSide / aspect) }
    : { width: even(longSide * aspect), height: even(longSide) };
}

/** The picture on white where it is transparent, cut to the proportions of the video, as dense as needed. */
async function prepare(picture: Picture, width: number, height: number): Promise<Source> {
  const raw = { width: picture.width, height: picture.height, channels: 4 as const };
  const { data, info } = await sharp(picture.data, { raw })
    .flatten({ background: '#ffffff' })
    .resize(Math.round(width * OVERSAMPLING), Math.round(height * OVERSAMPLING), { fit: 'cover', kernel: 'lanczos3' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
