import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen, measureSong } from '../../../bench/engines/song/measure-song.ts';
import { EngineInputError } from '../engine.ts';
import { createSong, type SongEngineInput, type SongInput } from './index.ts';

const enginesDir = process.env.POLYMUSE_ENGINES_DIR ?? resolve('.setup/engines');
const tools = { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe', enginesDir };
const PATIENCE = 180_000;
let root = '';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'song-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const plain: SongInput = {
  task: 'songs',
  style: 'pop',
  avoid: '',
  title: '',
  words: { kind: 'none' },
  seconds: 12,
  maxSeconds: 240,
  songs: 1,
  covers: [],
};
const run = async (input: Partial<SongInput> | SongEngineInput, seed = 1, phases: [string, number][] = []) => {
  const workDir = await mkdtemp(join(root, 'run-'));
  return createSong(tools).run({ ...plain, ...input } as SongEngineInput, {
    workDir,
    seed,
    signal: new AbortController().signal,
    onProgress: (phase, fraction) => phases.push([phase, fraction]),
  });
};
const digest = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

describe('the sound of a song', () => {
  const styles = ['pop in C major', 'house 124 bpm in A minor', 'lo-fi in G major', 'epic cinematic in D minor'];
  it.each(styles)(
    '%s: has the tempo, key, length and loudness it tells of',
    async (style) => {
      const workDir = await mkdtemp(join(root, 'run-'));
      const song = await measureSong(style, 3, 30, workDir, enginesDir);
      expect(song.tempoErrorPercent).toBeLessThan(1);
      // The fifth and the relative key are the usual slips of the profile test itself.
      expect(['same', 'fifth', 'relative']).toContain(song.keyRelation);
      expect(Math.abs(song.loudnessLufs + 14)).toBeLessThan(1);
      expect(song.truePeakDbtp).toBeLessThanOrEqual(-1);
      expect(song.clippedSamples).toBe(0);
      expect(song.silentShare).toBe(0);
      expect(Math.abs(song.durationSeconds - 30)).toBeLessThan(0.06);
    },
    PATIENCE,
  );

  it(
    'differs between styles in what can be measured',
    async () => {
      const [ambient, metal] = await Promise.all(
        ['ambient', 'metal'].map(async (style) =>
          measureSong(style, 3, 20, await mkdtemp(join(root, 'run-')), enginesDir),
        ),
      );
      expect(metal!.onsetsPerSecond).toBeGreaterThan(1.5 * ambient!.onsetsPerSecond);
      expect(metal!.centroidHz).toBeGreaterThan(1.5 * ambient!.centroidHz);
      expect(metal!.told.bpm).toBeGreaterThan(1.5 * ambient!.told.bpm);
    },
    PATIENCE,
  );

  it(
    'is heard to be louder in the chorus than in the introduction',
    async () => {
      const { files, facts } = await run({ style: 'rock 120 bpm', seconds: 45 });
      const form = facts.form as { name: string; start: number; bars: number }[];
      expect(form[0]).toMatchObject({ name: 'intro', start: 0 });
      const chorus = form.find(({ name }) => name === 'chorus')!;
      const { decodeAudio, toMono } = await import('../../../bench/foley/decode-audio.ts');
      const mono = toMono(decodeAudio(files[0]!.path));
      const power = (from: number, seconds: number) => {
        const part = mono.subarray(from * 44_100, (from + seconds) * 44_100);
        return 10 * Math.log10(part.reduce((sum, value) => sum + value * value, 0) / part.length);
      };
      expect(power(chorus.start, 8)).toBeGreaterThan(power(0, chorus.start > 4 ? 2 : 1) + 1);
    },
    PATIENCE,
  );
});

describe('a run', () => {
  it(
    'gives the same bytes for the same seed, and others for the next',
    async () => {
      const input: Partial<SongInput> = { style: 'funk', seconds: 8, covers: ['cover'] };
      const [a, b, c] = [await run(input, 7), await run(input, 7), await run(input, 8)];
      for (const i of [0, 1]) expect(await digest(a.files[i]!.path)).toBe(await digest(b.files[i]!.path));
      expect(await digest(a.files[0]!.path)).not.toBe(await digest(c.files[0]!.path));
    },
    PATIENCE,
  );

  it(
    'makes song n with seed + n, songs first, then covers, and progress never falls',
    async () => {
      const phases: [string, number][] = [];
      const both = await run({ seconds: 8, songs: 2, covers: ['cover', 'large_cover'] }, 20, phases);
      expect(both.files.map(({ role, width }) => [role, width])).toEqual([
        ['audio', 0],
        ['audio', 0],
        ['cover', 512],
        ['cover', 512],
        ['large_cover', 1_024],
        ['large_cover', 1_024],
      ]);
      const second = await run({ seconds: 8 }, 21);
      expect(await digest(both.files[1]!.path)).toBe(await digest(second.files[0]!.path));
      expect(phases.every(([, fraction], i) => fraction >= (phases[i - 1]?.[1] ?? 0) - 1e-9)).toBe(true);
      expect(new Set(phases.map(([phase]) => phase))).toEqual(
        new Set(['reading', 'composing', 'playing', 'mastering', 'encoding']),
      );
    },
    PATIENCE,
  );

  it(
    'tells tempo, key, form, instruments and which words it followed',
    async () => {
      const { facts, logs } = await run({ style: 'jazz 130 bpm in F major with saxophone, zorblax' });
      expect(facts).toMatchObject({
        tempoBpm: 130,
        key: 'F',
        mode: 'major',
        genres: ['jazz'],
        notUnderstood: ['zorblax'],
      });
      expect(facts.instruments).toContain('alto sax');
      expect(facts.understood).toContain('saxophone');
      expect(logs.join('\n')).toMatch(/zorblax[\s\S]*not a neural model/);
    },
    PATIENCE,
  );

  it(
    'says that words are not sung, and gives those it wrote',
    async () => {
      const { facts, logs } = await run({
        style: 'folk song about a lighthouse',
        words: { kind: 'write' },
        seconds: 40,
      });
      expect(facts.lyrics).toMatch(/\[Chorus\]/);
      expect(logs.join('\n')).toMatch(/not sung/);
      expect(logs.join('\n')).toMatch(/templates/);
    },
    PATIENCE,
  );

  it(
    'places stamped lines on their times',
    async () => {
      const text = '[00:04.00] first line of words\n[00:08.10] second line of words\n[00:12.30] third line of words';
      const { facts, files } = await run({
        words: { kind: 'given', text, timed: true },
        seconds: null,
        maxSeconds: 95,
      });
      expect(facts.title).toBe('First Line Of Words');
      expect((facts.lyricLines as { start: number }[]).map(({ start }) => start)).toEqual([4, 8.1, 12.3]);
      expect(listen(files[0]!.path, { bpm: facts.tempoBpm as number, tonic: 'C', mode: 'major' }).silentShare).toBe(0);
    },
    PATIENCE,
  );

  it(
    'follows the tempo, key and length of a recording',
    async () => {
      const first = await run({ style: 'house 122 bpm in F minor', seconds: 24 });
      const path = first.files[0]!.path;
      const { facts, logs } = await run({
        style: 'house',
        seconds: null,
        reference: { path, minSeconds: 10, decides: true },
      });
      expect(Math.abs((facts.tempoBpm as number) / 122 - 1)).toBeLessThan(0.01);
      expect(facts).toMatchObject({ key: 'F', mode: 'minor' });
      expect(Math.abs((facts.durationSeconds as number) - 24)).toBeLessThan(0.1);
      expect(logs.join('\n')).toMatch(/measured of the recording/);
    },
    PATIENCE,
  );

  it('writes words only, where words are wanted', async () => {
    const { files, facts } = await run({ task: 'lyrics', about: 'bicycles in summer', candidates: 2 });
    expect(files).toEqual([]);
    const [one, two] = facts.lyrics as { title: string; text: string }[];
    expect(one!.text).toMatch(/bicycles|summer/);
    expect(two).not.toEqual(one);
  });
});

describe('bad input', () => {
  it.each([
    ['a malformed stamp', { words: { kind: 'given', text: '[00:99.00] x', timed: true } }, /row 1/],
    ['too short a length', { seconds: 1 }, /3 to 240 seconds/],
    ['a text beyond the limit', { style: 'x'.repeat(30_000) }, /longer than/],
  ] as [string, Partial<SongInput>, RegExp][])(
    '%s is refused with a reason',
    async (_, input, reason) => {
      const error = await run(input).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(EngineInputError);
      expect(error).toMatchObject({ kind: 'text', message: expect.stringMatching(reason) });
    },
    PATIENCE,
  );

  it.each([
    ['emoji', '🎵🎵\n🎸', 'pop 🎸'],
    ['right-to-left text', 'يا ليل يا عين\nأحبك كثيرا', 'موسيقى'],
    ['5,000 lines', 'la\n'.repeat(5_000), 'pop'],
    ['marks only', '[Verse]\n[Chorus]', 'pop'],
  ])(
    '%s makes a song all the same',
    async (_, text, style) => {
      const { files } = await run({ style, words: { kind: 'given', text, timed: false }, seconds: 8 });
      expect(files).toHaveLength(1);
    },
    PATIENCE,
  );

  it(
    'a cancelled run ends early',
    async () => {
      const workDir = await mkdtemp(join(root, 'run-'));
      const abort = new AbortController();
      const outcome = createSong(tools).run(
        { ...plain, seconds: 200 },
        {
          workDir,
          seed: 1,
          signal: abort.signal,
          onProgress: (phase) => phase === 'playing' && abort.abort(new Error('enough')),
        },
      );
      await expect(outcome).rejects.toThrow('enough');
    },
    PATIENCE,
  );
});
