import { runFfmpeg } from '../../media/ffmpeg/run-ffmpeg.ts';

const DEADLINE_MS = 120_000;
const MAX_OUTPUT_BYTES = 1_000_000;

/** The picture with the sound muxed in; the picture is copied where mp4 can hold it, else encoded anew. */
export async function muxPreview(files: {
  picture: string;
  audio: string;
  preview: string;
  ffmpeg: string;
}): Promise<void> {
  const args = (videoCodec: string[]) => [
    '-y',
    '-i',
    files.picture,
    '-i',
    files.audio,
    '-map',
    '0:v:0',
    '-map',
    '1:a:0',
    ...videoCodec,
    '-c:a',
    'aac',
    '-b:a',
    '192k',
    '-shortest',
    '-movflags',
    '+faststart',
    files.preview,
  ];
  const options = { timeoutMs: DEADLINE_MS, maxOutputBytes: MAX_OUTPUT_BYTES };
  try {
    await runFfmpeg(files.ffmpeg, args(['-c:v', 'copy']), options);
  } catch {
    await runFfmpeg(files.ffmpeg, args(['-c:v', 'mpeg4', '-q:v', '3']), options);
  }
}
