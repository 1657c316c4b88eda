import { expect, describe as group, test } from 'vitest';
import { bandpass, filter, highpass, lowpass } from './biquad.ts';
import { bubble } from './bubble.ts';
import { centroidOf, describe as measure, onsets } from './descriptors.ts';
import { decay, glide, intensityCurve, lines } from './envelope.ts';
import { poissonTimes, pulseTimes } from './grains.ts';
import { normaliseRms, peakOf, rmsOf, rmsOfStereo, softLimit, trim } from './level.ts';
import { strike } from './modal.ts';
import { brownNoise, pinkNoise, whiteNoise } from './noise.ts';
import { saw, sine } from './oscillator.ts';
import { pluck } from './pluck.ts';
import { createRandom } from './random.ts';
import { SAMPLE_RATE, toSamples } from './rate.ts';
import { reverberateMono } from './reverb.ts';
import { sweep } from './state-variable.ts';
import { decorrelate } from './stereo.ts';

const second = SAMPLE_RATE;
const db = (ratio: number): number => 20 * Math.log10(ratio);

/** Level of a tone after a filter, in dB. */
function response(apply: (x: Float32Array) => Float32Array, hz: number): number {
  const out = apply(sine(second, hz)).subarray(second / 2);
  return db(rmsOf(out) * Math.SQRT2);
}

/** Slope of a noise in dB per octave between two octave bands. */
function slope(noise: Float32Array): number {
  const level = (hz: number): number => rmsOf(filter(noise.slice(), bandpass(hz, Math.SQRT2)));
  // Constant-Q bands widen with frequency: white noise rises 3 dB per octave in them.
  return db(level(4000) / level(500)) / 3 - 3;
}

group('random', () => {
  test('the same seed and label give the same stream, whatever was drawn before', () => {
    const a = createRandom(5);
    const b = createRandom(5);
    for (let i = 0; i < 100; i++) a.next();
    expect(a.fork('x').next()).toBe(b.fork('x').next());
    expect(a.fork('x').next()).not.toBe(a.fork('y').next());
    expect(createRandom(5).next()).not.toBe(createRandom(6).next());
  });

  test('deviates have the moments they should', () => {
    const random = createRandom('moments');
    const uniform = Array.from({ length: 40_000 }, () => random.next());
    const normal = Array.from({ length: 40_000 }, () => random.normal());
    const mean = (xs: number[]): number => xs.reduce((sum, x) => sum + x, 0) / xs.length;
    expect(mean(uniform)).toBeCloseTo(0.5, 1);
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...uniform)).toBeLessThan(1);
    expect(Math.abs(mean(normal))).toBeLessThan(0.02);
    expect(mean(normal.map((x) => x * x))).toBeCloseTo(1, 1);
  });
});

group('filters', () => {
  test('low-pass and high-pass are 3 dB down at their corner and 12 dB per octave beyond', () => {
    expect(response((x) => filter(x, lowpass(1000)), 1000)).toBeCloseTo(-3, 0);
    expect(response((x) => filter(x, lowpass(1000)), 4000)).toBeLessThan(-22);
    expect(response((x) => filter(x, highpass(1000)), 1000)).toBeCloseTo(-3, 0);
    expect(response((x) => filter(x, highpass(1000)), 250)).toBeLessThan(-22);
  });

  test('the band-pass has 0 dB at its centre, also while swept', () => {
    expect(response((x) => filter(x, bandpass(1000, 4)), 1000)).toBeCloseTo(0, 1);
    expect(response((x) => sweep(x, 'band', 1000, 4), 1000)).toBeCloseTo(0, 1);
  });
});

group('noise', () => {
  test('white is flat, pink falls 3 dB and brown 6 dB per octave', () => {
    const random = createRandom('noise');
    expect(slope(whiteNoise(random, 2 * second))).toBeCloseTo(0, 0);
    expect(Math.abs(slope(pinkNoise(random, 2 * second)) + 3)).toBeLessThan(0.6);
    expect(Math.abs(slope(brownNoise(random, 2 * second)) + 6)).toBeLessThan(0.8);
  });
});

group('sources', () => {
  test('a bubble of 3 mm rings near Minnaert’s 1 kHz', () => {
    expect(centroidOf(bubble({ radius: 0.003, rise: 0 }))).toBeGreaterThan(850);
    expect(centroidOf(bubble({ radius: 0.003, rise: 0 }))).toBeLessThan(1200);
  });

  test('a mode rings at its frequency and is 60 dB down after its T60', () => {
    const out = new Float32Array(second);
    strike(out, [{ frequency: 800, t60: 0.5, gain: 1 }], { contactSeconds: 0.0001 });
    expect(peakOf(out)).toBeGreaterThan(0.8);
    const early = peakOf(out.subarray(0, 400));
    const late = peakOf(out.subarray(toSamples(0.5), toSamples(0.51)));
    expect(db(late / early)).toBeGreaterThan(-63);
    expect(db(late / early)).toBeLessThan(-57);
    expect(Math.abs(centroidOf(out) - 800)).toBeLessThan(60);
  });

  test('a plucked string sounds at the pitch asked for, within a third of a semitone', () => {
    for (const frequency of [110, 220.5, 440, 987]) {
      const out = pluck(createRandom(1), { frequency, t60: 2, brightness: 0.5, sampleCount: second });
      // Distance of the best autocorrelation lag from the period.
      let best = 0;
      let bestLag = 0;
      const period = SAMPLE_RATE / frequency;
      for (let lag = Math.floor(period * 9); lag < period * 11; lag++) {
        let sum = 0;
        for (let i = 2000; i < 12_000; i++) sum += out[i]! * out[i + lag]!;
        if (sum > best) {
          best = sum;
          bestLag = lag;
        }
      }
      const periods = Math.round(bestLag / period);
      expect(Math.abs(Math.log2(bestLag / periods / period))).toBeLessThan(0.33 / 12);
    }
  });

  test('a saw at 5 kHz keeps its aliases 25 dB down', () => {
    const out = saw(second, 5001);
    const alias = rmsOf(filter(filter(out.slice(), bandpass(1200, 3)), bandpass(1200, 3)));
    expect(db(alias / rmsOf(out))).toBeLessThan(-25);
  });
});

group('time', () => {
  test('a Poisson process has the rate asked for, and follows its weight', () => {
    const random = createRandom('poisson');
    expect(poissonTimes(random, 20 * second, 50).length).toBeGreaterThan(900);
    expect(poissonTimes(random, 20 * second, 50).length).toBeLessThan(1100);
    const late = poissonTimes(random, 20 * second, 50, (i) => (i > 10 * second ? 1 : 0));
    expect(late.every((at) => at > 10 * second)).toBe(true);
  });

  test('a regular rhythm keeps its rate and starts within 0.4 s', () => {
    const times = pulseTimes(createRandom(1), 10 * second, 2, 0.02);
    expect(times.length).toBeGreaterThanOrEqual(19);
    expect(times[0]!).toBeLessThan(0.4 * second);
    expect(pulseTimes(createRandom(1), second, 0.2, 0.3)[0]!).toBeLessThan(0.4 * second);
  });

  test('curves pass through their points', () => {
    const line = lines(1000, [
      [0, 0],
      [500 / SAMPLE_RATE, 1],
      [1000 / SAMPLE_RATE, 0],
    ]);
    expect(line[250]).toBeCloseTo(0.5, 2);
    expect(line[500]).toBeCloseTo(1, 2);
    const pitch = glide(1000, [
      [0, 100],
      [1000 / SAMPLE_RATE, 400],
    ]);
    expect(pitch[500]).toBeCloseTo(200, 0);
    expect(decay(second, 0.5)[second / 2]).toBeCloseTo(0.001, 4);
  });

  test('picture intensity becomes a curve without steps', () => {
    const frames = new Float32Array(50).map((_, i) => (i < 25 ? 0 : 1));
    const curve = intensityCurve(frames, 2 * second);
    expect(curve[toSamples(0.9)]).toBeLessThan(0.01);
    expect(curve[toSamples(1.2)]).toBeGreaterThan(0.95);
    let step = 0;
    for (let i = 1; i < curve.length; i++) step = Math.max(step, Math.abs(curve[i]! - curve[i - 1]!));
    expect(step).toBeLessThan(0.005);
  });
});

group('level and space', () => {
  test('normalising reaches the level; the limiter never passes full scale', () => {
    const noise = whiteNoise(createRandom(1), second);
    const pair = normaliseRms({ left: noise.slice(), right: noise.slice() }, 0.1);
    expect(rmsOfStereo(pair)).toBeCloseTo(0.1, 3);
    expect(peakOf(softLimit(noise.map((x) => x * 20)))).toBeLessThanOrEqual(1);
  });

  test('trimming takes silence off both ends', () => {
    const padded = new Float32Array(5000);
    padded.set(sine(1000, 1000), 2000);
    expect(trim(padded).length).toBeLessThan(1100);
  });

  test('decorrelation keeps the spectrum and parts the sides', () => {
    const noise = whiteNoise(createRandom(1), second);
    const { left, right } = decorrelate(noise, createRandom(2), 0.6);
    let sum = 0;
    for (let i = 0; i < second; i++) sum += left[i]! * right[i]!;
    expect(Math.abs(sum / second / (rmsOf(left) * rmsOf(right)))).toBeLessThan(0.7);
    expect(db(rmsOf(left) / rmsOf(noise))).toBeCloseTo(0, 0);
  });

  test('a room decays as asked', () => {
    const hit = new Float32Array(2 * second);
    hit[0] = 1;
    const out = reverberateMono(hit, { t60: 1, size: 1, damping: 0, wet: 1 });
    const early = rmsOf(out.subarray(toSamples(0.1), toSamples(0.3)));
    const late = rmsOf(out.subarray(toSamples(0.6), toSamples(0.8)));
    // Half a second later: 30 dB.
    expect(db(late / early)).toBeGreaterThan(-36);
    expect(db(late / early)).toBeLessThan(-24);
  });
});

group('descriptors', () => {
  test('a tone: centroid at its frequency, harmonic, not flat', () => {
    const found = measure(sine(second, 1000));
    expect(Math.abs(found.centroidHz - 1000)).toBeLessThan(30);
    expect(found.harmonicity).toBeGreaterThan(0.95);
    expect(found.flatness).toBeLessThan(0.05);
    expect(found.midShare).toBeGreaterThan(0.98);
    expect(found.crestDb).toBeCloseTo(3, 0);
  });

  test('white noise: flat, centroid in the middle, no pitch', () => {
    const found = measure(whiteNoise(createRandom(1), 2 * second));
    expect(found.flatness).toBeGreaterThan(0.85);
    expect(Math.abs(found.centroidHz - 10_000)).toBeLessThan(700);
    expect(found.harmonicity).toBeLessThan(0.2);
    expect(found.modulationDepth).toBeLessThan(0.2);
  });

  test('clicks: found one by one, and their rate is the modulation', () => {
    const clicks = new Float32Array(4 * second);
    for (let k = 0; k < 12; k++)
      strike(clicks, [{ frequency: 2000, t60: 0.05, gain: 1 }], { contactSeconds: 0.0003, at: toSamples(0.1 + k / 3) });
    const times = onsets(clicks);
    expect(times.length).toBe(12);
    for (const [k, at] of times.entries()) expect(Math.abs(at / SAMPLE_RATE - (0.1 + k / 3))).toBeLessThan(0.025);
    expect(measure(clicks).modulationHz).toBeCloseTo(3, 0);
  });
});
