import type { EngineContext } from '../../engine.ts';
import { EngineInputError } from '../../engine.ts';
import type { EngineTools } from '../../engine-tools.ts';
import type { AlphaMap } from '../alpha-map.ts';
import { type CutoutInput, KEY_COLOUR } from '../contract.ts';
import { BASIC_NOTICE, shrink } from '../cut-out-picture.ts';
import { withForegroundColours } from '../matte/foreground-colours.ts';
import { refineEdge } from '../matte/refine.ts';
import { loadNetwork } from '../model/load-network.ts';
import { type ClipFacts, readClipFacts } from './clip-facts.ts';
import { type Frame, isEmpty, noSubjectInVideo, steadied } from './frame-masks.ts';
import { FrameWriter, readFrames } from './frame-pipes.ts';
import { maskEveryFrame } from './mask-every-frame.ts';

type VideoInput = Extract<CutoutInput, { kind: 'video' }>;

export interface VideoCut {
  width: number;
  height: number;
  durationMs: number;
  frames: number;
  framesLookedAt: number;
  method: 'network' | 'basic';
  logs: string[];
}

/** The network looks at no more frames than this (about two seconds each); colours fill in between. */
const MAX_NETWORK_FRAMES = 120;
/** Longest side of the small pictures that colours are compared on, and of the calculation of the edge. */
const SMALL_SIDE = 256;
const EDGE_SIDE = 384;

/**
 * Cuts every frame and writes an H.264 MP4 of the same size, rate and sound; the removed part has the key colour.
 * @throws EngineInputError `video`.
 */
export async function cutOutVideo(
  input: VideoInput,
  output: string,
  tools: EngineTools,
  { signal, onProgress }: Pick<EngineContext, 'signal' | 'onProgress'>,
): Promise<VideoCut> {
  onProgress('reading', 0);
  const clip = await readClipFacts(input.videoPath, { ffprobe: tools.ffprobe, signal });
  const network = await loadNetwork(tools, input.modelPath);
  const stride = network ? Math.ceil(clip.frames / MAX_NETWORK_FRAMES) : 1;
  const size = { width: clip.width - (clip.width % 2), height: clip.height - (clip.height % 2) };
  const writer = new FrameWriter(tools.ffmpeg, encoderArguments(clip, size, output), signal);
  let frames = 0;
  let framesWithSubject = 0;
  try {
    let last: { mask: AlphaMap; small: Frame['small'] } | null = null;
    for await (const { frame, mask } of maskEveryFrame(
      frameStream(clip, size, tools.ffmpeg, signal),
      network,
      stride,
    )) {
      signal.throwIfAborted();
      const steady = steadied(mask, frame.small, last);
      last = { mask: steady, small: frame.small };
      if (!isEmpty(steady)) framesWithSubject++;
      await writer.write(await overKeyColour(frame, steady, input.keepBackground, network ? 0.5 : 1));
      frames++;
      onProgress('cutting', 0.05 + 0.9 * Math.min(1, frames / clip.frames));
    }
    if (frames === 0) throw new EngineInputError('video', 'the video has no frames that can be decoded');
    if (framesWithSubject === 0) throw noSubjectInVideo();
    await writer.finish();
  } catch (error) {
    writer.abandon();
    throw error;
  } finally {
    await network?.session.release();
  }
  const logs = [network ? `cut out by ${network.description}` : BASIC_NOTICE];
  if (stride > 1) logs.push(`the network looked at one frame in ${stride}; in between, colours decided`);
  if (framesWithSubject < frames) logs.push(`${frames - framesWithSubject} of ${frames} frames show no subject`);
  logs.push(`the removed part is green (#${KEY_COLOUR.map((value) => value.toString(16).padStart(2, '0')).join('')})`);
  return {
    ...size,
    durationMs: Math.round((frames / clip.rate) * 1000),
    frames,
    framesLookedAt: Math.ceil(frames / stride),
    method: network ? 'network' : 'basic',
    logs,
  };
}

async function* frameStream(
  clip: ClipFacts,
  { width, height }: { width: number; height: number },
  ffmpeg: string,
  signal: AbortSignal,
): AsyncGenerator<Frame> {
  const filter = `fps=${clip.rateText},scale=${clip.width}:${clip.height},crop=${width}:${height}:0:0`;
  // Never more than was counted: a rate that the header overstates must not multiply the work.
  const args = [...clip.input, '-map', '0:v:0', '-vf', filter, '-frames:v', String(clip.frames)];
  for await (const data of readFrames(
    ffmpeg,
    [...args, '-f', 'rawvideo', '-pix_fmt', 'rgba', 'pipe:1'],
    width * height * 4,
    signal,
  )) {
    yield { data, width, height, small: await shrink({ data, width, height }, SMALL_SIDE) };
  }
}

async function overKeyColour(
  frame: Frame,
  mask: AlphaMap,
  keepBackground: boolean,
  softness: number,
): Promise<Uint8Array> {
  const matte = await refineEdge(frame, mask, softness, EDGE_SIDE);
  const kept = keepBackground ? { ...matte, alpha: matte.alpha.map((value) => 1 - value) } : matte;
  const rgba = withForegroundColours(frame, kept);
  const rgb = new Uint8Array(frame.width * frame.height * 3);
  for (let at = 0; at < frame.width * frame.height; at++) {
    const share = (rgba[at * 4 + 3] ?? 0) / 255;
    for (let channel = 0; channel < 3; channel++) {
      rgb[at * 3 + channel] = Math.round(
        share * (rgba[at * 4 + channel] ?? 0) + (1 - share) * (KEY_COLOUR[channel] ?? 0),
      );
    }
  }
  return rgb;
}

function encoderArguments(
  clip: ClipFacts,
  { width, height }: { width: number; height: number },
  output: string,
): string[] {
  return [
    ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${width}x${height}`, '-r', clip.rateText, '-i', 'pipe:0'],
    ...clip.input,
    ...['-map', '0:v:0', '-map', '1:a:0?', '-map_metadata', '-1', '-map_chapters', '-1'],
    ...['-vf', 'scale=out_color_matrix=bt709:out_range=tv', '-colorspace', 'bt709', '-color_primaries', 'bt709'],
    ...['-color_trc', 'bt709', '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-pix_fmt', 'yuv420p'],
    ...['-threads', '2', '-c:a', 'aac', '-b:a', '128k', '-fflags', '+bitexact'],
    ...['-flags:v', '+bitexact', '-flags:a', '+bitexact', '-movflags', '+faststart', `file:${output}`],
  ];
}
