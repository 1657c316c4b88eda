import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { Canvas } from './scene-canvas.ts';

/** A moving picture as a pure function of time, with the truth about what happens in it. */
export interface Scene {
  width: number;
  height: number;
  fps: number;
  durationSeconds: number;
  /** Draws the frame of `time` seconds over whatever the canvas holds. */
  draw(canvas: Canvas, time: number): void;
}

const RENDER_DEADLINE_MS = 120_000;

/** Encoders in order of preference; a build without x264 still has ffmpeg's own MPEG-4 encoder. */
const encoders = [
  ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20'],
  ['-c:v', 'mpeg4', '-q:v', '3'],
] as const;

/**
 * Draws a scene and encodes it to an mp4 without sound. Frame k shows the instant k / fps.
 * @throws Error when ffmpeg cannot be run or no encoder works.
 */
export async function renderScene(scene: Scene, path: string, ffmpegPath = 'ffmpeg'): Promise<void> {
  const failures: string[] = [];
  for (const encoder of encoders) {
    const failure = await encode(scene, path, ffmpegPath, encoder);
    if (failure === null) return;
    failures.push(failure);
    await rm(path, { force: true });
  }
  throw new Error(`ffmpeg could not encode the scene: ${failures.join(' | ')}`);
}

/** @returns null when it worked, else the last words of ffmpeg. */
async function encode(
  scene: Scene,
  path: string,
  ffmpegPath: string,
  encoder: readonly string[],
): Promise<string | null> {
  const { width, height, fps, durationSeconds } = scene;
  const child = spawn(
    ffmpegPath,
    [
      ...['-hide_banner', '-loglevel', 'error', '-nostdin', '-y'],
      ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${width}x${height}`, '-r', String(fps), '-i', 'pipe:0'],
      ...[...encoder, '-pix_fmt', 'yuv420p', '-bitexact', '-movflags', '+faststart', '-f', 'mp4', `file:${path}`],
    ],
    { stdio: ['pipe', 'ignore', 'pipe'] },
  );
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-400);
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  // A pipe that breaks early is reported by the exit code and stderr, not by the write.
  child.stdin.on('error', () => {});
  const deadline = setTimeout(() => child.kill('SIGKILL'), RENDER_DEADLINE_MS);
  try {
    const canvas = new Canvas(width, height);
    const frameCount = Math.round(durationSeconds * fps);
    for (let frame = 0; frame < frameCount && child.stdin.writable; frame++) {
      scene.draw(canvas, frame / fps);
      const room = child.stdin.write(Buffer.from(canvas.pixels));
      if (!room) await Promise.race([once(child.stdin, 'drain'), ended]);
    }
    child.stdin.end();
    const code = await ended;
    return code === 0 ? null : words.trim() || `exit code ${code}`;
  } finally {
    clearTimeout(deadline);
    if (child.exitCode === null) child.kill('SIGKILL');
  }
}
