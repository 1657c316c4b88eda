import { z } from 'zod';
import { EngineInputError } from '../../engine.ts';
import { runTool } from './run-tool.ts';
import type { Demuxer } from './sniff-container.ts';

/** What the header says about the picture that will be analysed. */
export interface VideoFacts {
  /** Index of the picture stream among all streams. */
  streamIndex: number;
  /** Pixels as shown: after rotation, before sample aspect. */
  width: number;
  height: number;
  /** Frames per second as the file states it, as ffmpeg writes it, e.g. `30000/1001`; null when unknown. */
  frameRate: { text: string; value: number } | null;
  /** Seconds of the picture stream; null when the header does not say. */
  pictureSeconds: number | null;
  /** The largest duration that any part of the header claims; null when none does. */
  claimedSeconds: number | null;
}

const MAX_PIXELS = 50_000_000;
const MAX_SIDE = 16_384;
const PROBE_TIMEOUT_MS = 10_000;
const MAX_PROBE_BYTES = 1_000_000;

const text = z.string().optional().catch(undefined);
const count = z.number().optional().catch(undefined);
const probeSchema = z.object({
  format: z.object({ duration: text }).optional(),
  streams: z
    .array(
      z.object({
        index: z.number(),
        codec_type: text,
        codec_name: text,
        width: count,
        height: count,
        avg_frame_rate: text,
        r_frame_rate: text,
        duration: text,
        tags: z.object({ DURATION: text, rotate: text }).optional().catch(undefined),
        disposition: z.object({ attached_pic: count }).optional().catch(undefined),
        side_data_list: z
          .array(z.object({ rotation: count }))
          .optional()
          .catch(undefined),
      }),
    )
    .default([]),
});

type Stream = z.infer<typeof probeSchema>['streams'][number];

/** Arguments that open an untrusted local file and nothing else: this demuxer, no network, no other protocol. */
export function inputArguments(videoPath: string, demuxer: Demuxer): string[] {
  return ['-protocol_whitelist', 'file,pipe', '-f', demuxer, '-i', `file:${videoPath}`];
}

/**
 * Reads the header with ffprobe, without decoding beyond what ffprobe needs to know the streams.
 * @throws EngineInputError('video') when there is no readable header, no picture stream or absurd dimensions.
 */
export async function probeVideo(
  videoPath: string,
  demuxer: Demuxer,
  options: { ffprobePath: string; signal: AbortSignal },
): Promise<VideoFacts> {
  const chunks: Buffer[] = [];
  const entries =
    'format=duration:stream=index,codec_type,codec_name,width,height,avg_frame_rate,r_frame_rate,duration' +
    ':stream_tags=DURATION,rotate:stream_disposition=attached_pic:stream_side_data=rotation';
  const end = await runTool(
    options.ffprobePath,
    [
      ...['-v', 'error', '-show_entries', entries, '-of', 'json'],
      ...['-probesize', '4000000', '-analyzeduration', '4000000', '-max_pixels', String(MAX_PIXELS)],
      ...inputArguments(videoPath, demuxer),
    ],
    {
      signal: options.signal,
      timeoutMs: PROBE_TIMEOUT_MS,
      maxOutputBytes: MAX_PROBE_BYTES,
      onOutput: (chunk) => chunks.push(chunk),
    },
  );
  if (end === 'too-slow') throw new EngineInputError('video', 'the header of the video takes too long to read');
  const parsed = probeSchema.safeParse(parseJson(Buffer.concat(chunks).toString('utf8')));
  if (end !== 'done' || !parsed.success) {
    throw new EngineInputError('video', 'the video is damaged or incomplete: its header cannot be read');
  }
  const { streams, format } = parsed.data;
  const stream = streams.find(
    (one) => one.codec_type === 'video' && one.disposition?.attached_pic !== 1 && one.codec_name !== undefined,
  );
  if (stream === undefined) throw new EngineInputError('video', 'the file has no picture stream');
  const { width = 0, height = 0 } = stream;
  if (width < 2 || height < 2) throw new EngineInputError('video', 'the picture has no size');
  if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS) {
    throw new EngineInputError('video', `the picture is too large (${width}x${height})`);
  }
  const turned = Math.abs(rotationOf(stream)) % 180 === 90;
  const claims = [format?.duration, ...streams.flatMap((one) => [one.duration, one.tags?.DURATION])]
    .map(seconds)
    .filter((value) => value !== null);
  return {
    streamIndex: stream.index,
    width: turned ? height : width,
    height: turned ? width : height,
    frameRate: rate(stream.avg_frame_rate) ?? rate(stream.r_frame_rate),
    pictureSeconds: seconds(stream.duration) ?? seconds(stream.tags?.DURATION) ?? seconds(format?.duration),
    claimedSeconds: claims.length > 0 ? Math.max(...claims) : null,
  };
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function rotationOf(stream: Stream): number {
  const degrees =
    stream.side_data_list?.find((one) => one.rotation !== undefined)?.rotation ?? Number(stream.tags?.rotate ?? 0);
  return Number.isFinite(degrees) ? Math.round(degrees) : 0;
}

/** `12.5` or Matroska's `00:00:12.500000000`. */
function seconds(value: string | undefined): number | null {
  if (value === undefined) return null;
  let total = 0;
  for (const part of value.split(':')) total = total * 60 + Number(part);
  return Number.isFinite(total) && total > 0 ? total : null;
}

function rate(value: string | undefined): VideoFacts['frameRate'] {
  const match = /^(\d{1,9})\/(\d{1,9})$/.exec(value ?? '');
  if (match === null) return null;
  const frames = Number(match[1]) / Number(match[2]);
  return Number.isFinite(frames) && frames > 0 ? { text: match[0], value: frames } : null;
}
