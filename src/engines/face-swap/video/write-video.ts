import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { matrixFor } from './colour-matrix.ts';
import type { TargetVideo } from './probe-target.ts';

export interface VideoWriter {
  /** width × height × 3 bytes; resolves when the encoder can take the next. */
  write(frame: Uint8Array): Promise<void>;
  finish(): Promise<void>;
  abandon(): void;
}

export interface WriteOptions {
  ffmpeg: string;
  signal: AbortSignal;
  path: string;
}

const DEADLINE_MS = 900_000;
const MAX_ERROR_TEXT = 4_000;
/** Sound that an MP4 may hold as it is. */
const COPIED = new Set(['aac', 'mp3', 'ac3', 'eac3', 'alac']);

/** An H.264 MP4 of frames that are written one by one, with the sound of the video they came from. */
export function openVideoWriter(video: TargetVideo, { ffmpeg, signal, path }: WriteOptions): VideoWriter {
  const { width, height, fps, audioCodec } = video;
  const matrix = matrixFor(height);
  const sound =
    audioCodec === null
      ? []
      : ['-map', '1:a:0', '-c:a', ...(COPIED.has(audioCodec) ? ['copy'] : ['aac', '-b:a', '192k'])];
  const child = spawn(
    ffmpeg,
    [
      ...['-hide_banner', '-loglevel', 'error', '-y', '-protocol_whitelist', 'file,pipe'],
      ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${width}x${height}`, '-r', String(fps), '-i', 'pipe:0'],
      ...['-i', `file:${video.path}`, '-map', '0:v:0', ...sound],
      // 4:2:0 needs even sides; an odd one loses a line rather than gaining a black one.
      ...[
        '-vf',
        `crop=trunc(iw/2)*2:trunc(ih/2)*2,scale=flags=bicubic+accurate_rnd:out_color_matrix=${matrix}:out_range=tv,format=yuv420p`,
      ],
      ...['-colorspace', matrix, '-color_primaries', matrix, '-color_trc', matrix, '-color_range', 'tv'],
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-threads', '2'],
      ...[
        '-map_metadata',
        '-1',
        '-fflags',
        '+bitexact',
        '-flags:v',
        '+bitexact',
        '-movflags',
        '+faststart',
        '-f',
        'mp4',
        path,
      ],
    ],
    { stdio: ['pipe', 'ignore', 'pipe'], signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]) },
  );
  let errorText = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errorText = (errorText + chunk.toString('utf8')).slice(-MAX_ERROR_TEXT);
  });
  const ended = new Promise<number | Error>((resolve) => {
    child.once('error', resolve);
    child.once('close', (code) => resolve(code ?? -1));
  });
  // A closed pipe is reported by the exit code, which says more.
  child.stdin.on('error', () => undefined);

  const fail = async (): Promise<never> => {
    const outcome = await ended;
    signal.throwIfAborted();
    throw outcome instanceof Error ? outcome : new Error(`the encoder ended with code ${outcome}: ${errorText.trim()}`);
  };
  return {
    async write(frame) {
      if (child.stdin.destroyed) await fail();
      if (child.stdin.write(frame)) return;
      await Promise.race([once(child.stdin, 'drain'), ended]);
      if (child.exitCode !== null) await fail();
    },
    async finish() {
      child.stdin.end();
      if ((await ended) !== 0) await fail();
    },
    abandon() {
      child.kill('SIGKILL');
    },
  };
}
