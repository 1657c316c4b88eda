import { z } from 'zod';
import { runFfprobe } from '../../../media/ffmpeg/run-ffmpeg.ts';
import { ToolFailed } from '../../../media/ffmpeg/run-tool.ts';
import { EngineInputError } from '../../engine.ts';
import { inputArguments, probeVideo } from '../../foley/picture/probe-video.ts';
import { sniffVideoFile } from '../../foley/picture/sniff-container.ts';
import { UPSCALE_LIMITS } from '../contract.ts';

export interface ClipFacts {
  /** Pixels as shown, after rotation. */
  width: number;
  height: number;
  /** Frames per second, as ffmpeg writes it and as a number. */
  rateText: string;
  rate: number;
  /** Frames come at equal distances. */
  isSteady: boolean;
  /** As the container lists them. */
  frames: number;
  /** What a player takes the colours for when the file does not say: by the lines it has. */
  matrix: string;
  /** How wide a pixel is, `1:1` for square ones. */
  pixelAspect: string;
  audioCodec: string | null;
  /** Arguments that open the file and nothing else. */
  input: string[];
}

const PROBE_TIMEOUT_MS = 30_000;
const RATES = { lowest: 1, highest: 120 } as const;
/** Rates that the header gives twice may differ by rounding. */
const RATE_TOLERANCE = 0.005;

const text = z.string().optional().catch(undefined);
const probeReply = z.object({
  streams: z
    .array(
      z.object({
        index: z.number(),
        codec_type: text,
        codec_name: text,
        r_frame_rate: text,
        color_space: text,
        sample_aspect_ratio: text,
        nb_read_packets: text,
      }),
    )
    .default([]),
});

/** @throws EngineInputError `video` when the clip is none or over a limit. */
export async function readClipFacts(path: string, ffprobe: string, signal: AbortSignal): Promise<ClipFacts> {
  const limits = UPSCALE_LIMITS;
  const demuxer = await sniffVideoFile(path, limits.maxBytes);
  const { width, height, frameRate, streamIndex } = await probeVideo(path, demuxer, { ffprobePath: ffprobe, signal });
  if (Math.max(width, height) > limits.maxVideoSide || width * height > limits.maxVideoPixels) {
    throw bad(`the video is too large (${width}×${height}): at most 1280×720 is possible`);
  }
  if (Math.min(width, height) < limits.minVideoSide) throw bad(`the video is too small (${width}×${height})`);
  if (frameRate === null || frameRate.value < RATES.lowest || frameRate.value > RATES.highest) {
    throw bad(`the video has ${frameRate?.text ?? 'an unknown number of'} frames per second: 1 to 120 are possible`);
  }
  const input = inputArguments(path, demuxer);
  const streams = await probeStreams(ffprobe, input, signal);
  const picture = streams.find(({ index }) => index === streamIndex);
  const frames = Number.parseInt(picture?.nb_read_packets ?? '', 10) || 0;
  checkFrames(frames);
  const [over = 0, under = 1] = (picture?.r_frame_rate ?? '').split('/').map(Number);
  const assumed = height >= 720 ? 'bt709' : 'smpte170m';
  const matrix = picture?.color_space;
  return {
    width,
    height,
    rateText: frameRate.text,
    rate: frameRate.value,
    isSteady: Math.abs(over / under / frameRate.value - 1) < RATE_TOLERANCE,
    frames,
    matrix: matrix === undefined || !/^[a-z0-9]+$/.test(matrix) || matrix === 'unknown' ? assumed : matrix,
    pixelAspect: /^[1-9]\d{0,4}:[1-9]\d{0,4}$/.exec(picture?.sample_aspect_ratio ?? '')?.[0] ?? '1:1',
    audioCodec: streams.find(({ codec_type }) => codec_type === 'audio')?.codec_name ?? null,
    input,
  };
}

/** @throws EngineInputError. */
export function checkFrames(frames: number): void {
  const { minFrames, maxFrames } = UPSCALE_LIMITS;
  if (frames === 0) throw bad('the video has no frames');
  if (frames < minFrames || frames > maxFrames) {
    throw bad(`the video has ${frames} frames: ${minFrames} to ${maxFrames} are possible`);
  }
}

async function probeStreams(ffprobe: string, input: readonly string[], signal: AbortSignal) {
  const entries = 'stream=index,codec_type,codec_name,r_frame_rate,color_space,sample_aspect_ratio,nb_read_packets';
  try {
    const { stdout } = await runFfprobe(
      ffprobe,
      ['-v', 'error', '-count_packets', '-show_entries', entries, '-of', 'json', ...input],
      { timeoutMs: PROBE_TIMEOUT_MS, maxOutputBytes: 100_000, signal },
    );
    return probeReply.parse(JSON.parse(stdout.toString('utf8'))).streams;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ToolFailed || error instanceof z.ZodError)) throw error;
    throw bad('the video is damaged: its frames cannot be counted');
  }
}

const bad = (reason: string) => new EngineInputError('video', reason);
