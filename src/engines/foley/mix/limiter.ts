import type { Stereo } from '../sound/voice.ts';
import { peakEnvelope } from './true-peak.ts';

/**
 * Look-ahead true-peak limiter (D. Giannoulis et al., "Digital dynamic range compressor design", JAES 60, 2012, and the
 * minimum + moving-average form of look-ahead): the needed gain is held over the window, released exponentially and
 * averaged, so the curve is smooth and never above what a peak needs.
 * Returns new samples of `sound` times `gain`; true peak stays at or below `ceiling` (linear).
 */
export function limit(sound: Stereo, gain: number, ceiling: number, sampleRate: number): Stereo {
  const count = sound.left.length;
  const left = new Float32Array(count);
  const right = new Float32Array(count);
  const peaks = peakEnvelope(sound, ceiling / gain);

  let limited = false;
  for (let i = 0; i < count && !limited; i++) limited = (peaks[i] as number) * gain > ceiling;
  if (!limited) {
    for (let i = 0; i < count; i++) {
      left[i] = (sound.left[i] as number) * gain;
      right[i] = (sound.right[i] as number) * gain;
    }
    return { left, right };
  }

  const look = Math.round(sampleRate * 0.0015);
  const release = Math.exp(-1 / (sampleRate * 0.06));
  // Backwards hold: needed[i] = min over the samples i .. i + 2·look, by a monotonic queue.
  const needed = new Float32Array(count + 2 * look);
  const queue = new Int32Array(count + 1);
  let head = 0;
  let tail = 0;
  const want = (i: number): number => Math.min(1, ceiling / Math.max(1e-9, (peaks[i] as number) * gain));
  for (let i = 0; i < count + 2 * look; i++) {
    // needed is written with a delay of 2·look, so index i stands for output position i - 2·look.
    if (i < count) {
      const value = want(i);
      while (tail > head && want(queue[tail - 1] as number) >= value) tail--;
      queue[tail++] = i;
    }
    while (tail > head && (queue[head] as number) < i - 2 * look) head++;
    needed[i] = tail > head ? want(queue[head] as number) : 1;
  }
  // Now needed[j] covers peaks j - 2·look .. j. Release, then average over 2·look + 1 and centre on j - look.
  let held = 1;
  for (let j = 0; j < needed.length; j++) {
    const target = needed[j] as number;
    held = target < held ? target : target + (held - target) * release;
    needed[j] = held;
  }
  // The average ending at i + 2·look spans covers that all contain peak i.
  const width = 2 * look + 1;
  let sum = 0;
  for (let j = 0; j < width - 1; j++) sum += needed[j] as number;
  for (let i = 0; i < count; i++) {
    sum += needed[i + width - 1] as number;
    const factor = (sum / width) * gain;
    left[i] = (sound.left[i] as number) * factor;
    right[i] = (sound.right[i] as number) * factor;
    sum -= needed[i] as number;
  }
  return { left, right };
}
