import path from 'node:path';
import { z } from 'zod';
import { kindOf } from './content-types.ts';
import { runFfprobe } from './ffmpeg/run-ffmpeg.ts';
import { ToolFailed } from './ffmpeg/run-tool.ts';
import { type MediaRole, mediaError } from './media-error.ts';
import { sniffFile } from './sniff.ts';

export interface MediaFacts {
  kind: 'video' | 'image' | 'audio';
  /** By the file's bytes. */
  contentType: string;
  /** ffprobe's name of the container, for example `mov,mp4,m4a,3gp,3g2,mj2`. */
  format: string;
  /** As the header says, which may lie: limit what you decode too. Counted where it is silent. 0 for a still. */
  durationMs: number;
  /** Pixels as shown, so after rotation; 0 for sound. */
  width: number;
  height: number;
  /** Frames per second; 0 for stills and sound. */
  fps: number;
  videoCodec?: string;
  audioCodec?: string;
  /** 0 without sound. */
  sampleRate: number;
  channels: number;
}

export interface ProbeOptions {
  ffprobe: string;
  timeoutMs: number;
  signal?: AbortSignal;
  /**
   * What the file must be good for; decides the error code too. `video` needs a moving picture, `image` a still,
   * `audio` takes a video with sound as well. Default: any of them, failing as `video`.
   */
  as?: MediaRole;
}

/** Demuxers that may run: none that opens further files (hls, concat, dash, image sequences) or draws text. */
const FORMATS = [
  'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpeg,mpegts,flv,ogg,wav,w64,mp3,flac,aac,aiff,gif',
  'png_pipe,jpeg_pipe,webp_pipe,bmp_pipe,tiff_pipe',
].join(',');

/**
 * Stills are opened as what their bytes say: left to itself, ffprobe before version 5 opens `a.jpg` as an image
 * sequence by its name, and a `%d` in the name as several files.
 */
const STILL_FORMATS: Record<string, string> = {
  'image/jpeg': 'jpeg_pipe',
  'image/png': 'png_pipe',
  'image/webp': 'webp_pipe',
  'image/bmp': 'bmp_pipe',
  'image/tiff': 'tiff_pipe',
};

const words = z.string().max(200);
const probeReply = z.object({
  format: z.object({ format_name: words, duration: words.optional() }).optional(),
  streams: z
    .array(
      z.object({
        codec_type: words.optional(),
        codec_name: words.optional(),
        width: z.number().optional(),
        height: z.number().optional(),
        avg_frame_rate: words.optional(),
        r_frame_rate: words.optional(),
        duration: words.optional(),
        sample_rate: words.optional(),
        channels: z.number().optional(),
        disposition: z.object({ attached_pic: z.number().optional() }).optional(),
        side_data_list: z.array(z.looseObject({ rotation: z.number().optional() })).optional(),
      }),
    )
    .max(64)
    .default([]),
});
type Stream = z.infer<typeof probeReply>['streams'][number];

/**
 * Reads what a local file is. Throws AppError bad_video, bad_image or bad_audio with `detail.reason`: `unknown_type`,
 * `unreadable`, `empty`, `no_picture`, `no_sound`, `not_a_still`, `too_slow`.
 * Neither headers nor streams can make it open another file or a network address.
 */
export async function probeMedia(file: string, options: ProbeOptions): Promise<MediaFacts> {
  const role = options.as ?? 'video';
  const contentType = await sniffFile(file).catch((cause: unknown) => {
    throw mediaError(role, 'unreadable', cause);
  });
  const expected = contentType === null ? null : kindOf(contentType);
  if (contentType === null || expected === 'file' || expected === 'model' || contentType === 'audio/midi')
    throw mediaError(role, 'unknown_type');

  const reply = await askFfprobe(file, STILL_FORMATS[contentType], role, options);
  const format = reply.format?.format_name ?? '';
  const picture = reply.streams.find(
    (stream) => stream.codec_type === 'video' && stream.disposition?.attached_pic !== 1 && (stream.width ?? 0) > 0,
  );
  const sound = reply.streams.find((stream) => stream.codec_type === 'audio' && Number(stream.sample_rate) > 0);
  const kind = expected === 'image' ? 'image' : picture && expected !== 'audio' ? 'video' : 'audio';
  if (kind === 'image' ? !picture : !picture && !sound) throw mediaError(role, 'unreadable');
  checkRole(kind, sound !== undefined, options.as);

  const stated = milliseconds(reply.format?.duration ?? (picture ?? sound)?.duration);
  const durationMs =
    kind === 'image'
      ? contentType === 'image/gif'
        ? stated
        : 0
      : stated || (await countDuration(file, role, options));
  if (kind !== 'image' && durationMs === 0) throw mediaError(role, 'empty');
  const size = picture && kind !== 'audio' ? shownSize(picture) : { width: 0, height: 0 };
  return {
    kind,
    contentType,
    format,
    durationMs,
    ...size,
    fps: picture && kind === 'video' ? rate(picture.avg_frame_rate) || rate(picture.r_frame_rate) : 0,
    ...(picture?.codec_name && kind !== 'audio' ? { videoCodec: picture.codec_name } : {}),
    ...(sound?.codec_name ? { audioCodec: sound.codec_name } : {}),
    sampleRate: Number(sound?.sample_rate ?? 0),
    channels: sound?.channels ?? 0,
  };
}

function checkRole(kind: MediaFacts['kind'], hasSound: boolean, as: MediaRole | undefined): void {
  if (as === 'video' && kind !== 'video') throw mediaError('video', 'no_picture');
  if (as === 'audio' && !hasSound) throw mediaError('audio', 'no_sound');
  if (as === 'image' && kind !== 'image') throw mediaError('image', 'not_a_still');
}

async function askFfprobe(
  file: string,
  format: string | undefined,
  role: MediaRole,
  options: ProbeOptions,
): Promise<z.infer<typeof probeReply>> {
  const forced = format === undefined ? [] : ['-f', format];
  const questions = [...forced, '-print_format', 'json', '-show_format', '-show_streams'];
  const text = await ffprobeText(file, questions, 1_000_000, role, options);
  try {
    return probeReply.parse(JSON.parse(text));
  } catch (thrown) {
    throw mediaError(role, 'unreadable', thrown);
  }
}

/** Browsers record WebM without a length in its header: then the end of the last packet is the length. */
async function countDuration(file: string, role: MediaRole, options: ProbeOptions): Promise<number> {
  const args = ['-print_format', 'csv=p=0', '-show_entries', 'packet=pts_time,duration_time'];
  let end = 0;
  for (const line of (await ffprobeText(file, args, 20_000_000, role, options)).split('\n')) {
    const [start = Number.NaN, length = 0] = line.split(',').map(Number);
    if (Number.isFinite(start)) end = Math.max(end, start + (Number.isFinite(length) ? length : 0));
  }
  return Math.round(end * 1000);
}

async function ffprobeText(
  file: string,
  questions: string[],
  maxOutputBytes: number,
  role: MediaRole,
  options: ProbeOptions,
): Promise<string> {
  const args = [
    ...['-v', 'error', '-protocol_whitelist', 'file,pipe', '-format_whitelist', FORMATS],
    ...['-probesize', '20M', '-analyzeduration', '20M', ...questions, '-i', `file:${path.resolve(file)}`],
  ];
  try {
    const { stdout } = await runFfprobe(options.ffprobe, args, {
      timeoutMs: options.timeoutMs,
      maxOutputBytes,
      ...(options.signal ? { signal: options.signal } : {}),
    });
    return stdout.toString('utf8');
  } catch (thrown) {
    // An abort is the caller's own doing, and a missing ffprobe is ours: neither is the file's fault.
    if (thrown instanceof ToolFailed && (thrown.reason === 'aborted' || thrown.reason === 'not_started')) throw thrown;
    throw mediaError(
      role,
      thrown instanceof ToolFailed && thrown.reason === 'deadline' ? 'too_slow' : 'unreadable',
      thrown,
    );
  }
}

function shownSize(stream: Stream): { width: number; height: number } {
  const width = stream.width ?? 0;
  const height = stream.height ?? 0;
  const rotation = stream.side_data_list?.find((data) => data.rotation !== undefined)?.rotation ?? 0;
  return Math.abs(rotation) % 180 === 90 ? { width: height, height: width } : { width, height };
}

function rate(fraction: string | undefined): number {
  const [above = 0, below = 1] = (fraction ?? '').split('/').map(Number);
  const value = above / below;
  return Number.isFinite(value) ? Math.round(value * 1000) / 1000 : 0;
}

function milliseconds(seconds: string | undefined): number {
  const value = Math.round(Number(seconds ?? 0) * 1000);
  return Number.isFinite(value) && value > 0 ? value : 0;
}
