import path from 'node:path';
import { runFfmpeg } from '../../../media/ffmpeg/run-ffmpeg.ts';
import type { MadeFile } from '../file-cache.ts';
import type { Size } from '../picture/scene.ts';
import { exact } from '../sound/make-sound.ts';
import type { Studio } from '../studio.ts';
import { counterOf } from './counter.ts';

const ENCODE_MS = 240_000;

/** Moving pictures before they are encoded. */
export interface Footage {
  /** ffmpeg input arguments, numbered from 0 in their order. */
  inputs: string[][];
  /** Filter chains that end in `[picture]`. */
  filters: string[];
}

export interface Timing {
  fps: number;
  frames: number;
  seconds: number;
}

/** A sound track: input arguments, and whether it must be repeated is already in them. */
export type Track = string[] | null;

/** H.264 in MP4, 4:2:0, with the counter burnt in; two threads, since their number changes the bytes. */
export async function encode(
  footage: Footage,
  options: { size: Size; timing: Timing; track: Track; folder: string; title: string; studio: Studio },
): Promise<string> {
  const { size, timing, track, folder, title, studio } = options;
  const { ffmpeg } = await studio.findTools();
  const counter = await counterOf(timing.frames, timing.fps, size);
  const inputs = footage.inputs.flat();
  const filters = [...footage.filters];
  const strip = footage.inputs.length;
  if (counter) {
    inputs.push('-f', 'rawvideo', '-pixel_format', 'rgba', '-video_size', `${counter.width}x${counter.height}`);
    inputs.push('-framerate', String(timing.fps), '-i', 'pipe:0');
    filters.push(`[picture][${strip}:v]overlay=x=0:y=0:format=yuv420:eof_action=repeat,format=yuv420p[out]`);
  } else filters.push('[picture]format=yuv420p[out]');
  if (track) {
    const at = footage.inputs.length + (counter ? 1 : 0);
    inputs.push(...track);
    filters.push(`[${at}:a:0]aresample=44100,apad,atrim=0:${timing.seconds}[sound]`);
  }
  const file = path.join(folder, 'video.mp4');
  await runFfmpeg(
    ffmpeg,
    [
      ...['-v', 'error', ...inputs, '-filter_complex', filters.join(';'), '-map', '[out]'],
      ...(track ? ['-map', '[sound]', '-c:a', 'aac', '-b:a', '96k', '-ac', '2'] : []),
      ...['-frames:v', String(timing.frames), '-r', String(timing.fps), ...exact, '-metadata', `title=TEST ${title}`],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '22', '-g', '48', '-threads', '2', '-pix_fmt', 'yuv420p'],
      ...['-movflags', '+faststart', file],
    ],
    {
      timeoutMs: ENCODE_MS,
      maxOutputBytes: 1_000_000,
      signal: studio.signal,
      ...(counter ? { stdin: counter.stream() } : {}),
    },
  );
  return file;
}

/** The first and the last frame as JPEG pictures. */
export async function endFrames(
  video: string,
  options: { frames: number; size: Size; first?: string; last?: string; folder: string; studio: Studio },
): Promise<MadeFile[]> {
  const { frames, size, first, last, folder, studio } = options;
  if (first === undefined && last === undefined) return [];
  const { ffmpeg } = await studio.findTools();
  const wanted = [...(first === undefined ? [] : [0]), ...(last === undefined ? [] : [frames - 1])];
  const roles = [first, last].filter((role): role is string => role !== undefined);
  const select = wanted.map((frame) => `eq(n,${frame})`).join('+');
  await runFfmpeg(
    ffmpeg,
    [
      ...['-v', 'error', '-i', video, '-vf', `select='${select}'`, '-vsync', '0', '-q:v', '2', ...exact],
      path.join(folder, 'frame-%d.jpg'),
    ],
    { timeoutMs: ENCODE_MS, maxOutputBytes: 1_000_000, signal: studio.signal },
  );
  // A clip of one frame starts and ends with the same.
  const isOne = frames === 1;
  return roles.map((role, index) => ({
    role,
    path: path.join(folder, `frame-${isOne ? 1 : index + 1}.jpg`),
    contentType: 'image/jpeg',
    ...size,
    durationMs: 0,
  }));
}

/** The last frame of a video as a picture file. */
export async function lastFrame(video: string, folder: string, studio: Studio): Promise<string> {
  const { ffmpeg } = await studio.findTools();
  const file = path.join(folder, 'last.png');
  await runFfmpeg(ffmpeg, ['-v', 'error', '-sseof', '-1', '-i', video, '-update', '1', '-y', file], {
    timeoutMs: ENCODE_MS,
    maxOutputBytes: 1_000_000,
    signal: studio.signal,
  });
  return file;
}
