import FFT from 'fft.js';

/**
 * Long-term average spectrum (LTAS; A. Löfqvist, "The long-time-average spectrum as a tool in voice research", Journal of
 * Phonetics 14, 1986): mean power per third-octave band over the frames that hold speech.
 */
export interface BandSpectrum {
  /** Centre frequencies, Hz, a third of an octave apart. */
  centres: readonly number[];
  /** Mean power density per band in dB; the whole is scaled so that the loudest band is 0. */
  levelsDb: Float32Array;
  /** Centre of gravity of the power, Hz. */
  centroidHz: number;
  /** Hz under which 99 % of the power lies. */
  edgeHz: number;
}

export const BAND_CENTRES: readonly number[] = Array.from({ length: 19 }, (_, i) => 100 * 2 ** (i / 3));
const FRAME = 1024;
const SILENCE_DB = -30;

export function averageSpectrum(samples: Float32Array, sampleRate: number): BandSpectrum {
  const density = meanPower(samples);
  const hzPerBin = sampleRate / FRAME;
  const levels = BAND_CENTRES.map((centre) => {
    const first = Math.max(1, Math.floor((centre * 2 ** (-1 / 6)) / hzPerBin));
    const last = Math.min(density.length - 1, Math.max(first, Math.floor((centre * 2 ** (1 / 6)) / hzPerBin)));
    let sum = 0;
    for (let bin = first; bin <= last; bin++) sum += density[bin] as number;
    return 10 * Math.log10(sum / (last - first + 1) + 1e-14);
  });
  const loudest = Math.max(...levels);
  let total = 0;
  let moment = 0;
  for (let bin = 1; bin < density.length; bin++) {
    total += density[bin] as number;
    moment += bin * hzPerBin * (density[bin] as number);
  }
  let edge = density.length - 1;
  for (let above = 0; edge > 0; edge--) {
    above += density[edge] as number;
    if (above > 0.01 * total) break;
  }
  return {
    centres: BAND_CENTRES,
    levelsDb: Float32Array.from(levels, (level) => level - loudest),
    centroidHz: total > 0 ? moment / total : 0,
    edgeHz: edge * hzPerBin,
  };
}

/** Mean power per bin over the frames within 30 dB of the loudest. */
function meanPower(samples: Float32Array): Float64Array {
  const fft = new FFT(FRAME);
  const spectrum = fft.createComplexArray();
  const frame = new Array<number>(FRAME).fill(0);
  const half = FRAME / 2;
  const powers = Array.from({ length: Math.max(1, Math.floor(samples.length / half) - 1) }, (_, at) =>
    framePower(samples, at * half),
  );
  const floor = Math.max(...[0, ...powers.map((value) => value)]) * 10 ** (SILENCE_DB / 10);
  const sum = new Float64Array(half + 1);
  for (const [at, value] of powers.entries()) {
    if (value <= floor) continue;
    for (let i = 0; i < FRAME; i++) {
      const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / FRAME);
      frame[i] = window * (samples[at * half + i] ?? 0);
    }
    fft.realTransform(spectrum, frame);
    for (let bin = 0; bin <= half; bin++) {
      sum[bin] = (sum[bin] as number) + (spectrum[2 * bin] ?? 0) ** 2 + (spectrum[2 * bin + 1] ?? 0) ** 2;
    }
  }
  return sum;
}

function framePower(samples: Float32Array, start: number): number {
  let sum = 0;
  for (let i = start; i < Math.min(samples.length, start + FRAME); i++) sum += (samples[i] as number) ** 2;
  return sum;
}
