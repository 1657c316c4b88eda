import { runFfmpeg } from '../../../media/ffmpeg/run-ffmpeg.ts';
import { ToolFailed } from '../../../media/ffmpeg/run-tool.ts';
import { FrameWriter, readFrames } from '../../cutout/video/frame-pipes.ts';
import { EngineInputError } from '../../engine.ts';
import { NETWORK_FACTOR as FACTOR, type Network } from '../network/load-network.ts';
import { enlargeByTiles, type TileMemory } from '../network/tiles.ts';
import type { ClipFacts } from './clip-facts.ts';
import { encoderArguments } from './encoder-arguments.ts';

export interface FrameOptions {
  ffmpeg: string;
  output: string;
  signal: AbortSignal;
  onProgress(phase: string, fraction: number): void;
}

/** 240 frames of 720p take about a minute on free cores. */
const LANCZOS_TIMEOUT_MS = 30 * 60_000;

/**
 * All in ffmpeg, frames with the times they had: the mild sharpening comes before the enlargement, where it costs a
 * quarter (see picture/restore-aperture; a quarter of ffmpeg's binomial 3 × 3 is the same amount).
 * @returns the number of frames that were made.
 */
export async function enlargeWithLanczos(clip: ClipFacts, options: FrameOptions): Promise<number> {
  const { ffmpeg, output, signal, onProgress } = options;
  const size = `${clip.width * FACTOR}:${clip.height * FACTOR}`;
  const filters = [
    'unsharp=3:3:0.25:3:3:0',
    `scale=${size}:flags=lanczos+accurate_rnd+full_chroma_int`,
    `setparams=colorspace=${clip.matrix}`,
    'format=yuv420p',
  ];
  const args = [
    ...['-v', 'error', '-y', '-progress', 'pipe:1', ...clip.input, '-map', '0:v:0', '-map', '0:a:0?', '-sn', '-dn'],
    ...['-vf', filters.join(','), '-fps_mode', 'passthrough', ...encoderArguments(clip, clip.matrix, output)],
  ];
  let frames = 0;
  const onStdout = (chunk: Buffer) => {
    // A report is written at once and is far smaller than a pipe's buffer, so no number is cut in two.
    for (const [, count] of chunk.toString('latin1').matchAll(/^frame=\s*(\d+)$/gm)) frames = Number(count);
    onProgress('enlarging', 0.05 + 0.9 * Math.min(1, frames / clip.frames));
  };
  try {
    await runFfmpeg(ffmpeg, args, { timeoutMs: LANCZOS_TIMEOUT_MS, maxOutputBytes: 10_000_000, signal, onStdout });
    return frames;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ToolFailed) || error.reason !== 'exit') throw error;
    const bad = new EngineInputError('video', 'the video cannot be decoded');
    bad.cause = error;
    throw bad;
  }
}

/**
 * Every frame through the network. What rests from one frame to the next is enlarged once.
 * @returns the number of frames that were made.
 */
export async function enlargeWithNetwork(clip: ClipFacts, network: Network, options: FrameOptions): Promise<number> {
  const { width, height, input, matrix, pixelAspect, rateText } = clip;
  const { ffmpeg, output, signal, onProgress } = options;
  const decoder = [
    ...[...input, '-map', '0:v:0', '-an', '-sn', '-dn', '-fps_mode', 'passthrough'],
    ...['-vf', `scale=${width}:${height}:in_color_matrix=${matrix}:flags=lanczos+accurate_rnd+full_chroma_int`],
    ...['-pix_fmt', 'rgb24', '-f', 'rawvideo', 'pipe:1'],
  ];
  const size = `${width * FACTOR}x${height * FACTOR}`;
  const toYuv = `setsar=${pixelAspect.replace(':', '/')},scale=flags=bicubic+accurate_rnd:out_color_matrix=bt709:out_range=tv`;
  const writer = new FrameWriter(
    ffmpeg,
    [
      ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', size, '-r', rateText, '-i', 'pipe:0', ...input],
      ...['-map', '0:v:0', '-map', '1:a:0?', '-sn', '-dn', '-vf', toYuv, ...encoderArguments(clip, 'bt709', output)],
    ],
    signal,
  );
  const memory: TileMemory = [];
  let frames = 0;
  try {
    for await (const data of readFrames(ffmpeg, decoder, width * height * 3, signal)) {
      const { data: enlarged } = await enlargeByTiles({ data, width, height }, network, { signal, memory });
      await writer.write(enlarged);
      frames++;
      onProgress('enlarging', 0.05 + 0.9 * Math.min(1, frames / clip.frames));
    }
    if (frames === 0) throw new EngineInputError('video', 'no frame of the video can be decoded');
    await writer.finish();
    return frames;
  } catch (error) {
    writer.abandon();
    throw error;
  }
}
