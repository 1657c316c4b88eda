import { type FrameWriter, openFrameWriter } from '../../video/frame-writer.ts';
import { matrixFor } from './colour-matrix.ts';
import type { TargetVideo } from './probe-target.ts';

export interface WriteOptions {
  ffmpeg: string;
  signal: AbortSignal;
  path: string;
}

/** An H.264 MP4 of frames that are written one by one, with the sound of the video they came from. */
export function openVideoWriter(video: TargetVideo, options: WriteOptions): FrameWriter {
  const { width, height, fps, audioCodec } = video;
  const soundOf = { path: video.path, codec: audioCodec };
  return openFrameWriter({ ...options, width, height, fps, matrix: matrixFor(height), soundOf });
}
