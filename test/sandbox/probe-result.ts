import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { findFfmpeg } from '../../src/media/ffmpeg/find-ffmpeg.ts';

/** The Khronos validator comes without types. */
const { validateBytes } = createRequire(import.meta.url)('gltf-validator') as {
  validateBytes(bytes: Uint8Array): Promise<{ issues: { numErrors: number; messages: unknown[] } }>;
};
const run = promisify(execFile);
const DEADLINE_MS = 60_000;

/** What a downloaded file really is. */
export interface Probed {
  /** By its bytes: `png`, `jpeg`, `h264`, `mp3`, `glb`. */
  type: string;
  width?: number;
  height?: number;
  /** Whether a picture has clear parts. */
  isClear?: boolean;
  seconds?: number;
  fps?: number;
  frames?: number;
  hasSound?: boolean;
}

interface Stream {
  codec_type: string;
  codec_name: string;
  width?: number;
  height?: number;
  pix_fmt?: string;
  avg_frame_rate?: string;
  nb_frames?: string;
}

export async function probeResult(file: string, bytes: Buffer): Promise<Probed> {
  if (bytes.subarray(0, 4).toString('latin1') === 'glTF') return probeModel(bytes);
  if (/^(\x89PNG|\xff\xd8\xff)/.test(bytes.subarray(0, 4).toString('latin1'))) {
    const { format = '', width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
    const { isOpaque } = await sharp(bytes, { limitInputPixels: false }).stats();
    return { type: format, width, height, isClear: !isOpaque };
  }
  return probeClip(file);
}

/** With the Khronos validator: no errors. */
async function probeModel(bytes: Buffer): Promise<Probed> {
  const { issues } = await validateBytes(new Uint8Array(bytes));
  if (issues.numErrors > 0) throw new Error(`the model is invalid: ${JSON.stringify(issues.messages.slice(0, 3))}`);
  return { type: 'glb' };
}

async function probeClip(file: string): Promise<Probed> {
  const { ffprobe } = await findFfmpeg();
  const { stdout } = await run(ffprobe, ['-v', 'error', '-of', 'json', '-show_format', '-show_streams', file], {
    timeout: DEADLINE_MS,
  });
  const { format, streams } = JSON.parse(stdout) as { format: { duration: string }; streams: Stream[] };
  const video = streams.find(({ codec_type }) => codec_type === 'video');
  const sound = streams.find(({ codec_type }) => codec_type === 'audio');
  if (!video) return { type: sound?.codec_name ?? '', seconds: Number(format.duration) };
  if (video.pix_fmt !== 'yuv420p') throw new Error(`the video is ${video.pix_fmt}`);
  const [above = 0, below = 1] = (video.avg_frame_rate ?? '').split('/').map(Number);
  const frames = Number(video.nb_frames);
  return {
    type: video.codec_name,
    width: video.width ?? 0,
    height: video.height ?? 0,
    fps: above / below,
    frames,
    seconds: frames / (above / below),
    hasSound: sound !== undefined,
  };
}
