import type { Stereo } from '../sound/voice.ts';

/**
 * Integrated loudness by ITU-R BS.1770-4: K-weighting (high shelf + high pass), mean square of 400 ms blocks with 75 %
 * overlap, absolute gate at -70 LUFS, relative gate 10 LU below the mean of what passed. The filters are the standard's
 * 48 kHz ones mapped to 44.1 kHz through their analogue prototypes (B. De Man, "Evaluation of implementations of the
 * EBU R128 loudness measurement", AES 145, 2018).
 */
interface Biquad {
  b0: number;
  b1: number;
  b2: number;
  a1: number;
  a2: number;
}

export function kWeighting(sampleRate: number): { shelf: Biquad; highPass: Biquad } {
  const shelfK = Math.tan((Math.PI * 1681.974450955533) / sampleRate);
  const shelfQ = 0.7071752369554196;
  const vh = 10 ** (3.999843853973347 / 20);
  const vb = vh ** 0.4996667741545416;
  const a0 = 1 + shelfK / shelfQ + shelfK * shelfK;
  const passK = Math.tan((Math.PI * 38.13547087602444) / sampleRate);
  const passQ = 0.5003270373238773;
  const p0 = 1 + passK / passQ + passK * passK;
  return {
    shelf: {
      b0: (vh + (vb * shelfK) / shelfQ + shelfK * shelfK) / a0,
      b1: (2 * (shelfK * shelfK - vh)) / a0,
      b2: (vh - (vb * shelfK) / shelfQ + shelfK * shelfK) / a0,
      a1: (2 * (shelfK * shelfK - 1)) / a0,
      a2: (1 - shelfK / shelfQ + shelfK * shelfK) / a0,
    },
    highPass: {
      b0: 1,
      b1: -2,
      b2: 1,
      a1: (2 * (passK * passK - 1)) / p0,
      a2: (1 - passK / passQ + passK * passK) / p0,
    },
  };
}

const HOPS_PER_BLOCK = 4;

/** Adds the K-weighted energy of each 100 ms hop to `energies`. */
function addHopEnergies(samples: Float32Array, sampleRate: number, hop: number, energies: Float64Array): void {
  const { shelf, highPass } = kWeighting(sampleRate);
  const { b0, b1, b2, a1, a2 } = shelf;
  const { a1: c1, a2: c2 } = highPass;
  let s1 = 0;
  let s2 = 0;
  let p1 = 0;
  let p2 = 0;
  for (let block = 0; block < energies.length; block++) {
    const end = Math.min(samples.length, (block + 1) * hop);
    let sum = 0;
    for (let i = block * hop; i < end; i++) {
      const x = samples[i] as number;
      // Transposed direct form II, both filters.
      const y = b0 * x + s1;
      s1 = b1 * x - a1 * y + s2;
      s2 = b2 * x - a2 * y;
      const z = y + p1;
      p1 = -2 * y - c1 * z + p2;
      p2 = y - c2 * z;
      sum += z * z;
    }
    energies[block] = (energies[block] ?? 0) + sum;
  }
}

const toLufs = (meanSquare: number): number => -0.691 + 10 * Math.log10(meanSquare);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** LUFS; -Infinity for silence. A sound shorter than one block is measured as one block. */
export function integratedLoudness({ left, right }: Stereo, sampleRate: number): number {
  const hop = Math.round(sampleRate / 10);
  const hopCount = Math.max(1, Math.floor(left.length / hop));
  const energies = new Float64Array(hopCount);
  addHopEnergies(left, sampleRate, hop, energies);
  addHopEnergies(right, sampleRate, hop, energies);

  const blocks: number[] = [];
  const span = Math.min(HOPS_PER_BLOCK, hopCount);
  for (let first = 0; first + span <= hopCount; first++) {
    let sum = 0;
    for (let i = first; i < first + span; i++) sum += energies[i] as number;
    blocks.push(sum / (span * hop));
  }
  const audible = blocks.filter((power) => power > 0 && toLufs(power) > -70);
  if (audible.length === 0) return Number.NEGATIVE_INFINITY;
  const gate = toLufs(mean(audible)) - 10;
  return toLufs(mean(audible.filter((power) => toLufs(power) > gate)));
}
