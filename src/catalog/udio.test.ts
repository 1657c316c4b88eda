import { describe, expect, it } from 'vitest';
import { createCatalog } from './catalog.ts';
import { normaliseInput } from './normalise-input.ts';
import { partId } from './part-id.ts';
import type { ResultFile } from './task-type.ts';
import { udio } from './udio.ts';

const TASK = '3f0c9a52-7d41-4e8b-9c56-1a2b3c4d5e6f';
const FIRST = partId(TASK, 0);
const SECOND = partId(TASK, 1);

const music = createCatalog(udio).find('music-u', 'generate_music');
const accept = (raw: Record<string, unknown>) => normaliseInput(music, raw, { drawSeed: () => 1 });

const file = (role: string, index: number, durationMs = 0): ResultFile => ({
  role,
  url: `https://example.com/${role}-${index}`,
  contentType: 'x/y',
  width: 0,
  height: 0,
  durationMs,
});
const shape = (input: Record<string, unknown>, data: Record<string, unknown>, files: ResultFile[]) =>
  music.output.parse(music.shape({ taskId: TASK, files, data }, accept(input))) as {
    generation_id: string;
    songs: Record<string, unknown>[];
    audio_url: string;
  };

describe('where the words come from', () => {
  it.each([
    [{ lyrics_type: 'generate' }, 'gpt_description_prompt is required'],
    [{ lyrics_type: 'instrumental', lyrics: 'la' }, 'gpt_description_prompt is required'],
    [{ lyrics_type: 'user', gpt_description_prompt: 'jazz' }, 'lyrics is required'],
  ])('refuses %j', (raw, problem) => {
    expect(() => accept(raw)).toThrow(`invalid request: ${problem}`);
  });

  it('ignores lyrics unless they are the user’s', () => {
    expect(accept({ lyrics_type: 'generate', gpt_description_prompt: 'x', lyrics: 'la' }).lyrics).toBe('');
    expect(accept({ lyrics_type: 'user', lyrics: 'la' }).lyrics).toBe('la');
  });

  it('ignores continue_at without a song, and keeps seed -1', () => {
    const input = accept({ lyrics_type: 'user', lyrics: 'la', continue_at: 30 });
    expect(input).toMatchObject({ continue_at: 0, seed: -1 });
  });
});

describe('the song that is continued', () => {
  const songs = [
    { id: FIRST, duration: 131.1 },
    { id: SECOND, duration: 128.4 },
  ];
  const check = (id: string, continue_at = 0, made = songs) =>
    music.origin?.check?.(accept({ lyrics_type: 'user', lyrics: 'la', continue_song_id: id, continue_at }), {
      model: 'music-u',
      taskType: 'generate_music',
      input: {},
      output: { songs: made },
      meta: {},
    });

  it.each([TASK, FIRST, SECOND])('%s leads to its task', (id) => {
    expect(music.origin?.part?.tasks(id)).toContain(TASK);
  });

  it.each([
    [TASK, 131.1],
    [FIRST, 131.1],
    [SECOND.toUpperCase(), 128.4],
    [SECOND, 0],
  ])('%s may go on at %d', (id, at) => {
    expect(check(id, at)).toBeNull();
  });

  it.each([
    [TASK, 131.2],
    [SECOND, 130],
  ])('%s may not go on at %d', (id, at) => {
    expect(check(id, at)).toMatch(/^invalid continue_at: /);
  });

  it('must have been made', () => {
    expect(check(SECOND, 0, songs.slice(0, 1))).toMatch(/^invalid continue_song_id: /);
  });
});

describe('the finished songs', () => {
  const files = [file('audio', 0, 131_114), file('audio', 1, 128_400), file('cover', 0)];

  it('have ids of their own, the given title and words, and a cover where there is one', () => {
    const output = shape({ lyrics_type: 'user', lyrics: '[Verse]\nla', title: 'Lamp' }, {}, files);
    expect(output).toMatchObject({ generation_id: TASK, audio_url: 'https://example.com/audio-0' });
    expect(output.songs).toMatchObject([
      { id: FIRST, title: 'Lamp', lyrics: '[Verse]\nla', duration: 131.114, image_path: 'https://example.com/cover-0' },
      { id: SECOND, title: 'Lamp', song_path: 'https://example.com/audio-1', image_path: '' },
    ]);
  });

  it('take what was invented from the result, one song alone too', () => {
    const data = { songs: [{ title: 'Night', lyrics: 'sung', tags: ['jazz'] }] };
    const output = shape({ lyrics_type: 'generate', gpt_description_prompt: 'piano' }, data, files.slice(0, 1));
    expect(output.songs).toMatchObject([{ title: 'Night', lyrics: 'sung', tags: ['jazz'], prompt: 'piano' }]);
  });

  it('of an instrumental have no words', () => {
    const data = { songs: [{ lyrics: 'hum' }] };
    const output = shape({ lyrics_type: 'instrumental', gpt_description_prompt: 'ambient' }, data, files);
    expect(output.songs[0]).toMatchObject({ lyrics: '', title: 'ambient' });
  });

  it('are not complete without a file', () => {
    expect(() => shape({ lyrics_type: 'user', lyrics: 'la' }, {}, [])).toThrow();
  });
});
