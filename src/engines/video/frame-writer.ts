import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface FrameWriter {
  /** width × height × 3 bytes of RGB; resolves when the next may come. The bytes must not change afterwards. */
  write(frame: Uint8Array): Promise<void>;
  /** @throws Error with ffmpeg's words when it could not encode. */
  finish(): Promise<void>;
  /** Ends ffmpeg when no more frames will come. */
  abandon(): void;
}

export interface FrameWriterOptions {
  ffmpeg: string;
  path: string;
  /** Even, or the last column or row is cut. */
  width: number;
  height: number;
  fps: number;
  signal: AbortSignal;
  /** Default 18: visually lossless for most. */
  crf?: number;
  /** Default BT.709, as players take videos from 720 lines on. */
  matrix?: 'bt709' | 'smpte170m';
  /** A file whose sound goes with the frames; its codec, or null when it has none. */
  soundOf?: { path: string; codec: string | null };
}

/** Sound that an MP4 may hold as it is. */
const COPIED = new Set(['aac', 'mp3', 'ac3', 'eac3', 'alac']);

const DEADLINE_MS = 900_000;
const MAX_ERROR_TEXT = 4_000;

/** An H.264 MP4 (4:2:0, no dates) of raw frames; the same frames give the same bytes. */
export function openFrameWriter(options: FrameWriterOptions): FrameWriter {
  const { ffmpeg, path, width, height, fps, signal, crf = 18, matrix = 'bt709', soundOf } = options;
  const toYuv = `scale=flags=bicubic+accurate_rnd:out_color_matrix=${matrix}:out_range=tv,format=yuv420p`;
  const args = [
    ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-y'],
    ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${width}x${height}`, '-r', String(fps), '-i', 'pipe:0'],
    ...(soundOf ? ['-protocol_whitelist', 'file,pipe', '-i', `file:${soundOf.path}`, '-map', '0:v:0'] : []),
    ...soundArguments(soundOf?.codec ?? null),
    ...['-vf', `crop=trunc(iw/2)*2:trunc(ih/2)*2,${toYuv}`],
    ...['-colorspace', matrix, '-color_primaries', matrix, '-color_trc', matrix, '-color_range', 'tv'],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', String(crf), '-threads', '2'],
    ...['-map_metadata', '-1', '-fflags', '+bitexact', '-flags:v', '+bitexact', '-movflags', '+faststart'],
    ...['-f', 'mp4', path],
  ];
  const child = spawn(ffmpeg, args, {
    stdio: ['pipe', 'ignore', 'pipe'],
    signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]),
    killSignal: 'SIGKILL',
  });
  let errorText = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errorText = (errorText + chunk.toString('utf8')).slice(-MAX_ERROR_TEXT);
  });
  const ended = new Promise<number | Error>((resolve) => {
    child.once('error', resolve);
    child.once('close', (code) => resolve(code ?? -1));
  });
  // A pipe that closes early is explained by the exit code.
  child.stdin.on('error', () => undefined);

  const fail = async (): Promise<never> => {
    const outcome = await ended;
    signal.throwIfAborted();
    throw outcome instanceof Error ? outcome : new Error(`ffmpeg ended with ${outcome}: ${errorText.trim()}`);
  };
  return {
    async write(frame) {
      if (child.stdin.destroyed) return fail();
      if (child.stdin.write(frame)) return;
      await Promise.race([once(child.stdin, 'drain').catch(() => undefined), ended]);
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

function soundArguments(codec: string | null): string[] {
  if (codec === null) return [];
  return ['-map', '1:a:0', '-c:a', ...(COPIED.has(codec) ? ['copy'] : ['aac', '-b:a', '192k'])];
}
