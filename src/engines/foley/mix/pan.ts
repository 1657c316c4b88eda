import type { Stereo } from '../sound/voice.ts';

/** Equal-power law: the sum of squares is constant, the centre is 3 dB down on both sides. */
const leftGain = (pan: number): number => Math.cos(((Math.min(1, Math.max(-1, pan)) + 1) * Math.PI) / 4);
const rightGain = (pan: number): number => Math.sin(((Math.min(1, Math.max(-1, pan)) + 1) * Math.PI) / 4);

/** Adds a hit at sample `at`. */
export function addPannedMono(
  target: Stereo,
  sound: Float32Array,
  place: { at: number; gain: number; pan: number },
): void {
  const left = leftGain(place.pan) * place.gain;
  const right = rightGain(place.pan) * place.gain;
  const count = Math.min(sound.length, target.left.length - place.at);
  for (let i = 0; i < count; i++) {
    const x = sound[i] as number;
    target.left[place.at + i] = (target.left[place.at + i] as number) + x * left;
    target.right[place.at + i] = (target.right[place.at + i] as number) + x * right;
  }
}

export interface StereoPlace {
  gain: number;
  /** Per frame, interpolated linearly between frame centres. */
  pan: Float32Array;
  /** 1 keeps the stereo picture; 0 folds it to one point that follows `pan`. */
  width: number;
  framesPerSecond: number;
  sampleRate: number;
}

const CHUNK = 64;

/** Adds a bed. Gains follow the pan curve with straight lines over 64 samples, finer than any ear or picture. */
export function addStereo(target: Stereo, sound: Stereo, place: StereoPlace): void {
  const { gain, pan, width, framesPerSecond, sampleRate } = place;
  const count = Math.min(target.left.length, sound.left.length);
  const panAt = (sample: number): number => {
    const frame = Math.min(pan.length - 1, Math.max(0, (sample / sampleRate) * framesPerSecond - 0.5));
    const low = Math.floor(frame);
    const a = pan[low] ?? 0;
    return a + ((pan[low + 1] ?? a) - a) * (frame - low);
  };
  const point = 1 - width;
  let left = leftGain(panAt(0)) * gain * point;
  let right = rightGain(panAt(0)) * gain * point;
  for (let start = 0; start < count; start += CHUNK) {
    const end = Math.min(count, start + CHUNK);
    const at = panAt(end);
    const leftStep = (leftGain(at) * gain * point - left) / (end - start);
    const rightStep = (rightGain(at) * gain * point - right) / (end - start);
    for (let i = start; i < end; i++) {
      left += leftStep;
      right += rightStep;
      const l = sound.left[i] as number;
      const r = sound.right[i] as number;
      // The fold of two decorrelated channels keeps its power with 1/√2.
      const middle = (l + r) * Math.SQRT1_2;
      target.left[i] = (target.left[i] as number) + l * gain * width + middle * left;
      target.right[i] = (target.right[i] as number) + r * gain * width + middle * right;
    }
  }
}
