import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineInputError } from '../../engine.ts';
import { createRandom } from '../../foley/sound/dsp/random.ts';
import { hearKey, keyOfChroma } from './hear-key.ts';
import { hearReference } from './hear-reference.ts';
import { hearTempo } from './hear-tempo.ts';

const RATE = 22_050;
let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'song-listen-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** A decaying tone on every beat, the pitches in turn. */
function pulses(bpm: number, seconds: number, pitches: readonly number[][]): Float32Array {
  const samples = new Float32Array(seconds * RATE);
  const step = (60 / bpm) * RATE;
  for (let beat = 0; beat * step < samples.length; beat++) {
    const start = Math.round(beat * step);
    for (const pitch of pitches[beat % pitches.length] ?? []) {
      const w = (2 * Math.PI * 440 * 2 ** ((pitch - 69) / 12)) / RATE;
      for (let i = 0; i < step && start + i < samples.length; i++) {
        samples[start + i] = samples[start + i]! + 0.15 * Math.sin(w * i) * Math.exp((-4 * i) / step);
      }
    }
  }
  return samples;
}

const I = [60, 64, 67];
const IV = [65, 69, 72];
const V = [67, 71, 74];

describe('hearing', () => {
  it.each([63, 97.3, 128, 171])('the tempo %d to half a per cent, at some metrical level', (bpm) => {
    const heard = hearTempo(pulses(bpm, 30, [I, V]), RATE)!;
    const error = Math.min(...[0.25, 0.5, 1, 2].map((level) => Math.abs(heard.bpm / (bpm * level) - 1)));
    expect(error).toBeLessThan(0.005);
  });

  it('no tempo in silence, and none clear in noise', () => {
    expect(hearTempo(new Float32Array(10 * RATE), RATE)).toBeNull();
    const random = createRandom(1);
    const noise = Float32Array.from({ length: 10 * RATE }, () => random.range(-0.5, 0.5));
    expect(hearTempo(noise, RATE)!.clarity).toBeLessThan(0.15);
  });

  it.each([0, 3, 7, 10])('the key of a cadence moved up by %d half tones', (shift) => {
    const moved = [I, IV, V, I].map((chord) => chord.map((pitch) => pitch + shift));
    expect(hearKey(pulses(100, 12, moved), RATE)).toMatchObject({ tonic: shift % 12, mode: 'major' });
  });

  it('a minor key', () => {
    expect(
      hearKey(
        pulses(100, 12, [
          [57, 60, 64],
          [62, 65, 69],
          [64, 68, 71],
          [57, 60, 64],
        ]),
        RATE,
      ),
    ).toMatchObject({ tonic: 9, mode: 'minor' });
  });

  it('no key in silence', () => {
    expect(keyOfChroma(new Float64Array(12))).toBeNull();
  });
});

describe('a recording to follow', () => {
  const options = { ffmpeg: 'ffmpeg', signal: new AbortController().signal };
  const wav = async (name: string, samples: Float32Array): Promise<string> => {
    const path = join(dir, name);
    execFileSync(
      'ffmpeg',
      ['-v', 'error', '-y', '-f', 'f32le', '-ar', String(RATE), '-ac', '1', '-i', 'pipe:0', path],
      { input: Buffer.from(samples.buffer) },
    );
    return path;
  };

  it('gives tempo, key and length', async () => {
    const heard = await hearReference(await wav('a.mp3', pulses(120, 20, [I, IV, V, I])), 10, options);
    expect(heard).toMatchObject({ tonic: 0, mode: 'major' });
    expect(Math.abs(heard.seconds - 20)).toBeLessThan(0.1);
    expect(Math.min(...[60, 120, 30].map((bpm) => Math.abs((heard.bpm ?? 0) / bpm - 1)))).toBeLessThan(0.01);
  });

  it('that is silent gives neither', async () => {
    expect(await hearReference(await wav('silent.wav', new Float32Array(12 * RATE)), 10, options)).toMatchObject({
      bpm: null,
      tonic: null,
      mode: null,
    });
  });

  it('of a tenth of a second, and a file that is none, are refused with a reason', async () => {
    const short = await wav('short.wav', new Float32Array(RATE / 10));
    await expect(hearReference(short, 10, options)).rejects.toThrow(/0\.1 s long; at least 10 s/);
    const text = join(dir, 'text.mp3');
    await writeFile(text, 'no sound at all');
    const error = await hearReference(text, 1, options).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EngineInputError);
    expect(error).toMatchObject({ kind: 'audio' });
  });
});
