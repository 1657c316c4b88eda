import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { findFfmpeg } from '../../src/media/ffmpeg/find-ffmpeg.ts';

const run = promisify(execFile);
const DEADLINE_MS = 60_000;

/** Files that the requests of the sweep name, with the facts that results are measured by. */
export interface GivenMedia {
  /** 640 × 480 PNG. */
  wide: string;
  /** 512 × 768 JPEG. */
  tall: string;
  /** Black and white PNG of 1024 × 1024. */
  mask: string;
  /** 640 × 360, 25 frames a second, 3 seconds, with sound. */
  clip: string;
  /** WAV, 4 seconds and 12 seconds. */
  sound: string;
  song: string;
}

export async function makeGivenMedia(folder: string): Promise<GivenMedia> {
  const { ffmpeg } = await findFfmpeg();
  const at = (name: string): string => path.join(folder, name);
  const drawing = (width: number, height: number, colour: string): Buffer =>
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${colour}"/><circle cx="${width / 2}" cy="${height / 2}" r="${width / 4}" fill="#fff"/><rect x="20" y="30" width="90" height="60" fill="#123"/></svg>`,
    );
  const mask = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="1024" height="1024"><rect width="100%" height="100%"/><circle cx="512" cy="512" r="200" fill="#fff"/></svg>',
  );
  await Promise.all([
    sharp(drawing(640, 480, '#3a7'))
      .removeAlpha()
      .png()
      .toFile(at('wide.png')),
    sharp(drawing(512, 768, '#b55'))
      .removeAlpha()
      .jpeg()
      .toFile(at('tall.jpg')),
    sharp(mask).removeAlpha().png().toFile(at('mask.png')),
    run(
      ffmpeg,
      [
        ...['-v', 'error', '-y', '-f', 'lavfi', '-i', 'testsrc=size=640x360:rate=25:duration=3'],
        ...['-f', 'lavfi', '-i', 'sine=frequency=440:duration=3', '-c:v', 'libx264', '-preset', 'ultrafast'],
        ...['-pix_fmt', 'yuv420p', '-c:a', 'aac', '-shortest', at('clip.mp4')],
      ],
      { timeout: DEADLINE_MS },
    ),
    ...(
      [
        ['sound.wav', 4],
        ['song.wav', 12],
      ] as const
    ).map(([name, seconds]) =>
      run(ffmpeg, ['-v', 'error', '-y', '-f', 'lavfi', '-i', `sine=frequency=330:duration=${seconds}`, at(name)], {
        timeout: DEADLINE_MS,
      }),
    ),
  ]);
  const names = {
    wide: 'wide.png',
    tall: 'tall.jpg',
    mask: 'mask.png',
    clip: 'clip.mp4',
    sound: 'sound.wav',
    song: 'song.wav',
  };
  return Object.fromEntries(Object.entries(names).map(([key, name]) => [key, at(name)])) as unknown as GivenMedia;
}
