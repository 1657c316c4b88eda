import { runFfprobe } from '../../../media/ffmpeg/run-ffmpeg.ts';
import { ToolFailed } from '../../../media/ffmpeg/run-tool.ts';
import { EngineInputError } from '../../engine.ts';
import { inputArguments, probeVideo } from '../../foley/picture/probe-video.ts';
import { sniffVideoFile } from '../../foley/picture/sniff-container.ts';
import { CUTOUT_LIMITS } from '../contract.ts';

export interface ClipFacts {
  width: number;
  height: number;
  /** Frames per second, as ffmpeg writes it and as a number. */
  rateText: string;
  rate: number;
  /** As the container lists them. */
  frames: number;
  /** Arguments that open the file and nothing else. */
  input: string[];
}

const COUNT_TIMEOUT_MS = 20_000;
const MAX_RATE = 120;

/** @throws EngineInputError `video` when the clip is none or over a limit. */
export async function readClipFacts(
  videoPath: string,
  { ffprobe, signal }: { ffprobe: string; signal: AbortSignal },
): Promise<ClipFacts> {
  const { maxBytes, maxFrames, maxVideoSide, maxVideoPixels } = CUTOUT_LIMITS;
  const demuxer = await sniffVideoFile(videoPath, maxBytes);
  const { width, height, frameRate } = await probeVideo(videoPath, demuxer, { ffprobePath: ffprobe, signal });
  if (Math.max(width, height) > maxVideoSide || width * height > maxVideoPixels) {
    throw new EngineInputError('video', `the video is too large (${width}×${height})`);
  }
  if (Math.min(width, height) < CUTOUT_LIMITS.minSide) {
    throw new EngineInputError('video', `the video is too small (${width}×${height})`);
  }
  const input = inputArguments(videoPath, demuxer);
  const frames = await countFrames(ffprobe, input, signal);
  if (frames === 0) throw new EngineInputError('video', 'the video has no frames');
  if (frames > maxFrames) {
    throw new EngineInputError('video', `the video has ${frames} frames: at most ${maxFrames} are accepted`);
  }
  const known = frameRate !== null && frameRate.value >= 1 && frameRate.value <= MAX_RATE ? frameRate : null;
  return { width, height, rateText: known?.text ?? '25', rate: known?.value ?? 25, frames, input };
}

async function countFrames(ffprobe: string, input: readonly string[], signal: AbortSignal): Promise<number> {
  const count = ['-count_packets', '-select_streams', 'v:0', '-show_entries', 'stream=nb_read_packets'];
  try {
    const { stdout } = await runFfprobe(ffprobe, ['-v', 'error', ...count, '-of', 'csv=p=0', ...input], {
      timeoutMs: COUNT_TIMEOUT_MS,
      maxOutputBytes: 10_000,
      signal,
    });
    return Number.parseInt(stdout.toString('utf8'), 10) || 0;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ToolFailed)) throw error;
    throw new EngineInputError('video', 'the video is damaged: its frames cannot be counted');
  }
}
