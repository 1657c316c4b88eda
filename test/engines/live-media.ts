import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { drawPeople, sharpOf } from '../../src/engines/faces/__fixtures__/face-pictures.ts';
import { createSpeech } from '../../src/engines/speech/index.ts';
import { findFfmpeg } from '../../src/media/ffmpeg/find-ffmpeg.ts';
import { runFfmpeg } from '../../src/media/ffmpeg/run-ffmpeg.ts';
import { makeClip } from '../harness/clips.ts';

const TOOL = { timeoutMs: 60_000, maxOutputBytes: 1_000_000 };

/** Files that live requests name: what each engine needs to have something to do. */
export interface LiveMedia {
  /** One drawn person looking into the camera. */
  face: string;
  otherFace: string;
  /** Two drawn people side by side. */
  pair: string;
  /** One second of a drawn person. */
  faceClip: string;
  /** A red ball on a plain wall. */
  thing: string;
  /** A few spoken words. */
  voice: string;
  /** One second of moving picture, 10 frames. */
  clip: string;
  /** Three frames: the network of cut-outs takes seconds for each. */
  blink: string;
}

export async function makeLiveMedia(folder: string): Promise<LiveMedia> {
  const { ffmpeg } = await findFfmpeg();
  const at = (name: string) => path.join(folder, name);
  await sharpOf(drawPeople([{ name: 'ada' }]))
    .png()
    .toFile(at('face.png'));
  await sharpOf(drawPeople([{ name: 'ben' }]))
    .png()
    .toFile(at('other.png'));
  const two = drawPeople([{ name: 'ada' }, { name: 'ben' }], { width: 640, height: 400 });
  await sharpOf(two).png().toFile(at('pair.png'));
  const still = ['-loop', '1', '-framerate', '10', '-t', '1', '-i', `file:${at('other.png')}`];
  const encode = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-preset', 'ultrafast'];
  await runFfmpeg(ffmpeg, ['-v', 'error', '-y', ...still, ...encode, at('face.mp4')], TOOL);
  const ball = `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="480"><rect width="480" height="480" fill="#dfe6ea"/><circle cx="240" cy="240" r="130" fill="#b8322a"/><circle cx="200" cy="190" r="36" fill="#e2736b"/></svg>`;
  await sharp(Buffer.from(ball)).removeAlpha().png().toFile(at('thing.png'));
  const speech = await (async () => {
    await mkdir(at('speech'));
    return createSpeech({ ffmpeg }).run(
      { text: 'A reference of a few words, spoken by a machine.', format: 'wav' },
      { workDir: at('speech'), seed: 1, signal: new AbortController().signal, onProgress() {} },
    );
  })();
  return {
    face: at('face.png'),
    otherFace: at('other.png'),
    pair: at('pair.png'),
    faceClip: at('face.mp4'),
    thing: at('thing.png'),
    voice: speech.files[0]?.path ?? '',
    blink: await makeClip(folder, 'blink.mp4', { seconds: 0.3, size: '160x120', fps: 10 }),
    clip: await makeClip(folder, 'clip.mp4', { seconds: 1, size: '160x120', fps: 10 }),
  };
}
