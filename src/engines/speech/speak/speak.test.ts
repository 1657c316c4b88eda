import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resample } from '../change/resample.ts';
import { stretchOfRate } from '../delivery/delivery.ts';
import { describeVoice } from '../listen/describe-voice.ts';
import { baseVoices } from './base-voices.ts';
import { englishOnly, speakWithEspeak } from './espeak.ts';
import { type Flite, type FliteVoice, loadFlite } from './flite.ts';
import { createMemorySystem } from './memory-system.ts';
import { readWave } from './wave.ts';

const TEXT =
  'The sun is shining on the small village today. In the afternoon we walk through the forest and look for mushrooms. ' +
  'She opened the window and looked out at the rain. There was nobody in the street, and the shops were closed.';
const signal = new AbortController().signal;
let flite: Flite;
let folder = '';

beforeAll(async () => {
  flite = await loadFlite();
  folder = await mkdtemp(path.join(tmpdir(), 'speak-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('flite', () => {
  it.each<FliteVoice>(['slt', 'rms', 'awb', 'kal16'])(
    'speaks as %s at 16 kHz, the pitch that the table says',
    (voice) => {
      const { samples, sampleRate } = flite({ text: TEXT, voice, stretch: 1 });
      expect(sampleRate).toBe(16_000);
      const { f0 } = describeVoice(samples, sampleRate);
      expect(Math.abs(12 * Math.log2(f0 / baseVoices[voice].f0))).toBeLessThan(1);
    },
  );

  it('takes a second for about three words, and as much longer as it is told', () => {
    const seconds = (stretch: number) => flite({ text: TEXT, voice: 'slt', stretch }).samples.length / 16_000;
    expect(seconds(1) / TEXT.split(' ').length).toBeGreaterThan(0.25);
    expect(seconds(1) / TEXT.split(' ').length).toBeLessThan(0.4);
    expect(seconds(2) / seconds(1)).toBeCloseTo(2, 1);
    expect(seconds(0.5) / seconds(1)).toBeCloseTo(0.5, 1);
  });

  it('gives the same samples for the same text', () => {
    const once = flite({ text: TEXT, voice: 'rms', stretch: 1.1 });
    expect(flite({ text: TEXT, voice: 'rms', stretch: 1.1 }).samples).toEqual(once.samples);
  });

  it.each(['-o /etc/passwd', '$HOME `id` <b>', '', ' ', '"', '%s%n', '\\', '0'])(
    'takes %j as text and nothing else',
    (text) => {
      expect(() => flite({ text, voice: 'kal16', stretch: 1 })).not.toThrow();
    },
  );
});

describe('the system that flite runs in', () => {
  it('has one file, and that no larger than it may be', () => {
    const memory = { buffer: new ArrayBuffer(1024) };
    const system = createMemorySystem(['a'], 10);
    system.attach(memory);
    const call = (name: string, ...args: (number | bigint)[]) =>
      (system.imports[name] as (...args: unknown[]) => number)(...args);
    const view = new DataView(memory.buffer);
    expect(call('path_open', 3, 0, 0, 0, 0, 0n, 0n, 0, 0)).toBe(44);
    expect(call('path_open', 3, 0, 0, 0, 1, 0n, 0n, 0, 0)).toBe(0);
    view.setUint32(100, 200, true);
    view.setUint32(104, 8, true);
    memoryText(memory, 200, 'speaking');
    expect(call('fd_write', 4, 100, 1, 50)).toBe(0);
    expect(call('fd_write', 4, 100, 1, 50)).toBe(27);
    expect(new TextDecoder().decode(system.output())).toBe('speaking');
    expect(call('fd_prestat_get', 5, 0)).toBe(8);
  });
});

function memoryText(memory: { buffer: ArrayBuffer }, at: number, text: string): void {
  new Uint8Array(memory.buffer).set(new TextEncoder().encode(text), at);
}

describe('espeak-ng', () => {
  const german = { code: 'de', name: 'German' };

  it.each([
    ['de', 'Die Sonne scheint heute sehr warm über dem kleinen Dorf.'],
    ['cmn', '今天太阳照耀着小村庄。我们去森林里。'],
    ['ar', 'مرحبا بالعالم، كيف حالك اليوم؟'],
    ['ru', 'Сегодня солнце светит над маленькой деревней.'],
  ])('speaks %s', async (code, text) => {
    const language = { code, name: code };
    const spoken = await speakWithEspeak({
      program: 'espeak-ng',
      text,
      language,
      variant: 'plain',
      stretch: 1,
      signal,
    });
    const { samples, sampleRate } = spoken;
    expect(samples.length / sampleRate).toBeGreaterThan(1.5);
    const { f0 } = describeVoice(resample(samples, 16_000 / sampleRate), 16_000);
    expect(f0).toBeGreaterThan(70);
    expect(f0).toBeLessThan(180);
  });

  it('that is missing is asked for by name', async () => {
    const program = path.join(folder, 'no-such-program');
    const request = { program, text: 'Guten Tag', language: german, variant: 'plain', stretch: 1, signal } as const;
    await expect(speakWithEspeak(request)).rejects.toMatchObject({
      name: 'EngineInputError',
      kind: 'text',
      message: 'the embedded speech engine speaks English only; install espeak-ng for German',
    });
    expect(englishOnly(german)).toContain('German');
  });

  it('that lacks the language says so', async () => {
    const language = { code: 'tlh', name: 'Klingon' };
    const request = { program: 'espeak-ng', text: 'nuqneH', language, variant: 'plain', stretch: 1, signal } as const;
    await expect(speakWithEspeak(request)).rejects.toMatchObject({
      name: 'EngineInputError',
      message: 'espeak-ng on this machine has no voice for Klingon',
    });
  });

  it('that answers with something else is a failure of the engine, not of the text', async () => {
    const program = path.join(folder, 'odd-espeak');
    await writeFile(program, '#!/bin/sh\necho hello\n');
    await chmod(program, 0o755);
    const request = { program, text: 'Guten Tag', language: german, variant: 'plain', stretch: 1, signal } as const;
    await expect(speakWithEspeak(request)).rejects.toThrow('not a WAV file');
  });

  it('stops with the task', async () => {
    const request = { program: 'espeak-ng', text: 'Tag', language: german, variant: 'plain', stretch: 1 } as const;
    await expect(speakWithEspeak({ ...request, signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop');
  });
});

describe('a WAV', () => {
  it('is read whatever lengths its header claims', () => {
    const bytes = new Uint8Array(48);
    const view = new DataView(bytes.buffer);
    const write = (at: number, text: string) => bytes.set(new TextEncoder().encode(text), at);
    write(0, 'RIFF');
    write(8, 'WAVEfmt ');
    view.setUint32(16, 16, true);
    view.setUint16(20, 1, true);
    view.setUint16(22, 1, true);
    view.setUint32(24, 22_050, true);
    view.setUint16(34, 16, true);
    write(36, 'data');
    view.setUint32(40, 0xffff_fff0, true);
    view.setInt16(44, 16_384, true);
    view.setInt16(46, -32_768, true);
    expect(readWave(bytes)).toEqual({ sampleRate: 22_050, samples: Float32Array.of(0.5, -1) });
    expect(() => readWave(bytes.subarray(0, 30))).toThrow('not a WAV file');
    view.setUint16(34, 8, true);
    expect(() => readWave(bytes)).toThrow('not 16-bit PCM');
  });
});

describe('the rate of a voice', () => {
  it.each(Object.entries(baseVoices))('of %s falls with the stretch, and is found back from it', (_, voice) => {
    for (const [stretch, rate] of voice.rates) expect(stretchOfRate(voice, rate)).toBeCloseTo(stretch, 5);
    const rates = voice.rates.map(([, rate]) => rate);
    expect([...rates].sort((a, b) => b - a)).toEqual(rates);
    expect(stretchOfRate(voice, 1)).toBeGreaterThan(2);
    expect(stretchOfRate(voice, 12)).toBeLessThan(0.5);
  });
});
