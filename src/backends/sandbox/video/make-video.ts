import path from 'node:path';
import sharp from 'sharp';
import type { Made } from '../file-cache.ts';
import { drawPicture } from '../picture/draw-picture.ts';
import { drawn, drawnClear, fromPixels, maskOf, photograph, veiled } from '../picture/paint.ts';
import { type Size, sceneOf, svg } from '../picture/scene.ts';
import { sizeOf } from '../picture/size-of.ts';
import type { SoundPlan, VideoProduct } from '../plan/plan.ts';
import { secondsOf, untrusted, writeMotif } from '../sound/make-sound.ts';
import type { Studio } from '../studio.ts';
import { encode, endFrames, type Footage, lastFrame, type Timing, type Track } from './encode.ts';
import { fadeFootage, insetOverlay, photoFile, savePixels, sceneFootage, withOverlay, zoomChain } from './footage.ts';

/** More frames a second than this are thinned out. */
const MAX_FPS = 60;
const USUAL_FPS = 24;
const GREEN = '#00b140';

export async function makeVideo(product: VideoProduct, folder: string, studio: Studio): Promise<Made> {
  const size = evenSize(await sizeOf(product.size, studio.sources));
  const timing = await timingOf(product, studio);
  const [picture, track] = await Promise.all([
    footageOf(product, { size, timing, folder, studio }),
    trackOf(product.sound, product, folder, studio),
  ]);
  const insets = await Promise.all(product.insets.map((inset) => studio.sources.read(inset)));
  const overlay = await insetOverlay(insets, size, folder);
  const footage = overlay === null ? picture : withOverlay(picture, overlay, 'x=main_w-overlay_w:y=0');
  const file = await encode(footage, { size, timing, track, folder, title: product.label.title, studio });
  const { first, last } = product;
  const ends = await endFrames(file, {
    size,
    folder,
    studio,
    ...(first === undefined ? {} : { first }),
    ...(last === undefined ? {} : { last }),
  });
  const video = {
    role: product.role,
    path: file,
    contentType: 'video/mp4',
    ...size,
    durationMs: Math.round((timing.frames / timing.fps) * 1000),
  };
  return { files: [video, ...ends], facts: { fps: Math.max(1, Math.round(timing.fps)), seconds: timing.seconds } };
}

const evenSize = ({ width, height }: Size): Size => ({
  width: Math.max(2, width - (width % 2)),
  height: Math.max(2, height - (height % 2)),
});

async function timingOf(product: VideoProduct, { sources }: Studio): Promise<Timing> {
  const { make } = product;
  const video = 'video' in make ? await sources.read(make.video) : undefined;
  const fps = product.fps === 'kept' ? Math.min(MAX_FPS, video?.fps || USUAL_FPS) : product.fps;
  const wanted = await secondsOf(product.length, sources, fps);
  const frames = Math.max(1, Math.round(wanted * fps));
  return { fps, frames, seconds: frames / fps };
}

interface Set {
  size: Size;
  timing: Timing;
  folder: string;
  studio: Studio;
}

async function footageOf(product: VideoProduct, set: Set): Promise<Footage> {
  const { make } = product;
  const { size, timing, folder, studio } = set;
  const { sources } = studio;
  switch (make.how) {
    case 'scene': {
      const scene = sceneOf(make.scene);
      if (!make.end) return sceneFootage(scene, { size, timing, move: make.move, folder });
      const start = await savePixels(await drawn(scene.still(size)), folder, 'start.png');
      return fadeFootage(start, await photoFile(await sources.read(make.end), size, folder, 'end.png'), {
        size,
        timing,
        move: make.move,
      });
    }
    case 'pictures': {
      const start = await photoFile(await sources.read(make.start), size, folder, 'start.png');
      const last = make.end ?? (make.loop ? make.start : null);
      if (last === null) {
        return {
          inputs: [['-i', start]],
          filters: [zoomChain(0, 'picture', { size, fps: timing.fps, frames: timing.frames, move: make.move })],
        };
      }
      return fadeFootage(start, await photoFile(await sources.read(last), size, folder, 'end.png'), {
        size,
        timing,
        move: make.move,
      });
    }
    case 'keep': {
      const { path: video } = await sources.read(make.video);
      let footage: Footage = { inputs: [untrusted(video)], filters: [keptChain(size, timing)] };
      if (make.ground !== 'as it is')
        footage = withOverlay(footage, await greenScreen(size, make.ground === 'green', folder), 'x=0:y=0');
      if (make.face) {
        const oval = await faceOval(make.face, size, set);
        footage = withOverlay(footage, oval, `x=(main_w-overlay_w)/2:y=main_h*0.12`);
      }
      return footage;
    }
    case 'extend': {
      const source = await sources.read(make.video);
      const before = Math.min(timing.frames - 1, Math.round((source.durationMs / 1000) * timing.fps));
      const after = timing.frames - before;
      const last = await lastFrame(source.path, folder, studio);
      const still = path.join(folder, 'last-sized.png');
      await sharp(last).resize(size.width, size.height, { fit: 'fill' }).png({ compressionLevel: 1 }).toFile(still);
      const next = make.end
        ? fadeFootage(still, await photoFile(await sources.read(make.end), size, folder, 'end.png'), {
            size,
            timing: { ...timing, frames: after },
            move: make.move,
          })
        : {
            inputs: [['-i', still]],
            filters: [zoomChain(0, 'picture', { size, fps: timing.fps, frames: after, move: make.move })],
          };
      const kept = keptChain(size, { ...timing, frames: before })
        .replaceAll('[picture]', '[kept]')
        .replaceAll('[0:v]', `[${next.inputs.length}:v]`);
      const filters = next.filters.map((chain) => chain.replace(/\[picture\]$/, '[next]'));
      const common = `format=yuv420p,settb=1/${Math.round(timing.fps * 1000)},setsar=1`;
      return {
        inputs: [...next.inputs, untrusted(source.path)],
        filters: [...filters, kept, `[kept]${common}[k]`, `[next]${common}[n]`, '[k][n]concat=n=2:v=1:a=0[picture]'],
      };
    }
    case 'turntable':
      return turntable(make, set);
  }
}

/** The video at the size and rate, its last frame held where it is too short. */
function keptChain({ width, height }: Size, { fps, frames }: Timing): string {
  return `[0:v]scale=${width}:${height}:force_original_aspect_ratio=increase:flags=bicubic,crop=${width}:${height},setsar=1,fps=${fps},tpad=stop_mode=clone:stop=-1,trim=end_frame=${frames},setpts=N/${fps}/TB[picture]`;
}

/** Green with a hole in the middle, or the other way round. */
async function greenScreen(size: Size, isGround: boolean, folder: string): Promise<string> {
  const { width, height } = size;
  const oval = `<ellipse cx="${width / 2}" cy="${height * 0.54}" rx="${width * 0.3}" ry="${height * 0.44}"`;
  const drawing = isGround
    ? `<defs><mask id="hole"><rect width="${width}" height="${height}" fill="#fff"/>${oval} fill="#000"/></mask></defs><rect width="${width}" height="${height}" fill="${GREEN}" mask="url(#hole)"/>`
    : `${oval} fill="${GREEN}"/>`;
  return savePixels(await drawnClear(svg(size, drawing)), folder, 'green.png');
}

async function faceOval(
  face: NonNullable<Extract<VideoProduct['make'], { how: 'keep' }>['face']>,
  size: Size,
  { folder, studio }: Set,
): Promise<string> {
  const across = Math.max(2, Math.round(Math.min(size.width, size.height) * 0.3));
  const oval = { width: across, height: Math.round(across * 1.25) };
  const mask = await maskOf(
    fromPixels(
      await drawn(
        svg(
          oval,
          `<rect width="100%" height="100%"/><ellipse cx="${oval.width / 2}" cy="${oval.height / 2}" rx="${oval.width * 0.48}" ry="${oval.height * 0.48}" fill="#fff"/>`,
        ),
      ),
    ),
  );
  return savePixels(await veiled(await photograph(await studio.sources.read(face), oval), mask), folder, 'face.png');
}

/** A turning card: colours on the left, its shape in grey on the right. */
async function turntable(
  make: Extract<VideoProduct['make'], { how: 'turntable' }>,
  { size, timing, folder, studio }: Set,
): Promise<Footage> {
  const half = size.width / 2;
  const side = 2 * Math.round((Math.min(half, size.height) * 0.72) / 2);
  const square = { width: side, height: side };
  const picture = make.picture
    ? await photograph(await studio.sources.read(make.picture), square)
    : await drawPicture({ how: 'scene', scene: make.scene }, square, studio.sources);
  const colour = await savePixels(picture, folder, 'colour.png');
  const shape = path.join(folder, 'shape.png');
  await fromPixels(picture)
    .greyscale()
    .blur(Math.max(0.5, side / 40))
    .linear(0.5, 90)
    .toColourspace('srgb')
    .png()
    .toFile(shape);
  const turn = `cos(2*PI*n/${timing.frames})`;
  const wide = `max(2\\,2*trunc(${side / 2}*abs(${turn})))`;
  const card = (input: number, name: string): string =>
    `[${input}:v]format=yuv444p,loop=-1:1,setpts=N/${timing.fps}/TB,trim=end_frame=${timing.frames},scale=w='${wide}':h=${side}:eval=frame:flags=bilinear[${name}]`;
  const place = (centre: number): string => `x='${centre}-${wide}/2':y=${(size.height - side) / 2}:format=yuv444`;
  return {
    inputs: [
      ['-i', colour],
      ['-i', shape],
    ],
    filters: [
      card(0, 'left'),
      card(1, 'right'),
      `color=c=0x23262f:s=${size.width}x${size.height}:r=${timing.fps},trim=end_frame=${timing.frames},format=yuv444p[ground]`,
      `[ground][left]overlay=${place(half / 2)}[one]`,
      `[one][right]overlay=${place(half * 1.5)}[picture]`,
    ],
  };
}

async function trackOf(sound: SoundPlan, { make }: VideoProduct, folder: string, studio: Studio): Promise<Track> {
  switch (sound.how) {
    case 'none':
      return null;
    case 'kept': {
      const video = 'video' in make ? await studio.sources.read(make.video) : undefined;
      return video?.hasSound ? untrusted(video.path) : null;
    }
    case 'motif':
      return ['-stream_loop', '-1', '-i', await writeMotif(sound.tune, folder)];
    case 'file': {
      const { path: file, hasSound } = await studio.sources.read(sound.sound);
      return hasSound ? untrusted(file) : null;
    }
  }
}
