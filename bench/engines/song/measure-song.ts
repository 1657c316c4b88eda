import { integratedLoudness } from '../../../src/engines/foley/mix/loudness.ts';
import { truePeakDb } from '../../../src/engines/foley/mix/true-peak.ts';
import { createSong } from '../../../src/engines/song/index.ts';
import { hearKey } from '../../../src/engines/song/listen/hear-key.ts';
import { hearTempo, onsetStrength } from '../../../src/engines/song/listen/hear-tempo.ts';
import { eachSpectrum } from '../../../src/engines/song/listen/spectrum.ts';
import { decodeAudio, SAMPLE_RATE, toMono } from '../../foley/decode-audio.ts';

export interface SongFigures {
  style: string;
  /** What the engine says it did. */
  told: {
    bpm: number;
    tonic: string;
    mode: string;
    metre: string;
    genres: string[];
    form: { name: string; start: number }[];
    instruments: string[];
  };
  heardBpm: number | null;
  /** Smallest deviation over the metrical relations 1, 1/2, 2, 1/3, 3, 2/3, 3/2, in per cent. */
  tempoErrorPercent: number;
  key: string;
  /** `same`, `fifth`, `relative`, `parallel` or `other` (the relations of the MIREX key task). */
  keyRelation: string;
  loudnessLufs: number;
  truePeakDbtp: number;
  clippedSamples: number;
  /** Share of tenths of a second under -60 dBFS before the last two seconds. */
  silentShare: number;
  centroidHz: number;
  onsetsPerSecond: number;
  /** Energy under 250 Hz, to 2 kHz, above, in per cent. */
  bands: [number, number, number];
  wallSeconds: number;
  durationSeconds: number;
  path: string;
}

const NAMES = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B'];
const FLATS: Record<string, number> = { Db: 1, Eb: 3, Gb: 6, Ab: 8, Bb: 10 };
const classOf = (name: string): number => FLATS[name] ?? NAMES.indexOf(name);

/** Makes a song and listens to its decoded mp3. */
export async function measureSong(
  style: string,
  seed: number,
  seconds: number,
  workDir: string,
  enginesDir: string,
): Promise<SongFigures> {
  const started = performance.now();
  const result = await createSong({ ffmpeg: 'ffmpeg', ffprobe: 'ffprobe', enginesDir }).run(
    {
      task: 'songs',
      style,
      avoid: '',
      title: '',
      words: { kind: 'none' },
      seconds,
      maxSeconds: Math.max(seconds, 60),
      songs: 1,
      covers: [],
    },
    { workDir, seed, signal: new AbortController().signal, onProgress: () => {} },
  );
  const wallSeconds = (performance.now() - started) / 1000;
  const path = result.files[0]?.path ?? '';
  const facts = result.facts as {
    tempoBpm: number;
    key: string;
    mode: string;
    metre: string;
    genres: string[];
    form: { name: string; start: number }[];
    instruments: string[];
  };
  const told = { ...facts, bpm: facts.tempoBpm, tonic: facts.key };
  return { style, told, ...listen(path, told), wallSeconds, path };
}

export function listen(path: string, told: { bpm: number; tonic: string; mode: string }) {
  const pcm = decodeAudio(path);
  const mono = toMono(pcm);
  const heard = hearTempo(mono, SAMPLE_RATE);
  const key = hearKey(mono, SAMPLE_RATE);
  const { centroidHz, bands } = spectralFacts(mono);
  const onsets = onsetStrength(mono);
  return {
    heardBpm: heard?.bpm ?? null,
    tempoErrorPercent: heard ? tempoError(heard.bpm, told.bpm) : Number.NaN,
    key: key ? `${NAMES[key.tonic]} ${key.mode}` : '–',
    keyRelation: key ? relation(key, classOf(told.tonic), told.mode) : 'other',
    loudnessLufs: integratedLoudness(pcm, SAMPLE_RATE),
    truePeakDbtp: truePeakDb(pcm),
    clippedSamples: [...pcm.left, ...pcm.right].filter((value) => Math.abs(value) >= 1).length,
    silentShare: silentShare(mono),
    centroidHz,
    onsetsPerSecond: countOnsets(onsets) / (mono.length / SAMPLE_RATE),
    bands,
    durationSeconds: mono.length / SAMPLE_RATE,
  };
}

/** Per cent, best of the metrical levels. */
export const tempoError = (heard: number, told: number): number =>
  Math.min(
    ...[1, 2, 0.5, 3, 1 / 3, 1.5, 2 / 3, 4 / 3, 0.75].map((ratio) => 100 * Math.abs(heard / (told * ratio) - 1)),
  );

function relation(key: { tonic: number; mode: string }, tonic: number, mode: string): string {
  const isMinor = mode !== 'major' && mode !== 'lydian' && mode !== 'mixolydian';
  const same = isMinor ? 'minor' : 'major';
  const away = (key.tonic - tonic + 12) % 12;
  if (away === 0) return key.mode === same ? 'same' : 'parallel';
  if (key.mode === same && (away === 7 || away === 5)) return 'fifth';
  if (key.mode !== same && away === (isMinor ? 3 : 9)) return 'relative';
  return 'other';
}

function spectralFacts(mono: Float32Array): { centroidHz: number; bands: [number, number, number] } {
  let weighted = 0;
  let total = 0;
  const bands: [number, number, number] = [0, 0, 0];
  eachSpectrum(mono, 2_048, 4_096, (magnitudes) => {
    for (let bin = 1; bin < magnitudes.length; bin++) {
      const hz = (bin * SAMPLE_RATE) / 2_048;
      const magnitude = magnitudes[bin] as number;
      weighted += hz * magnitude;
      total += magnitude;
      bands[hz < 250 ? 0 : hz < 2_000 ? 1 : 2] += magnitude ** 2;
    }
  });
  const energy = bands[0] + bands[1] + bands[2];
  return {
    centroidHz: weighted / total,
    bands: bands.map((band) => (100 * band) / energy) as [number, number, number],
  };
}

function countOnsets(strength: Float64Array): number {
  const mean = strength.reduce((sum, value) => sum + value, 0) / strength.length;
  let count = 0;
  let last = -20;
  for (let i = 2; i < strength.length - 2; i++) {
    const value = strength[i] as number;
    const isPeak =
      value >= (strength[i - 1] as number) && value > (strength[i + 1] as number) && value > 2.2 * mean && value > 0.03;
    if (isPeak && i - last > 10) {
      count++;
      last = i;
    }
  }
  return count;
}

function silentShare(mono: Float32Array): number {
  const block = SAMPLE_RATE / 10;
  const blocks = Math.floor(mono.length / block) - 20;
  let silent = 0;
  for (let i = 0; i < blocks; i++) {
    let sum = 0;
    for (let n = i * block; n < (i + 1) * block; n++) sum += (mono[n] as number) ** 2;
    if (Math.sqrt(sum / block) < 0.001) silent++;
  }
  return silent / Math.max(1, blocks);
}
