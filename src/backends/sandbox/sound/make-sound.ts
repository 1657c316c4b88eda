import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runFfmpeg } from '../../../media/ffmpeg/run-ffmpeg.ts';
import type { Made } from '../file-cache.ts';
import type { Length, SoundFormat, SoundProduct, Tune } from '../plan/plan.ts';
import type { Sources } from '../sources.ts';
import type { Studio } from '../studio.ts';
import { melodyOf } from './melody.ts';
import { playMelody } from './play-melody.ts';

const ENCODE_MS = 180_000;
/** Everything longer is cut: a test needs no more. */
export const LONGEST_SECONDS = 600;
const FADE_SECONDS = 0.4;

/** Two short high tones at the very start: the audible mark of a test. */
const mark = "aevalsrc='0.25*sin(2*PI*1320*t)*lt(mod(t,0.14),0.09)':d=0.28:s=44100";

/** Same bytes for the same input: no dates, no names of encoders. */
export const exact = ['-fflags', '+bitexact', '-flags:v', '+bitexact', '-flags:a', '+bitexact', '-map_metadata', '-1'];

/** Input arguments for a medium of a request: whatever its bytes say, nothing but this file is opened. */
export const untrusted = (file: string): string[] => ['-protocol_whitelist', 'file,pipe', '-i', `file:${file}`];

export async function secondsOf(length: Length, sources: Sources, fps: number): Promise<number> {
  if ('seconds' in length) return Math.min(LONGEST_SECONDS, length.seconds);
  if ('frames' in length) return length.frames / fps;
  const { durationMs } = await sources.read(length.of);
  return Math.min(LONGEST_SECONDS, Math.min(durationMs / 1000, length.atMost ?? LONGEST_SECONDS) + (length.plus ?? 0));
}

/** The motif of a tune as a WAV file that can be repeated without a seam. */
export async function writeMotif(tune: Tune, folder: string): Promise<string> {
  const file = path.join(folder, 'motif.wav');
  await writeFile(file, await playMelody(melodyOf(tune)));
  return file;
}

/** What ffmpeg is told of each format, and what the file is then. */
const formats: Readonly<Record<SoundFormat, { extension: string; contentType: string; coding: readonly string[] }>> = {
  mp3: {
    extension: 'mp3',
    contentType: 'audio/mpeg',
    coding: ['-c:a', 'libmp3lame', '-b:a', '96k', '-compression_level', '7'],
  },
  opus: {
    extension: 'ogg',
    contentType: 'audio/ogg',
    coding: ['-c:a', 'libopus', '-ar', '48000', '-b:a', '64k', '-f', 'ogg'],
  },
  aac: { extension: 'aac', contentType: 'audio/aac', coding: ['-c:a', 'aac', '-b:a', '96k', '-f', 'adts'] },
  flac: { extension: 'flac', contentType: 'audio/flac', coding: ['-c:a', 'flac', '-f', 'flac'] },
  wav: { extension: 'wav', contentType: 'audio/wav', coding: ['-c:a', 'pcm_s16le', '-ar', '24000', '-f', 'wav'] },
  pcm: {
    extension: 'pcm',
    contentType: 'audio/pcm',
    coding: ['-c:a', 'pcm_s16le', '-ar', '24000', '-ac', '1', '-f', 's16le'],
  },
};

/** A sound file of the planned length, an MP3 unless the plan says otherwise. */
export async function makeSound(product: SoundProduct, folder: string, studio: Studio): Promise<Made> {
  const { make } = product;
  const total = await secondsOf(product.length, studio.sources, 1);
  const motif = await writeMotif(make.tune, folder);
  const recording = 'recording' in make ? (await studio.sources.read(make.recording)).path : null;
  const loop = ['-stream_loop', '-1', '-i', motif];
  const given = recording === null ? [] : untrusted(recording);
  const fadeAt = Math.max(0, total - FADE_SECONDS);
  const ending = `apad,atrim=0:${total},afade=t=out:st=${fadeAt}:d=${FADE_SECONDS}`;
  const marked = `[body][0]amix=inputs=2:duration=first:normalize=0,${ending}[out]`;
  const plain = 'aformat=sample_fmts=fltp:sample_rates=44100:channel_layouts=mono';
  const bodies: Record<SoundProduct['make']['how'], () => string> = {
    motif: () => `[1]${plain},atrim=0:${total}[body]`,
    over: () => {
      const share = 'share' in make ? make.share : 0.5;
      return `[2]${plain},apad,atrim=0:${total},volume=${1 - share}[given];[1]${plain},atrim=0:${total},volume=${share}[motif];[given][motif]amix=inputs=2:duration=first:normalize=0[body]`;
    },
    extend: () => {
      const { before, after } = 'before' in make ? make : { before: 0, after: 0 };
      const kept = Math.max(0, total - before - after);
      const parts = [
        ...(before > 0 ? [`[1]${plain},atrim=0:${before},asetpts=N/SR/TB[a]`] : []),
        `[2]${plain},apad,atrim=0:${kept},asetpts=N/SR/TB[b]`,
        ...(after > 0 ? [`[${before > 0 ? 3 : 1}]${plain},atrim=0:${after},asetpts=N/SR/TB[c]`] : []),
      ];
      const order = `${before > 0 ? '[a]' : ''}[b]${after > 0 ? '[c]' : ''}`;
      return `${parts.join(';')};${order}concat=n=${parts.length}:v=0:a=1[body]`;
    },
  };
  // An input feeds one chain only, so a motif on both sides is opened twice.
  const twice = 'before' in make && make.before > 0 && make.after > 0 ? loop : [];
  const format = formats[product.format ?? 'mp3'];
  const file = path.join(folder, `sound.${format.extension}`);
  const { ffmpeg } = await studio.findTools();
  await runFfmpeg(
    ffmpeg,
    [
      ...['-v', 'error', '-f', 'lavfi', '-i', mark, ...loop, ...given, ...twice],
      ...['-filter_complex', `${bodies[make.how]()};${marked}`, '-map', '[out]', ...exact],
      ...['-metadata', `title=TEST ${product.title}`, ...format.coding],
      file,
    ],
    { timeoutMs: ENCODE_MS, maxOutputBytes: 1_000_000, signal: studio.signal },
  );
  return {
    files: [
      {
        role: product.role,
        path: file,
        contentType: format.contentType,
        width: 0,
        height: 0,
        durationMs: Math.round(total * 1000),
      },
    ],
    facts: { seconds: total },
  };
}
