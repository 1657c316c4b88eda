import { SAMPLE_RATE } from './decode-audio.ts';
import { magnitudes } from './spectrum.ts';

const SIZE = 512;
const HOP = 110;
/** Band edges in bins of 86 Hz, about thirds of an octave and wider. */
const EDGES = [1, 2, 3, 4, 6, 8, 11, 15, 20, 28, 40, 56, 80, 113, 160, 230];
/** Compares with this many hops before (15 ms), over a maximum of neighbours. */
const LAG = 6;
/** Mean rise of the log bands that counts as an onset. */
const THRESHOLD = 0.16;
const MIN_SPACING_SECONDS = 0.05;

/**
 * When sounds begin, seconds, to about ±5 ms: half-wave rectified rise of log band energies against the maximum of the
 * neighbouring bands a little earlier, peaks above a moving median (SuperFlux; Böck and Widmer, "Maximum filter
 * vibrato suppression for onset detection", DAFx 2013), then moved back to where the envelope starts to rise.
 */
export function audioOnsets(samples: Float32Array): number[] {
  const hops = Math.max(0, Math.floor(samples.length / HOP));
  const bands: Float64Array[] = [];
  for (let hop = 0; hop < hops; hop++) {
    const spectrum = magnitudes(samples, hop * HOP - SIZE / 2, SIZE);
    bands.push(
      Float64Array.from({ length: EDGES.length - 1 }, (_, band) => {
        let sum = 0;
        for (let bin = EDGES[band] ?? 0; bin < (EDGES[band + 1] ?? 0); bin++) sum += (spectrum[bin] ?? 0) ** 2;
        return Math.log10(1 + 40 * Math.sqrt(sum));
      }),
    );
  }
  const flux = new Float64Array(hops);
  for (let hop = LAG; hop < hops; hop++) {
    const now = bands[hop] as Float64Array;
    const before = bands[hop - LAG] as Float64Array;
    let rise = 0;
    for (let band = 0; band < now.length; band++) {
      const reference = Math.max(before[band - 1] ?? 0, before[band] ?? 0, before[band + 1] ?? 0);
      rise += Math.max(0, (now[band] ?? 0) - reference);
    }
    flux[hop] = rise / now.length;
  }
  const reach = Math.round((0.25 * SAMPLE_RATE) / HOP);
  const onsets: number[] = [];
  for (let hop = 1; hop < hops - 1; hop++) {
    const value = flux[hop] ?? 0;
    const near = flux.slice(Math.max(0, hop - 12), hop + 13);
    if (value < Math.max(...near)) continue;
    const around = flux.slice(Math.max(0, hop - reach), hop + reach).sort();
    const usual = around[around.length >> 1] ?? 0;
    if (value < THRESHOLD + 1.5 * usual) continue;
    const time = riseStart(samples, hop * HOP) / SAMPLE_RATE;
    if (time - (onsets.at(-1) ?? -1) >= MIN_SPACING_SECONDS) onsets.push(time);
  }
  return onsets;
}

/** Sample near `peak` where the 1 ms envelope first exceeds its level before by a fifth of the rise. */
function riseStart(samples: Float32Array, peak: number): number {
  const step = 44;
  const from = peak - 26 * step;
  const envelope = Array.from({ length: 40 }, (_, block) => {
    let sum = 0;
    for (let at = from + block * step; at < from + (block + 1) * step; at++) sum += (samples[at] ?? 0) ** 2;
    return Math.sqrt(sum / step);
  });
  const floor = Math.max(...envelope.slice(0, 6));
  const top = Math.max(...envelope);
  const crossing = envelope.findIndex((level, block) => block >= 4 && level > floor + 0.2 * (top - floor));
  return crossing < 0 ? peak : from + crossing * step;
}
