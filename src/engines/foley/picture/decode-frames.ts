import { EngineInputError } from '../../engine.ts';
import { inputArguments, type VideoFacts } from './probe-video.ts';
import { runTool } from './run-tool.ts';
import type { Demuxer } from './sniff-container.ts';

/** Size and rate of the small frames; luma is `width × height` bytes, each chroma plane a quarter of that (4:2:0). */
export interface FrameFormat {
  width: number;
  height: number;
  /** Frames per second, and the same as ffmpeg writes it. */
  rate: number;
  rateText: string;
}

/** About as many pixels as 160 × 90; enough to place a body within a pixel, few enough to look at in microseconds. */
const FRAME_PIXELS = 14_400;
const MAX_RATE = 60;
const DEFAULT_RATE = 25;
const DECODE_TIMEOUT_MS = 90_000;
const COUNT_TIMEOUT_MS = 20_000;

/**
 * Frames are taken at the file's own rate (at most 60 per second): resampling the picture to 25 fps would add up to
 * half a frame of jitter to every position, and with it to the time of every impact.
 */
export function chooseFrameFormat(facts: VideoFacts): FrameFormat {
  const aspect = Math.min(4, Math.max(0.25, facts.width / facts.height));
  const even = (value: number) => Math.max(2, 2 * Math.round(value / 2));
  const known = facts.frameRate !== null && facts.frameRate.value >= 1 ? facts.frameRate : null;
  const tooFast = known !== null && known.value > MAX_RATE + 0.01;
  const rate = known === null ? DEFAULT_RATE : tooFast ? MAX_RATE : known.value;
  return {
    width: even(Math.sqrt(FRAME_PIXELS * aspect)),
    height: even(Math.sqrt(FRAME_PIXELS / aspect)),
    rate,
    rateText: known === null || tooFast ? String(rate) : known.text,
  };
}

export interface DecodeOptions {
  ffmpegPath: string;
  signal: AbortSignal;
  maxSeconds: number;
  /** Called once per frame with a buffer that is reused: planes Y, U, V, full range. */
  onFrame(planes: Uint8Array): void;
}

/**
 * Decodes the first `maxSeconds` of the picture stream to small 4:2:0 frames, one at a time.
 * @returns how many frames there were; damage after the first frame ends the video there.
 * @throws EngineInputError('video') when not a single frame can be decoded or the deadline passes.
 */
export async function decodeFrames(
  videoPath: string,
  demuxer: Demuxer,
  facts: VideoFacts,
  format: FrameFormat,
  options: DecodeOptions,
): Promise<number> {
  const { width, height, rateText } = format;
  const frame = new Uint8Array((width * height * 3) / 2);
  const maxFrames = Math.ceil(options.maxSeconds * format.rate);
  let filled = 0;
  let frameCount = 0;
  const end = await runTool(
    options.ffmpegPath,
    [
      ...['-hide_banner', '-loglevel', 'error', '-nostdin', '-threads', '2', '-max_pixels', '50000000'],
      ...['-t', String(options.maxSeconds), ...inputArguments(videoPath, demuxer)],
      ...['-map', `0:${facts.streamIndex}`, '-an', '-sn', '-dn'],
      // Averaging over the area keeps sub-pixel position; `fast_bilinear` saves 60 ms per 8 s of 720p but aliases.
      ...['-vf', `fps=${rateText}:start_time=0,scale=${width}:${height}:flags=area:out_range=pc,format=yuv420p`],
      ...['-frames:v', String(maxFrames), '-f', 'rawvideo', 'pipe:1'],
    ],
    {
      signal: options.signal,
      timeoutMs: DECODE_TIMEOUT_MS,
      maxOutputBytes: (maxFrames + 1) * frame.length,
      onOutput(chunk) {
        let taken = 0;
        while (taken < chunk.length) {
          const part = Math.min(frame.length - filled, chunk.length - taken);
          frame.set(chunk.subarray(taken, taken + part), filled);
          taken += part;
          filled += part;
          if (filled < frame.length) return;
          filled = 0;
          if (frameCount < maxFrames) {
            frameCount++;
            options.onFrame(frame);
          }
        }
      },
    },
  );
  if (end === 'too-slow') throw new EngineInputError('video', 'the video takes too long to decode');
  if (frameCount === 0) throw new EngineInputError('video', 'no frame of the video can be decoded');
  return frameCount;
}

/**
 * Length of the picture stream by its packets, read without decoding: what the file holds, whatever its header says.
 * Gives up as soon as `limitSeconds` is passed, and then returns what it saw.
 */
export async function contentSeconds(
  videoPath: string,
  demuxer: Demuxer,
  facts: VideoFacts,
  options: { ffmpegPath: string; signal: AbortSignal; limitSeconds: number },
): Promise<number> {
  let seenSeconds = 0;
  let line = '';
  const end = await runTool(
    options.ffmpegPath,
    [
      ...['-hide_banner', '-loglevel', 'error', '-nostdin', '-t', String(options.limitSeconds + 1)],
      ...inputArguments(videoPath, demuxer),
      ...['-map', `0:${facts.streamIndex}`, '-c', 'copy', '-progress', 'pipe:1', '-f', 'null', '-'],
    ],
    {
      signal: options.signal,
      timeoutMs: COUNT_TIMEOUT_MS,
      maxOutputBytes: 10_000_000,
      onOutput(chunk) {
        line = (line + chunk.toString('latin1')).slice(-4000);
        for (const match of line.matchAll(/out_time_(?:us|ms)=(\d+)/g)) {
          seenSeconds = Math.max(seenSeconds, Number(match[1]) / 1e6);
        }
      },
    },
  );
  if (end === 'too-slow') throw new EngineInputError('video', 'the video takes too long to read');
  return seenSeconds;
}
