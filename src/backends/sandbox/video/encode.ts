import path from 'node:path';
import { runFfmpeg } from '../../../media/ffmpeg/run-ffmpeg.ts';
import type { MadeFile } from '../file-cache.ts';
import type { Size } from '../picture/scene.ts';
import { exact, untrusted } from '../sound/make-sound.ts';
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

/** The first and the last frame as JPEG pictures, where a role wants them. */
export async function endFrames(
  video: string,
  options: { size: Size; first?: string; last?: string; folder: string; studio: Studio },
): Promise<MadeFile[]> {
  const { size, first, last, folder, studio } = options;
  const frame = async (role: string, seek: string[], take: string[]): Promise<MadeFile> => {
    const file = path.join(folder, `${role}.jpg`);
    await stillOf(studio, [...seek, '-i', video, ...take, '-q:v', '2', ...exact, file]);
    return { role, path: file, contentType: 'image/jpeg', ...size, durationMs: 0 };
  };
  return Promise.all([
    ...(first === undefined ? [] : [frame(first, [], ['-frames:v', '1'])]),
    ...(last === undefined ? [] : [frame(last, FROM_THE_END, ['-update', '1'])]),
  ]);
}

/** The last frame of a video as a picture file. */
export async function lastFrame(video: string, folder: string, studio: Studio): Promise<string> {
  const file = path.join(folder, 'last.png');
  await stillOf(studio, [...FROM_THE_END, ...untrusted(video), '-update', '1', file]);
  return file;
}

/** With `-update 1` every frame overwrites the one before, so the last one stays. */
const FROM_THE_END = ['-sseof', '-1'];

async function stillOf(studio: Studio, args: string[]): Promise<void> {
  const { ffmpeg } = await studio.findTools();
  const { signal } = studio;
  await runFfmpeg(ffmpeg, ['-v', 'error', '-y', ...args], { timeoutMs: ENCODE_MS, maxOutputBytes: 1_000_000, signal });
}
