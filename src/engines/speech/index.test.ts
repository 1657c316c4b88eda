import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { recognise, wordErrors } from '../../../bench/engines/speech/recognise.ts';
import { FOLLOWING_TEXT, REFERENCE_TEXT } from '../../../bench/engines/speech/references.ts';
import { PLAIN_SENTENCES } from '../../../bench/engines/speech/sentences.ts';
import { measure } from '../../../bench/engines/speech/speak.ts';
import { EngineInputError } from '../engine.ts';
import { runEngine } from '../host/index.ts';
import type { SpeechFormat, SpeechInput } from './contract.ts';
import { speechVoices } from './delivery/voices.ts';
import { createSpeech } from './index.ts';

// Minutes of speech are made here, on machines that may do other things too.
vi.setConfig({ testTimeout: 300_000 });

const run = promisify(execFile);
const tools = { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe', enginesDir: tmpdir() };
const engine = createSpeech(tools);
const SENTENCE = 'It takes about twenty minutes to walk to the market.';
let folder = '';
let runs = 0;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'speech-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function say(input: SpeechInput, options: { signal?: AbortSignal; seed?: number; espeak?: string } = {}) {
  const { signal = new AbortController().signal, seed = 1, espeak } = options;
  const workDir = path.join(folder, `run-${runs++}`);
  await mkdir(workDir);
  const progress: [string, number][] = [];
  const speech = espeak === undefined ? engine : createSpeech({ ...tools, espeak });
  const onProgress = (phase: string, fraction: number) => void progress.push([phase, fraction]);
  const result = await speech.run(input, { workDir, seed, signal, onProgress });
  const file = result.files[0]!;
  return { ...result, path: file.path, file, progress, bytes: await readFile(file.path) };
}

/** A sound file made by ffmpeg. */
async function sound(name: string, ...args: string[]): Promise<string> {
  const file = path.join(folder, name);
  await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args, file]);
  return file;
}
const tones = (expression: string) => ['-f', 'lavfi', '-i', expression];

describe('the file', () => {
  it.each<[SpeechFormat, string, RegExp]>([
    ['wav', 'audio/wav', /pcm_s16le.*24000 Hz.*mono/],
    ['mp3', 'audio/mpeg', /mp3.*24000 Hz, mono/],
    ['opus', 'audio/ogg', /opus.*48000 Hz, mono/],
    ['aac', 'audio/aac', /aac.*24000 Hz, mono/],
    ['flac', 'audio/flac', /flac.*24000 Hz, mono/],
  ])('as %s is %s, mono, as long as it says, and the same for any seed', async (format, contentType, stream) => {
    const { file, bytes, path: spoken } = await say({ text: SENTENCE, format });
    expect(file).toMatchObject({ role: 'audio', contentType, width: 0, height: 0 });
    const decode = ['-nostdin', '-hide_banner', '-i', spoken, '-ac', '1', '-ar', '24000', '-f', 's16le', '-'];
    const { stdout, stderr } = await run('ffmpeg', decode, { encoding: 'buffer', maxBuffer: 2 ** 26 });
    expect(stderr.toString()).toMatch(stream);
    expect(Math.abs(stdout.length / 48 - file.durationMs)).toBeLessThan(100);
    expect((await say({ text: SENTENCE, format }, { seed: 99 })).bytes.equals(bytes)).toBe(true);
  });

  it('as pcm is 16-bit mono at 24 kHz: the samples of the WAV', async () => {
    const [pcm, wav] = [await say({ text: SENTENCE, format: 'pcm' }), await say({ text: SENTENCE })];
    expect(wav.bytes.subarray(44).equals(pcm.bytes)).toBe(true);
    expect(pcm.bytes.length / 48).toBeCloseTo(pcm.file.durationMs, 0);
  });

  it('has -18 LUFS and no clipped sample', async () => {
    const { path: spoken } = await say({ text: FOLLOWING_TEXT, voice: 'onyx' });
    const { stderr } = await run('ffmpeg', [
      '-nostdin',
      '-hide_banner',
      '-i',
      spoken,
      '-af',
      'ebur128=peak=true',
      '-f',
      'null',
      '-',
    ]);
    const summary = stderr.slice(stderr.lastIndexOf('Summary:'));
    expect(Number(/I:\s+(-?[\d.]+) LUFS/.exec(summary)?.[1])).toBeCloseTo(-18, 0);
    expect(Number(/Peak:\s+(-?[\d.]+) dBFS/.exec(summary)?.[1])).toBeLessThan(-1);
  });

  it('is reported in rising progress through four phases', async () => {
    const { progress } = await say({ text: FOLLOWING_TEXT });
    expect([...new Set(progress.map(([phase]) => phase))]).toEqual(['listening', 'speaking', 'levelling', 'encoding']);
    for (let i = 1; i < progress.length; i++) expect(progress[i]![1]).toBeGreaterThanOrEqual(progress[i - 1]![1]);
    expect(progress.at(-1)).toEqual(['encoding', 1]);
  });

  it('comes out of a process of its own as it does here', async () => {
    const workDir = path.join(folder, 'hosted');
    await mkdir(workDir);
    const result = await runEngine('speech', { text: SENTENCE }, { workDir, seed: 1, ffmpeg: tools });
    expect(result.facts).toMatchObject({ engine: 'speech@1', language: 'en', voice: 'slt', parts: 1 });
    expect((await readFile(result.files[0]!.path)).equals((await say({ text: SENTENCE })).bytes)).toBe(true);
  });
});

describe('speech', () => {
  it('is understood by a recogniser that has never heard of it: word error rate at most 0.3', {
    timeout: 300_000,
  }, async () => {
    const files: string[] = [];
    for (const text of PLAIN_SENTENCES) files.push((await say({ text })).path);
    const heard = await recognise(files, folder);
    const counts = PLAIN_SENTENCES.map((text, at) => wordErrors(text, heard[at] ?? ''));
    const [errors, words] = [counts.reduce((sum, c) => sum + c.errors, 0), counts.reduce((sum, c) => sum + c.words, 0)];
    expect(words).toBeGreaterThan(150);
    expect(errors / words).toBeLessThanOrEqual(0.3);
  });

  it('takes 0.2 to 0.5 s per word, less or more with the speed', async () => {
    const perWord = async (speed: number) =>
      (await say({ text: FOLLOWING_TEXT, speed })).file.durationMs / 1000 / FOLLOWING_TEXT.split(' ').length;
    const normal = await perWord(1);
    expect(normal).toBeGreaterThan(0.2);
    expect(normal).toBeLessThan(0.5);
    expect(normal / (await perWord(2))).toBeGreaterThan(1.7);
    expect((await perWord(0.25)) / normal).toBeGreaterThan(3);
  });

  it('in voices of different names sounds different, in pitch as their table says', async () => {
    const sounds = new Set<string>();
    for (const voice of Object.keys(speechVoices))
      sounds.add((await say({ text: 'Good morning.', voice })).bytes.toString('base64'));
    expect(sounds.size).toBe(Object.keys(speechVoices).length);
    const pitch = async (voice: string) => (await measure((await say({ text: FOLLOWING_TEXT, voice })).path)).f0;
    const shift = 12 * Math.log2((await pitch('shimmer')) / (await pitch('slt')));
    expect(Math.abs(shift - speechVoices.shimmer!.semitones)).toBeLessThan(0.5);
  });

  it.each(['no such voice', '', '__proto__', 'constructor'])(
    'in a voice named %j is in the default one',
    async (voice) => {
      expect((await say({ text: 'Yes.', voice })).bytes.equals((await say({ text: 'Yes.' })).bytes)).toBe(true);
    },
  );
});

describe('a reference', () => {
  it.each([
    ['shimmer', 1.2, 'slt'],
    ['onyx', 0.8, 'rms'],
    ['ash', 1, 'awb'],
  ])(
    'spoken by %s at %d is followed in pitch, range, rate and level, from the nearest voice',
    async (voice, speed, nearest) => {
      const reference = await say({ text: REFERENCE_TEXT, voice, speed });
      const quieter = await sound(`${voice}-quiet.mp3`, '-i', reference.path, '-af', 'volume=-5dB');
      const { facts, path: spoken } = await say({ text: FOLLOWING_TEXT, referencePath: quieter });
      const [wanted, got] = [await measure(reference.path), await measure(spoken)];
      expect(facts.voice).toBe(nearest);
      expect(Math.abs(12 * Math.log2(got.f0 / wanted.f0))).toBeLessThan(0.7);
      expect(Math.abs(got.rangeSemitones - wanted.rangeSemitones)).toBeLessThan(1.5);
      expect(got.syllableRate / wanted.syllableRate).toBeGreaterThan(0.8);
      expect(got.syllableRate / wanted.syllableRate).toBeLessThan(1.25);
      expect(Math.abs(got.loudnessLufs - (wanted.loudnessLufs - 5))).toBeLessThan(1);
      const stretch = (facts.delivery as { stretch: number }).stretch;
      expect(stretch * speed).toBeGreaterThan(0.75);
      expect(stretch * speed).toBeLessThan(1.33);
    },
  );

  it('over a telephone is followed into its band', async () => {
    const reference = await say({ text: REFERENCE_TEXT });
    const phone = await sound(
      'phone.wav',
      '-i',
      reference.path,
      '-af',
      'aresample=7000,aresample=16000,highpass=f=300',
    );
    const [plain, followed] = [await say({ text: SENTENCE }), await say({ text: SENTENCE, referencePath: phone })];
    const high = async (file: string) => (await measure(file)).spectrum.levelsDb.at(-1) ?? 0;
    expect(await high(followed.path)).toBeLessThan((await high(plain.path)) - 10);
  });

  it('of 40 s is heard for 30, and one without a voice only gives the level', async () => {
    const hiss = await sound('hiss.flac', ...tones('anoisesrc=d=40:a=0.05:seed=1:r=16000'));
    const { logs, facts } = await say({ text: SENTENCE, referencePath: hiss });
    expect(logs.join('\n')).toContain('no voice was found in the reference');
    expect(facts.voice).toBe('slt');
    expect(facts.reference).toMatchObject({ f0: 0 });
  });

  it.each<[string, () => Promise<string>, RegExp]>([
    ['of 0.1 s', () => sound('short.wav', ...tones('sine=d=0.1')), /at least 1 s/],
    ['of silence', () => sound('silent.wav', ...tones('anullsrc=d=3'), '-t', '3'), /silent/],
    ['that is text', async () => textFile('text.wav'), /cannot|not a sound file/],
    ['that is a playlist', async () => textFile('list.m3u8', '#EXTM3U\n#EXTINF:1,\n/etc/passwd\n'), /not a sound file/],
    [
      'that is a picture',
      () => sound('picture.png', ...tones('color=red:size=8x8:d=1'), '-frames:v', '1'),
      /not a sound file/,
    ],
    ['that is not there', async () => path.join(folder, 'nothing.wav'), /cannot be read/],
  ])('%s is refused as bad audio', async (_, make, reason) => {
    const input = { text: SENTENCE, referencePath: await make() };
    const error = await say(input).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EngineInputError);
    expect(error).toMatchObject({ kind: 'audio', message: expect.stringMatching(reason) });
  });

  async function textFile(name: string, content = 'this is not a recording'): Promise<string> {
    const file = path.join(folder, name);
    await writeFile(file, content);
    return file;
  }
});

describe('the text', () => {
  it.each(['', '   ', '😀🎉', '...!?', '\u202E\u200B'])('%j holds nothing to speak and is refused', async (text) => {
    await expect(say({ text })).rejects.toMatchObject({ name: 'EngineInputError', kind: 'text' });
  });

  it('of more than 10,000 characters is refused', async () => {
    await expect(say({ text: 'a '.repeat(5_001) })).rejects.toMatchObject({ name: 'EngineInputError', kind: 'text' });
  });

  it('of 10,000 characters is spoken to its end', async () => {
    const text = `${FOLLOWING_TEXT} `.repeat(50).slice(0, 10_000);
    const { file, facts } = await say({ text, voice: 'kal' });
    expect(facts.parts).toBeGreaterThan(100);
    expect(file.durationMs).toBeGreaterThan(400_000);
  });

  it('in another language is spoken by espeak-ng, steered like any other', async () => {
    const reference = await say({ text: REFERENCE_TEXT, voice: 'ash' });
    const text =
      'Die Sonne scheint heute sehr warm über dem kleinen Dorf, und wir gehen in den Wald. Danach ist es Abend.';
    const { facts, path: spoken } = await say({ text, referencePath: reference.path });
    expect(facts).toMatchObject({ language: 'de', voice: 'espeak' });
    const [wanted, got] = [await measure(reference.path), await measure(spoken)];
    expect(Math.abs(12 * Math.log2(got.f0 / wanted.f0))).toBeLessThan(1);
  });

  it('in another language without espeak-ng is refused with what to install', async () => {
    await expect(say({ text: 'Сегодня солнце светит.' }, { espeak: '/nonexistent/espeak-ng' })).rejects.toMatchObject({
      name: 'EngineInputError',
      kind: 'text',
      message: 'the embedded speech engine speaks English only; install espeak-ng for Russian',
    });
  });

  it('is left unspoken after an abort', async () => {
    await expect(say({ text: SENTENCE }, { signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop');
  });
});
