import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { findFfmpeg } from '../../src/media/ffmpeg/find-ffmpeg.ts';

const run = promisify(execFile);

/** Small real files by extension, for upstreams that answer with links: 64 × 48, one second at 24 frames a second, 32 seconds of MP3. */
export async function makeResultFiles(): Promise<Record<string, Buffer>> {
  const { ffmpeg } = await findFfmpeg();
  const folder = await mkdtemp(path.join(tmpdir(), 'polymuse-results-'));
  const picture = ['-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=24:duration=1'];
  const sound = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=1'];
  const song = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=32', '-b:a', '16k'];
  const make = async (name: string, args: string[]): Promise<Buffer> => {
    const file = path.join(folder, name);
    await run(ffmpeg, ['-v', 'error', '-y', ...args, file], { timeout: 60_000 });
    return readFile(file);
  };
  try {
    const drawing = () => sharp({ create: { width: 64, height: 48, channels: 3, background: '#3a7' } });
    const glb = Buffer.concat([Buffer.from('glTF'), Buffer.from([2, 0, 0, 0, 12, 0, 0, 0])]);
    return {
      png: await drawing().png().toBuffer(),
      jpg: await drawing().jpeg().toBuffer(),
      mp4: await make('a.mp4', [...picture, ...sound, '-pix_fmt', 'yuv420p']),
      mp3: await make('a.mp3', song),
      wav: await make('a.wav', sound),
      glb,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
