import type { PitchTrack } from './pitch.ts';

/**
 * Syllable nuclei by intensity peaks (N. H. de Jong and T. Wempe, "Praat script to detect syllable nuclei and measure
 * speech rate automatically", Behavior Research Methods 41, 2009): a nucleus is a voiced peak of the intensity, at most
 * 25 dB under the loudest 1 %, with a dip of at least 2 dB before it. Pauses are 0.3 s and longer and do not count as
 * time spoken, so the result is an articulation rate.
 */
export interface SyllableSummary {
  count: number;
  /** Seconds without the pauses. */
  spokenSeconds: number;
  /** Syllables per second spoken; 0 when none were found. */
  rate: number;
}

const HOP_SECONDS = 0.01;
/** Praat's intensity at a lowest pitch of 50 Hz: an effective window of 3.2 / 50 s. */
const WINDOW_SECONDS = 0.064;
const SILENCE_DB = -25;
const DIP_DB = 2;
const PAUSE_SECONDS = 0.3;

export function countSyllables(samples: Float32Array, sampleRate: number, pitch: PitchTrack): SyllableSummary {
  const hop = Math.round(sampleRate * HOP_SECONDS);
  const intensity = intensityDb(samples, hop, Math.round(sampleRate * WINDOW_SECONDS));
  const sorted = Float32Array.from(intensity).sort();
  const floor = (sorted[Math.floor(0.99 * (sorted.length - 1))] ?? -120) + SILENCE_DB;

  let count = 0;
  let dip = floor;
  let peak = Number.NEGATIVE_INFINITY;
  let peakFrame = -1;
  const isVoiced = (frame: number) => (pitch.f0[Math.round((frame * hop) / pitch.hop)] ?? 0) > 0;
  for (let frame = 0; frame < intensity.length; frame++) {
    const value = intensity[frame] as number;
    if (value > peak) {
      peak = value;
      peakFrame = frame;
    }
    // The peak is over once the intensity has fallen by the dip.
    if (peakFrame >= 0 && peak - value >= DIP_DB) {
      if (peak > floor && peak - dip >= DIP_DB && isVoiced(peakFrame)) count++;
      dip = value;
      peak = value;
      peakFrame = frame;
    }
    if (value < dip) {
      dip = value;
      peak = value;
      peakFrame = frame;
    }
  }
  const spokenSeconds = spokenFrames(intensity, floor) * HOP_SECONDS;
  return { count, spokenSeconds, rate: spokenSeconds > 0 ? count / spokenSeconds : 0 };
}

function intensityDb(samples: Float32Array, hop: number, window: number): Float32Array {
  const weights = Float64Array.from(
    { length: window },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / window),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Float32Array.from({ length: Math.floor(samples.length / hop) + 1 }, (_, frame) => {
    const start = frame * hop - (window >> 1);
    let sum = 0;
    for (let i = Math.max(0, -start); i < window && start + i < samples.length; i++) {
      sum += (weights[i] as number) * (samples[start + i] as number) ** 2;
    }
    return 10 * Math.log10(sum / total + 1e-12);
  });
}

function spokenFrames(intensity: Float32Array, floor: number): number {
  const longPause = Math.round(PAUSE_SECONDS / HOP_SECONDS);
  let spoken = 0;
  let quiet = 0;
  let begun = false;
  for (const value of intensity) {
    if (value < floor) {
      quiet++;
      continue;
    }
    // A short gap inside speech is a stop consonant and counts as spoken.
    if (begun && quiet < longPause) spoken += quiet;
    quiet = 0;
    begun = true;
    spoken++;
  }
  return spoken;
}
