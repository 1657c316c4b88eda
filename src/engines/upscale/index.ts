import { join } from 'node:path';
import type { Engine, EngineContext, EngineResult } from '../engine.ts';
import type { EngineTools } from '../engine-tools.ts';
import { decodePicture } from '../pictures/decode-picture.ts';
import { UPSCALE_LIMITS, type UpscaleInput } from './contract.ts';
import { enlargePicture } from './picture/enlarge-picture.ts';
import { resultSize } from './picture/result-size.ts';
import { upscaleVideo } from './video/upscale-video.ts';

export type { UpscaleInput } from './contract.ts';

const NAME = 'upscale@1';
const QUALITY =
  'Enlarged by a small super-resolution network: cleaner edges than bicubic and no invented detail; large pictures, most videos and machines without the packages get Lanczos and mild sharpening (basic); the log says which.';

/** Enlarges a picture by 2 to 10 (PNG), or doubles the sides of a video (MP4). */
export function createUpscale(tools: EngineTools): Engine<UpscaleInput> {
  return {
    name: NAME,
    quality: QUALITY,
    async run(input, context) {
      const result =
        input.kind === 'image'
          ? await upscalePicture(input, context, tools)
          : await upscaleVideo(input.videoPath, tools, context);
      context.onProgress('done', 1);
      return {
        files: result.files,
        facts: { engine: NAME, ...result.facts },
        logs: [...result.logs, `${NAME}: ${QUALITY}`],
      };
    },
  };
}

async function upscalePicture(
  { imagePath, scale, faceEnhance }: Extract<UpscaleInput, { kind: 'image' }>,
  { workDir, signal, onProgress }: EngineContext,
  { enginesDir }: EngineTools,
): Promise<EngineResult> {
  onProgress('reading', 0);
  const { maxSide, maxResultPixels } = UPSCALE_LIMITS;
  const picture = await decodePicture(imagePath, { maxSide, maxPixels: maxSide * maxSide });
  signal.throwIfAborted();
  const size = resultSize(picture.width, picture.height, scale);
  const path = join(workDir, 'image.png');
  const { method, logs } = await enlargePicture(picture, size, path, { enginesDir, signal, onProgress });
  const { width, height } = size;
  return {
    files: [{ role: 'image', path, contentType: 'image/png', width, height, durationMs: 0 }],
    facts: { method, megapixels: (width * height) / 1_000_000 },
    logs: [
      ...logs,
      ...(size.isReduced
        ? [`a factor of ${scale} would exceed ${maxResultPixels} pixels: the result is ${width}×${height}`]
        : []),
      ...(faceEnhance ? ['face_enhance has no effect here: there is no model for faces'] : []),
    ],
  };
}
