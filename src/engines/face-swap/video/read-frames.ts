import { spawn } from 'node:child_process';
import { EngineInputError } from '../../engine.ts';
import { FACE_SWAP_LIMITS } from '../contract.ts';
import { type TargetVideo, tooLong } from './probe-target.ts';

export interface ReadOptions {
  ffmpeg: string;
  signal: AbortSignal;
}

/** One pass over 600 frames of 720p, however slowly they are taken. */
const DEADLINE_MS = 900_000;
/** The fps filter may round a file of exactly the allowed length up by one frame. */
const ROUNDING = 1;

/**
 * The frames of a video at its own rate, one at a time: width × height × 3 bytes, RGB, in a buffer of their own. The
 * decoder waits while a frame is worked on, so no more than a few are in memory.
 * @throws EngineInputError `video` when there is no frame or more than allowed.
 */
export async function* readFrames(video: TargetVideo, { ffmpeg, signal }: ReadOptions): AsyncGenerator<Uint8Array> {
  const { width, height, fps, path } = video;
  const frameBytes = width * height * 3;
  const child = spawn(
    ffmpeg,
    [
      ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-protocol_whitelist', 'file,pipe', '-threads', '2'],
      ...['-i', `file:${path}`, '-map', '0:v:0', '-an', '-sn', '-dn'],
      ...['-vf', `fps=${fps}:start_time=0,scale=${width}:${height}:flags=bicubic+accurate_rnd+full_chroma_int`],
      ...[
        '-frames:v',
        String(FACE_SWAP_LIMITS.maxFrames + ROUNDING + 1),
        '-pix_fmt',
        'rgb24',
        '-f',
        'rawvideo',
        'pipe:1',
      ],
    ],
    { stdio: ['ignore', 'pipe', 'ignore'], signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]) },
  );
  // Aborts and a missing program surface below: as the signal's reason, or as no frames.
  const failed = new Promise<Error | null>((resolve) => {
    child.once('error', resolve);
    child.once('close', () => resolve(null));
  });
  let count = 0;
  try {
    let frame = new Uint8Array(frameBytes);
    let filled = 0;
    for await (const chunk of child.stdout as AsyncIterable<Uint8Array>) {
      let taken = 0;
      while (taken < chunk.length) {
        const part = Math.min(frameBytes - filled, chunk.length - taken);
        frame.set(chunk.subarray(taken, taken + part), filled);
        taken += part;
        filled += part;
        if (filled < frameBytes) break;
        if (++count > FACE_SWAP_LIMITS.maxFrames + ROUNDING) throw tooLong(count);
        yield frame;
        frame = new Uint8Array(frameBytes);
        filled = 0;
      }
    }
    const error = await failed;
    signal.throwIfAborted();
    if (error !== null) throw error;
    if (count === 0) throw new EngineInputError('video', 'no frame of the video can be decoded');
  } finally {
    child.kill('SIGKILL');
  }
}
