// Draws what a demo made as one picture: frames of the clip, the waveform (left above right) and the spectrogram, all on
// the same time axis. Run: node --import tsx scripts/docs/wave-picture.ts DEMO_OUTPUT_FOLDER PICTURE.png
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findFfmpeg } from '../../src/media/ffmpeg/find-ffmpeg.ts';
import { runFfmpeg } from '../../src/media/ffmpeg/run-ffmpeg.ts';
import { probeMedia } from '../../src/media/probe.ts';

const FRAMES = 8;
const FRAME_WIDTH = 160;
const FRAME_HEIGHT = 90;
const WIDTH = FRAMES * FRAME_WIDTH;
const WAVE_HEIGHT = 200;
const SPECTRUM_HEIGHT = 160;
const GAP = 8;
const BACKGROUND = 'black';
/** Hz; what lies above is nearly black in every sound track. */
const HIGHEST_FREQUENCY = 8_000;

const [folder, picture] = process.argv.slice(2);
if (folder === undefined || picture === undefined)
  throw new Error('usage: wave-picture.ts DEMO_OUTPUT_FOLDER PICTURE.png');
await drawWavePicture(join(folder, 'preview.mp4'), join(folder, 'sound-track.mp3'), picture);

async function drawWavePicture(video: string, audio: string, target: string): Promise<void> {
  const tools = await findFfmpeg(process.env);
  const { durationMs } = await probeMedia(audio, { ffprobe: tools.ffprobe, timeoutMs: 10_000, as: 'audio' });
  // The frame in the middle of each part, so that a frame stands over the sound of its own time.
  const seconds = durationMs / 1000;
  const times = Array.from({ length: FRAMES }, (_, index) => ((index + 0.5) * seconds) / FRAMES);
  mkdirSync(dirname(target), { recursive: true });
  await runFfmpeg(
    tools.ffmpeg,
    [
      '-y',
      ...times.flatMap((time) => ['-ss', time.toFixed(3), '-i', video]),
      '-i',
      audio,
      '-filter_complex',
      filters(),
      '-map',
      '[picture]',
      '-frames:v',
      '1',
      target,
    ],
    { timeoutMs: 60_000, maxOutputBytes: 1_000_000 },
  );
}

function filters(): string {
  const frames = Array.from(
    { length: FRAMES },
    (_, index) =>
      `[${index}:v]trim=end_frame=1,setpts=0,scale=${FRAME_WIDTH}:${FRAME_HEIGHT}:flags=lanczos,setsar=1[f${index}]`,
  );
  const row = Array.from({ length: FRAMES }, (_, index) => `[f${index}]`).join('');
  return [
    ...frames,
    `${row}hstack=inputs=${FRAMES},format=rgb24,pad=iw:ih+${GAP}:0:0:${BACKGROUND}[strip]`,
    `[${FRAMES}:a]aformat=channel_layouts=stereo,asplit=2[forWave][forSpectrum]`,
    `[forWave]showwavespic=s=${WIDTH}x${WAVE_HEIGHT}:split_channels=1:colors=0x5cc8ff|0xffb454:scale=lin:draw=full:filter=peak[wave]`,
    `[wave]format=rgb24,pad=iw:ih+${GAP}:0:0:${BACKGROUND}[waveRow]`,
    `[forSpectrum]aresample=${2 * HIGHEST_FREQUENCY},showspectrumpic=s=${WIDTH}x${SPECTRUM_HEIGHT}:legend=0:mode=combined:color=magma:scale=log:drange=90,format=rgb24[spectrum]`,
    '[strip][waveRow][spectrum]vstack=inputs=3[picture]',
  ].join(';');
}
