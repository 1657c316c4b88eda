import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Stereo } from '../sound/voice.ts';
import { openMp3Encoder } from './encode-mp3.ts';
import { integratedLoudness } from './loudness.ts';
import { master } from './master.ts';
import { truePeakDb } from './true-peak.ts';

const run = promisify(execFile);
const rate = 44_100;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foley-mastering-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const sound = (seconds: number, sample: (t: number, channel: number, i: number) => number): Stereo => {
  const count = Math.round(seconds * rate);
  const channel = (c: number) => Float32Array.from({ length: count }, (_, i) => sample(i / rate, c, i));
  return { left: channel(0), right: channel(1) };
};
const encode = async (name: string, material: Stereo, encoders?: string[]): Promise<string> => {
  const path = join(folder, name);
  const options = { ffmpegPath: 'ffmpeg', path, sampleRate: rate, signal: new AbortController().signal };
  await openMp3Encoder(options, encoders).finish(material);
  return path;
};
/** What ffmpeg's own EBU R 128 meter says. */
const meter = async (path: string): Promise<{ lufs: number; peak: number }> => {
  const { stderr } = await run('ffmpeg', [
    '-nostdin',
    '-hide_banner',
    '-i',
    path,
    '-af',
    'ebur128=peak=true',
    '-f',
    'null',
    '-',
  ]);
  const summary = stderr.slice(stderr.lastIndexOf('Summary:'));
  return {
    lufs: Number(/I:\s+(-?[\d.]+) LUFS/.exec(summary)?.[1]),
    peak: Number(/Peak:\s+(-?[\d.]+) dBFS/.exec(summary)?.[1]),
  };
};
/** A small linear congruential generator; test noise only. */
const noise = (seed: number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
};
const hiss = noise(7);
const materials: Record<string, Stereo> = {
  'a sine': sound(4, (t) => 0.2 * Math.sin(2 * Math.PI * 997 * t)),
  noise: sound(4, () => 0.3 * hiss()),
  'swelling noise': sound(5, (t) => 0.5 * (t / 5) ** 2 * hiss()),
  'low rumble on the left': sound(4, (t, c) => (c === 0 ? 0.6 * Math.sin(2 * Math.PI * 55 * t) : 0)),
  'single hits in silence': sound(6, (t) => Math.exp(-(t % 2) * 40) * Math.sin(2 * Math.PI * 420 * (t % 2))),
  'very short clicks': sound(6, (t) => Math.exp(-(t % 3) * 900) * hiss()),
  'one hit at time 0': sound(3, (t) => Math.exp(-t * 30) * Math.cos(2 * Math.PI * 900 * t)),
  'a quiet sound with one loud hit': sound(6, (t) => 0.01 * hiss() + (t > 3 ? Math.exp(-(t - 3) * 25) * hiss() : 0)),
};

/** 192 kbit/s mp3 drops what lies over 19 kHz, which in white noise is most of a decibel after K-weighting. */
const white = new Set([
  'noise',
  'swelling noise',
  'very short clicks',
  'a quiet sound with one loud hit',
  'one hit at time 0',
]);

describe('mastering', () => {
  it('reads -3.01 LUFS for a full-scale 997 Hz sine in one channel, as BS.1770 defines', () => {
    const tone = sound(3, (t, c) => (c === 0 ? Math.sin(2 * Math.PI * 997 * t) : 0));
    expect(integratedLoudness(tone, rate)).toBeCloseTo(-3.01, 1);
  });

  it('finds the true peak between samples', () => {
    // A quarter-rate sine sampled at 45 degrees: samples at 0.707, the wave itself at 1.
    const tone = sound(0.5, (_, __, i) => Math.sin((Math.PI / 2) * i + Math.PI / 4));
    expect(truePeakDb(tone)).toBeGreaterThan(-0.3);
    expect(truePeakDb(tone)).toBeLessThan(0.3);
  });

  it.each(Object.entries(materials))(
    'brings %s to -20 ± 1 LUFS and at most -1 dBTP in the decoded mp3',
    async (name, material) => {
      const mastered = master(material, rate);
      const measured = await meter(await encode(`${name}.mp3`, mastered.sound));
      expect(measured.lufs).toBeGreaterThan(-21);
      expect(measured.lufs).toBeLessThan(-19);
      expect(measured.peak).toBeLessThanOrEqual(-1);
      expect(Math.abs(measured.lufs - mastered.loudnessLufs)).toBeLessThan(white.has(name) ? 1 : 0.4);
      expect(Math.abs(mastered.sound.left[0] ?? 1)).toBeLessThan(0.01);
      expect(Math.abs(mastered.sound.left.at(-1) ?? 1)).toBeLessThan(0.01);
    },
  );

  it('keeps a hit at time 0 in its first millisecond', () => {
    const { left } = master(materials['one hit at time 0'] as Stereo, rate).sound;
    expect(Math.max(...left.subarray(0, 44).map(Math.abs))).toBeGreaterThan(0.3);
  });

  it('leaves silence silent', () => {
    const mastered = master(
      sound(1, () => 0),
      rate,
    );
    expect(mastered.loudnessLufs).toBe(Number.NEGATIVE_INFINITY);
    expect(mastered.sound.left.every((value) => value === 0)).toBe(true);
  });
});

describe('mp3', () => {
  it.each([0.4, 1, 2.345_67, 8])('decodes to exactly the samples of %d s', async (seconds) => {
    const path = await encode(
      `length-${seconds}.mp3`,
      sound(seconds, (t) => 0.1 * Math.sin(2 * Math.PI * 440 * t)),
    );
    const { stdout } = await run('ffmpeg', ['-v', 'error', '-nostdin', '-i', path, '-f', 'f32le', '-'], {
      encoding: 'buffer',
      maxBuffer: 2 ** 25,
    });
    expect(stdout.length / 8).toBe(Math.round(seconds * rate));
  });

  it('gives the same bytes for the same samples', async () => {
    const tone = sound(1, (t) => 0.1 * Math.sin(2 * Math.PI * 440 * t));
    expect(await readFile(await encode('a.mp3', tone))).toEqual(await readFile(await encode('b.mp3', tone)));
  });

  it('takes the next encoder when the first is missing, and says which were tried when all are', async () => {
    const tone = sound(1, (t) => 0.1 * Math.sin(2 * Math.PI * 440 * t));
    await expect(encode('c.mp3', tone, ['nosuchmp3', 'libshine'])).resolves.toContain('c.mp3');
    await expect(encode('d.mp3', tone, ['nosuchmp3', 'noneeither'])).rejects.toThrow(/nosuchmp3.*noneeither/s);
  });
});
