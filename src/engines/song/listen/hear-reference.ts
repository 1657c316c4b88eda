import { runFfmpeg } from '../../../media/ffmpeg/run-ffmpeg.ts';
import { ToolFailed } from '../../../media/ffmpeg/run-tool.ts';
import { EngineInputError } from '../../engine.ts';
import { SONG_LIMITS } from '../contract.ts';
import { hearKey } from './hear-key.ts';
import { hearTempo } from './hear-tempo.ts';

/** What can be measured of a recording; null where it has no beat or no key. */
export interface HeardReference {
  bpm: number | null;
  tonic: number | null;
  mode: 'major' | 'minor' | null;
  /** Length of the whole recording (up to what is decoded). */
  seconds: number;
}

const RATE = 22_050;
const DECODE_MS = 60_000;
/** Below these the measure is chance: speech has clarities around 0.1, noise fits keys around 0.3. */
const LEAST_CLARITY = 0.15;
const LEAST_FIT = 0.5;

/**
 * Tempo and key of the middle part of a recording.
 * @throws EngineInputError when it is no sound, or shorter than `minSeconds`.
 */
export async function hearReference(
  path: string,
  minSeconds: number,
  { ffmpeg, signal }: { ffmpeg: string; signal: AbortSignal },
): Promise<HeardReference> {
  const samples = await decode(path, ffmpeg, signal);
  const seconds = samples.length / RATE;
  if (seconds < minSeconds) {
    throw new EngineInputError(
      'audio',
      `the recording is ${seconds.toFixed(1)} s long; at least ${minSeconds} s are needed`,
    );
  }
  const used = Math.min(samples.length, SONG_LIMITS.heardReferenceSeconds * RATE);
  const from = (samples.length - used) >> 1;
  const middle = samples.subarray(from, from + used);
  const tempo = hearTempo(middle, RATE);
  const key = hearKey(middle, RATE);
  const hasKey = key !== null && key.fit >= LEAST_FIT;
  return {
    bpm: tempo !== null && tempo.clarity >= LEAST_CLARITY ? tempo.bpm : null,
    tonic: hasKey ? key.tonic : null,
    mode: hasKey ? key.mode : null,
    seconds,
  };
}

async function decode(path: string, ffmpeg: string, signal: AbortSignal): Promise<Float32Array> {
  const seconds = String(SONG_LIMITS.maxReferenceSeconds);
  const args = [
    '-hide_banner',
    '-nostdin',
    '-v',
    'error',
    '-i',
    path,
    '-map',
    '0:a:0',
    '-t',
    seconds,
    '-ac',
    '1',
    '-ar',
    String(RATE),
    '-f',
    'f32le',
    'pipe:1',
  ];
  try {
    const { stdout } = await runFfmpeg(ffmpeg, args, {
      timeoutMs: DECODE_MS,
      signal,
      maxOutputBytes: (SONG_LIMITS.maxReferenceSeconds + 1) * RATE * 4,
    });
    return new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + (stdout.length & ~3)));
  } catch (error) {
    if (error instanceof ToolFailed && error.reason === 'exit')
      throw new EngineInputError('audio', 'the recording has no sound that can be read');
    throw error;
  }
}
