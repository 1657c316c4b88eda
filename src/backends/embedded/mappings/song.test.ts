import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCatalog } from '../../../catalog/catalog.ts';
import { normaliseInput } from '../../../catalog/normalise-input.ts';
import type { TaskInput, TaskType } from '../../../catalog/task-type.ts';
import { runEngine } from '../../../engines/host/index.ts';
import type { SongEngineInput } from '../../../engines/song/contract.ts';
import type { BackendContext, BackendJob, BackendResult } from '../../backend.ts';
import type { EngineHome } from '../engine-mapping.ts';
import { songMappings } from './song.ts';

const enginesDir = process.env.POLYMUSE_ENGINES_DIR ?? resolve('.setup/engines');
const home = { isInstalled: () => true, faceSwapConsent: false, cutoutModel: null } as EngineHome;
const TASK_ID = '0b6c2f4e-3a51-4d7a-9e0c-6f1d2c3b4a59';
const PATIENCE = 240_000;
let root = '';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'song-mapping-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const catalog = createCatalog();

const taskTypeOf = (pair: string): TaskType => {
  const at = pair.lastIndexOf('/');
  return catalog.find(pair.slice(0, at), pair.slice(at + 1));
};
const mappingOf = (pair: string) => songMappings[pair]!;

const prepared = async (
  pair: string,
  given: TaskInput,
): Promise<{ input: TaskInput; engineInput: SongEngineInput }> => {
  const input = normaliseInput(taskTypeOf(pair), given, { drawSeed: () => 5 });
  const engineInput = await mappingOf(pair).prepare(input, {} as BackendContext, {} as BackendJob, home);
  return { input, engineInput: engineInput as SongEngineInput };
};

/** Runs the engine in its process, but for short songs, and gives what the family shows. */
async function outputOf(pair: string, given: TaskInput): Promise<Record<string, unknown>> {
  const taskType = taskTypeOf(pair);
  const { input, engineInput } = await prepared(pair, given);
  const short =
    engineInput.task === 'songs' && engineInput.seconds === null ? { ...engineInput, seconds: 6 } : engineInput;
  const workDir = await mkdtemp(join(root, 'run-'));
  const made = await runEngine('song', short, {
    workDir,
    seed: 5,
    ffmpeg: { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe', enginesDir },
  });
  const plain: BackendResult = {
    files: made.files.map(({ path, ...file }) => ({ ...file, source: { kind: 'path', path } })),
    data: made.facts,
    logs: made.logs,
  };
  const { files, data } = mappingOf(pair).result?.(plain, input) ?? plain;
  for (const { role, count = 1 } of taskType.produces(input)) {
    expect([role, files.filter((file) => file.role === role).length]).toEqual([role, count]);
  }
  if (taskType.resultData) expect(taskType.resultData.safeParse(data).error).toBeUndefined();
  const stored = files.map((file, i) => ({
    role: file.role,
    url: `https://example.com/${i}`,
    contentType: file.contentType ?? '',
    width: file.width ?? 0,
    height: file.height ?? 0,
    durationMs: file.durationMs ?? 0,
  }));
  const shaped = taskType.shape({ taskId: TASK_ID, files: stored, data }, input);
  const parsed = taskType.output.safeParse(shaped);
  expect(parsed.error).toBeUndefined();
  return shaped as Record<string, unknown>;
}

describe('what the song engine serves', () => {
  it(
    'udio: two songs with covers, titles, lengths, and the words that were written',
    async () => {
      const { songs } = (await outputOf('music-u/generate_music', {
        lyrics_type: 'generate',
        gpt_description_prompt: 'night breeze, piano',
      })) as {
        songs: { title: string; lyrics: string; duration: number; image_path: string; tags: string[] }[];
      };
      expect(songs).toHaveLength(2);
      for (const song of songs) {
        expect(song.lyrics).toMatch(/\[Chorus\]/);
        expect(song.image_path).not.toBe('');
        expect(song.duration).toBe(6);
        expect(song.tags.some((tag) => / (major|minor|dorian|mixolydian|lydian|phrygian)$/.test(tag))).toBe(true);
      }
    },
    PATIENCE,
  );

  it(
    'suno: two clips with both covers, in the shapes of all generations',
    async () => {
      const words = '[Verse]\nunder the lamp';
      const first = await outputOf('suno/generate_music', { gpt_description_prompt: 'a fox song' });
      expect(Object.keys(first.clips as object)).toHaveLength(2);
      const custom = await outputOf('suno/generate_music_custom', { prompt: words, tags: 'folk', title: 'Lamp' });
      expect(Object.values(custom.clips as Record<string, unknown>)[0]).toMatchObject({
        title: 'Lamp',
        metadata: { prompt: words, tags: 'folk', duration: 6 },
      });
      const list = (await outputOf('suno/music', { prompt: words, tags: 'folk' })) as unknown as unknown[];
      expect(list).toHaveLength(2);
    },
    PATIENCE,
  );

  it(
    'lyrics: two candidates, or one text',
    async () => {
      expect((await outputOf('music-u/generate_lyrics', { prompt: 'summer, bicycles' })).lyrics_pairs).toHaveLength(2);
      expect((await outputOf('suno/lyrics', { prompt: 'a slow goodbye' })).text).toMatch(/\[Verse 1\]/);
    },
    PATIENCE,
  );

  it(
    'ace-step and diffrhythm: one song',
    async () => {
      await outputOf('Qubico/ace-step/txt2audio', { style_prompt: 'funk, bass, 105 bpm', duration: 6 });
      await outputOf('Qubico/diffrhythm/txt2audio-base', {
        style_prompt: 'folk',
        lyrics: '[00:01.00] one\n[00:03.00] two',
      });
    },
    PATIENCE,
  );

  it('follows a recording where one is given, for the length that is asked', async () => {
    const context = { media: async (field: string) => `/media/${field}` } as unknown as BackendContext;
    const prepare = (pair: string, input: TaskInput) => mappingOf(pair).prepare(input, context, {} as BackendJob, home);
    expect(
      await prepare('Qubico/diffrhythm/txt2audio-base', {
        style_audio: 'https://example.com/a.mp3',
        style_prompt: 'pop',
      }),
    ).toMatchObject({
      reference: { path: '/media/style_audio', minSeconds: 10, decides: true },
    });
    expect(
      await prepare('Qubico/ace-step/audio2audio', {
        style_audio: 'https://example.com/a.mp3',
        style_prompt: 'x',
        ref_audio_strength: 0,
      }),
    ).toMatchObject({ seconds: null, reference: { decides: false, ignored: true } });
    expect(mappingOf('Qubico/ace-step/audio2audio').measuredUnits?.({ durationSeconds: 12.5 })).toBe(12.5);
  });

  it('passes the wishes of each family on', async () => {
    expect(
      (
        await prepared('Qubico/ace-step/txt2audio', {
          style_prompt: 'x',
          negative_style_prompt: 'drums',
          lyrics: '[inst]',
          duration: 31,
        })
      ).engineInput,
    ).toMatchObject({
      style: 'x',
      avoid: 'drums',
      seconds: 31,
      songs: 1,
      words: { kind: 'given', text: '[inst]', timed: false },
    });
    expect((await prepared('Qubico/diffrhythm/txt2audio-full', {})).engineInput).toMatchObject({
      style: 'pop',
      maxSeconds: 285,
    });
    expect((await prepared('suno/music', { prompt: 'a happy tune' })).engineInput).toMatchObject({
      style: 'a happy tune',
      words: { kind: 'write' },
    });
    expect((await prepared('suno/music', { prompt: 'la la', tags: 'ska' })).engineInput).toMatchObject({
      style: 'ska',
      words: { kind: 'given', text: 'la la' },
    });
    expect(
      (await prepared('music-u/generate_music', { lyrics_type: 'instrumental', gpt_description_prompt: 'x' }))
        .engineInput,
    ).toMatchObject({ words: { kind: 'none' } });
  });

  it.each([
    ['music-u/generate_music', { continue_song_id: TASK_ID }],
    ['suno/generate_music_custom', { continue_clip_id: TASK_ID }],
    ['suno/music', { task_id: TASK_ID }],
  ])('%s refuses what it cannot do', (pair, input) => {
    expect(mappingOf(pair).refuses?.(input)).toMatch(/embedded song engine/);
    expect(mappingOf(pair).refuses?.({})).toBeNull();
  });

  it('says what is missing where the packages are not installed, but writes words without them', () => {
    const bare = { ...home, isInstalled: () => false };
    expect(mappingOf('music-u/generate_music').missing?.(bare)).toMatch(/polymuse engines add song/);
    expect(mappingOf('music-u/generate_lyrics').missing?.(bare)).toBeNull();
  });
});
