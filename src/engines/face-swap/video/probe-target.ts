import { AppError } from '../../../errors.ts';
import { runFfprobe } from '../../../media/ffmpeg/run-ffmpeg.ts';
import { probeMedia } from '../../../media/probe.ts';
import { EngineInputError } from '../../engine.ts';
import { FACE_SWAP_LIMITS } from '../contract.ts';

export interface TargetVideo {
  path: string;
  /** Pixels as shown. */
  width: number;
  height: number;
  /** Frames per second. */
  fps: number;
  audioCodec: string | null;
}

const PROBE_MS = 30_000;
/** Rates outside this are a broken header. */
const RATES = { lowest: 1, highest: 120 } as const;

/** @throws EngineInputError `video` when it is no video or breaks the limits. */
export async function probeTarget(path: string, ffprobe: string, signal: AbortSignal): Promise<TargetVideo> {
  const facts = await probeMedia(path, { ffprobe, timeoutMs: PROBE_MS, signal, as: 'video' }).catch(
    (cause: unknown) => {
      if (!(cause instanceof AppError)) throw cause;
      const error = new EngineInputError('video', 'the file is no video that can be read');
      error.cause = cause;
      throw error;
    },
  );
  const { width, height, fps } = facts;
  const { maxVideoPixels, maxVideoSide, maxFrames } = FACE_SWAP_LIMITS;
  if (width * height > maxVideoPixels || Math.max(width, height) > maxVideoSide) {
    throw new EngineInputError('video', `the video is ${width}×${height}: at most 1280×720 is possible`);
  }
  if (!(fps >= RATES.lowest && fps <= RATES.highest)) {
    throw new EngineInputError('video', `the video has ${fps} frames per second: 1 to 120 are possible`);
  }
  // The header's length may be that of longer sound: only then are the frames counted, without decoding them.
  if ((facts.durationMs / 1000) * fps > maxFrames) {
    const frames = await countPackets(path, ffprobe, signal);
    if (frames > maxFrames) throw tooLong(frames);
  }
  return { path, width, height, fps, audioCodec: facts.audioCodec ?? null };
}

async function countPackets(path: string, ffprobe: string, signal: AbortSignal): Promise<number> {
  const questions = ['-v', 'error', '-protocol_whitelist', 'file,pipe', '-select_streams', 'v:0', '-count_packets'];
  const wanted = ['-show_entries', 'stream=nb_read_packets', '-of', 'csv=p=0', '-i', `file:${path}`];
  const { stdout } = await runFfprobe(ffprobe, [...questions, ...wanted], {
    timeoutMs: PROBE_MS,
    maxOutputBytes: 10_000,
    signal,
  });
  return Number.parseInt(stdout.toString('utf8'), 10) || 0;
}

export const tooLong = (frames: number): EngineInputError =>
  new EngineInputError('video', `the video has ${frames} frames: at most ${FACE_SWAP_LIMITS.maxFrames} are possible`);
