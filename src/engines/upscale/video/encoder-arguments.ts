import type { ClipFacts } from './clip-facts.ts';

/** Sound that an MP4 may hold as it is. */
const COPIED = new Set(['aac', 'mp3', 'ac3', 'eac3', 'alac']);

/** H.264 in an MP4 that holds no dates, so that the same frames give the same bytes. */
export function encoderArguments({ audioCodec }: ClipFacts, matrix: string, output: string): string[] {
  const sound = COPIED.has(audioCodec ?? '') ? ['copy'] : ['aac', '-b:a', '192k'];
  return [
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-pix_fmt', 'yuv420p', '-threads', '2'],
    ...['-colorspace', matrix, '-c:a', ...sound, '-map_metadata', '-1', '-map_chapters', '-1'],
    ...['-fflags', '+bitexact', '-flags:v', '+bitexact', '-flags:a', '+bitexact', '-movflags', '+faststart'],
    ...['-f', 'mp4', `file:${output}`],
  ];
}
