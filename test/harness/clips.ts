import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { findFfmpeg } from '../../src/media/ffmpeg/find-ffmpeg.ts';

const run = promisify(execFile);
const TOOL_DEADLINE_MS = 60_000;

export interface ClipOptions {
  seconds: number;
  /** `WIDTHxHEIGHT`. */
  size?: string;
  fps?: number;
  /** ffmpeg arguments in place of the picture, for clips that have none. */
  arguments?: readonly string[];
}

/** Makes `<folder>/<name>` with ffmpeg: a moving test picture, H.264 in mp4. */
export async function makeClip(folder: string, name: string, options: ClipOptions): Promise<string> {
  const { ffmpeg } = await findFfmpeg();
  const file = path.join(folder, name);
  const { seconds, size = '160x90', fps = 25 } = options;
  const picture = [
    ...['-f', 'lavfi', '-i', `testsrc=size=${size}:rate=${fps}:duration=${seconds}`],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-movflags', '+faststart'],
  ];
  await run(ffmpeg, ['-v', 'error', '-y', ...(options.arguments ?? picture), file], { timeout: TOOL_DEADLINE_MS });
  return file;
}

export interface ProbedMedia {
  formatName: string;
  durationSeconds: number;
  streams: { codec_name: string; codec_type: string; sample_rate?: string; channels?: number; bit_rate?: string }[];
}

/** What ffprobe says of a file or its bytes. The duration is that of the decoded samples, not of a header. */
export async function probeMedia(file: string): Promise<ProbedMedia> {
  const { ffprobe } = await findFfmpeg();
  const { stdout } = await run(ffprobe, ['-v', 'error', '-of', 'json', '-show_format', '-show_streams', file], {
    timeout: TOOL_DEADLINE_MS,
  });
  const found = JSON.parse(stdout) as { format: Record<string, string>; streams: ProbedMedia['streams'] };
  return {
    formatName: found.format.format_name ?? '',
    durationSeconds: Number(found.format.duration),
    streams: found.streams,
  };
}

/** Seconds of sound that really decode. */
export async function decodedSeconds(file: string): Promise<number> {
  const { ffmpeg } = await findFfmpeg();
  const { stdout } = await run(
    ffmpeg,
    ['-v', 'error', '-i', file, '-f', 's16le', '-ac', '1', '-ar', '44100', 'pipe:1'],
    { timeout: TOOL_DEADLINE_MS, encoding: 'buffer', maxBuffer: 64 * 1_048_576 },
  );
  return stdout.length / 2 / 44_100;
}
