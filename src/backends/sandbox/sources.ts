import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import sharp from 'sharp';
import type { MediaKind, MediaLimits } from '../../catalog/field.ts';
import type { ResultFile } from '../../catalog/task-type.ts';
import { AppError } from '../../errors.ts';
import { extensionOf, kindOf } from '../../media/content-types.ts';
import { runFfmpeg } from '../../media/ffmpeg/run-ffmpeg.ts';
import { mediaError } from '../../media/media-error.ts';
import { probeMedia } from '../../media/probe.ts';
import { sniffFile } from '../../media/sniff.ts';
import type { BackendContext } from '../backend.ts';
import type { Source } from './plan/plan.ts';

/** A medium that a product is made from, fetched and looked at. */
export interface Medium {
  path: string;
  /** Of its bytes, hexadecimal. */
  hash: string;
  kind: MediaKind;
  /** Pixels as shown; 0 for sound. */
  width: number;
  height: number;
  durationMs: number;
  fps: number;
  hasSound: boolean;
}

export interface Sources {
  /** @throws AppError `bad_image`, `bad_video`, `bad_audio`. Each medium is fetched once. */
  read(source: Source): Promise<Medium>;
}

const MAX_BYTES = 536_870_912;
/** Larger pictures are refused before they are decoded. */
export const MAX_PIXELS = 100_000_000;
const PROBE_MS = 30_000;

export type FindTools = () => Promise<{ ffmpeg: string; ffprobe: string }>;

export function createSources(context: BackendContext, findTools: FindTools): Sources {
  const known = new Map<string, Promise<Medium>>();
  return {
    read(source) {
      const key = source.from === 'input' ? source.field : `${source.file.url} ${source.frame ?? ''}`;
      const medium = known.get(key) ?? open(source, context, findTools);
      known.set(key, medium);
      return medium;
    },
  };
}

const kindOfSource = (source: Source): MediaKind => {
  if (source.from === 'input') return source.kind;
  const kind = kindOf(source.file.contentType);
  return kind === 'video' || kind === 'audio' ? kind : 'image';
};

async function open(source: Source, context: BackendContext, findTools: FindTools): Promise<Medium> {
  if (source.from === 'origin' && source.frame) return frameOf(source.file, source.frame, context, findTools);
  const kind = kindOfSource(source);
  const limits = source.from === 'input' ? source.limits : {};
  const maxBytes = limits.maxBytes ?? MAX_BYTES;
  const path =
    source.from === 'input'
      ? await context.media(source.field, kind, { maxBytes })
      : await context.originFile(source.file, { maxBytes });
  const facts =
    kind === 'image' ? await lookAtPicture(path) : await probe(path, kind, (await findTools()).ffprobe, context);
  const medium: Medium = { path, kind, hash: await hashOf(path), ...facts };
  const problem = await problemWith(medium, limits);
  if (problem !== null) {
    // The words that clients look for when a picture has the wrong size or shape (protocol page, section 10.4).
    const text = kind === 'image' ? { message: 'failed to get valid image: invalid image' } : {};
    throw new AppError(`bad_${kind}`, { ...text, detail: { reason: problem } });
  }
  return medium;
}

/** The first or last frame of an earlier video as a picture. */
async function frameOf(
  file: ResultFile,
  frame: 'first' | 'last',
  context: BackendContext,
  findTools: FindTools,
): Promise<Medium> {
  const video = await context.originFile(file, { maxBytes: MAX_BYTES });
  const path = `${video}-${frame}.png`;
  const seek = frame === 'first' ? ['-i', video, '-frames:v', '1'] : ['-sseof', '-1', '-i', video, '-update', '1'];
  await runFfmpeg((await findTools()).ffmpeg, ['-v', 'error', ...seek, '-y', path], {
    timeoutMs: PROBE_MS,
    maxOutputBytes: 1_000_000,
    signal: context.signal,
  });
  return { path, kind: 'image', hash: await hashOf(path), ...(await lookAtPicture(path)) };
}

async function lookAtPicture(path: string): Promise<Omit<Medium, 'path' | 'hash' | 'kind'>> {
  try {
    const { autoOrient } = await sharp(path, { limitInputPixels: MAX_PIXELS, failOn: 'error' }).metadata();
    return { ...autoOrient, durationMs: 0, fps: 0, hasSound: false };
  } catch (cause) {
    throw mediaError('image', (await stat(path)).size === 0 ? 'empty' : 'unreadable', cause);
  }
}

async function probe(
  path: string,
  kind: 'video' | 'audio',
  ffprobe: string,
  { signal }: BackendContext,
): Promise<Omit<Medium, 'path' | 'hash' | 'kind'>> {
  const facts = await probeMedia(path, { ffprobe, timeoutMs: PROBE_MS, as: kind, signal });
  return { ...facts, hasSound: facts.audioCodec !== undefined };
}

async function problemWith(medium: Medium, limits: MediaLimits): Promise<string | null> {
  const { width, height, durationMs, fps } = medium;
  const seconds = durationMs / 1000;
  const frames = Math.round(seconds * fps);
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  // A stated length may be off by a frame or a packet.
  if (seconds > (limits.maxSeconds ?? Number.POSITIVE_INFINITY) + 0.15) return 'too_long';
  if (seconds < (limits.minSeconds ?? 0) - 0.05) return 'too_short';
  if (frames > (limits.maxFrames ?? Number.POSITIVE_INFINITY)) return 'too_many_frames';
  if (frames < (limits.minFrames ?? 0)) return 'too_few_frames';
  if (short < (limits.minSide ?? 0)) return 'too_small';
  if (long > (limits.maxSide ?? Number.POSITIVE_INFINITY)) return 'too_large';
  if (width * height > (limits.maxPixels ?? Number.POSITIVE_INFINITY)) return 'too_large';
  if (!limits.formats) return null;
  const extension = extensionOf((await sniffFile(medium.path)) ?? '');
  const accepted = limits.formats.map((name) => (name === 'jpeg' ? 'jpg' : name));
  return accepted.includes(extension) ? null : 'unknown_type';
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
