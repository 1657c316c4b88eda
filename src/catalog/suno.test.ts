import { describe, expect, it } from 'vitest';
import { createCatalog } from './catalog.ts';
import { normaliseInput } from './normalise-input.ts';
import { partId } from './part-id.ts';
import { suno } from './suno.ts';
import type { OriginTask, ResultFile } from './task-type.ts';

const catalog = createCatalog(suno);
const taskType = (name: string) => catalog.find('suno', name);
const accept = (name: string, raw: Record<string, unknown>) =>
  normaliseInput(taskType(name), raw, { drawSeed: () => 1 });

const TASK = '3f0c9a52-7d41-4e8b-9c56-1a2b3c4d5e6f';
const FIRST = partId(TASK, 0);
const SECOND = partId(TASK, 1);

const file = (role: string, index: number): ResultFile => ({
  role,
  url: `https://example.com/${role}-${index}`,
  contentType: 'x/y',
  width: 0,
  height: 0,
  durationMs: 120_500,
});
const files = ['audio', 'cover', 'large_cover'].flatMap((role) => [file(role, 0), file(role, 1)]);

/** A finished task. */
function finished(
  name: string,
  raw: Record<string, unknown>,
  more: Partial<OriginTask> & { files?: ResultFile[] } = {},
) {
  const type = taskType(name);
  const input = accept(name, raw);
  const data = { created_at: '2026-01-15T09:30:00.123Z', clips: [{ title: 'Fox', words: 'sung', tags: 'folk' }] };
  const { meta = {}, files: made = files } = more;
  const output = type.output.parse(type.shape({ taskId: TASK, files: made, data, meta }, input));
  return { model: 'suno', taskType: name, input, output, meta } satisfies OriginTask;
}

const song = (more = {}) => finished('generate_music', { prompt: 'a fox song' }, more);

describe('what is missing or does not fit', () => {
  it.each([
    ['generate_music_custom', {}, 'prompt is required'],
    ['generate_music_custom', { tags: 'rock', title: 'T' }, 'prompt is required'],
    ['music', {}, 'prompt is required'],
    ['music', { make_instrumental: true }, 'prompt is required'],
    ['music', { tags: 'piano' }, 'prompt is required'],
    ['generate_music', { make_instrumental: true }, 'gpt_description_prompt is required'],
  ])('%s refuses %j', (name, raw, problem) => {
    expect(() => accept(name, raw)).toThrow(`invalid request: ${problem}`);
  });

  it.each([
    ['generate_music_custom', { make_instrumental: true }],
    ['music', { make_instrumental: true, tags: 'piano' }],
    ['music', { prompt: 'x', mv: 'chirp-next' }],
  ])('%s takes %j', (name, raw) => {
    expect(accept(name, raw)).toMatchObject(raw);
  });

  it('a start without a clip is ignored', () => {
    expect(accept('generate_music_custom', { prompt: 'la', continue_at: 60 }).continue_at).toBe(0);
    const continued = { prompt: 'la', continue_at: 60, continue_clip_id: FIRST.toUpperCase() };
    expect(accept('generate_music_custom', continued)).toMatchObject({ continue_at: 60, continue_clip_id: FIRST });
  });
});

describe('the clip that is continued', () => {
  const custom = taskType('generate_music_custom');
  const check = (continue_clip_id: string, continue_at = 0) =>
    custom.origin?.check?.(accept('generate_music_custom', { prompt: 'la', continue_clip_id, continue_at }), song());

  it('is one of a finished task, up to its end', () => {
    expect(check(FIRST, 120.5)).toBeNull();
    expect(check(SECOND)).toBeNull();
    expect(check(FIRST, 121)).toMatch(/^invalid continue_at: /);
    expect(check(TASK)).toMatch(/^invalid continue_clip_id: /);
    expect(taskType('concat').origin?.check?.({ clip_id: TASK }, song())).toMatch(/^invalid clip_id: /);
  });

  it.each([
    [60, 60],
    [0, 120.5],
  ])('is remembered with where it goes on: %d means %d', (continue_at, at) => {
    const input = accept('generate_music_custom', { prompt: 'la', continue_clip_id: SECOND, continue_at });
    expect(custom.meta?.(input, song())).toEqual({ history: [{ id: SECOND, continue_at: at }] });
    expect(custom.meta?.(input)).toEqual({});
  });

  it('is the first one where a task is named, of either generation', () => {
    const input = accept('music', { prompt: 'la', task_id: TASK });
    const history = [{ id: FIRST, continue_at: 120.5 }];
    expect(taskType('music').meta?.(input, song())).toEqual({ history });
    const continued = finished('music', { prompt: 'la', task_id: TASK }, { meta: { history } });
    expect(continued.output).toMatchObject([{ metadata: { history, audio_prompt_id: FIRST } }, {}]);
    const longer = taskType('music').meta?.(input, continued);
    expect(longer).toEqual({ history: [...history, { id: FIRST, continue_at: 120.5 }] });
  });
});

describe('the finished clips', () => {
  it('of a description have invented title, words and style', () => {
    expect(song().output).toMatchObject({
      clips: {
        [FIRST]: {
          title: 'Fox',
          video_url: '',
          image_large_url: 'https://example.com/large_cover-0',
          created_at: '2026-01-15T09:30:00.123000Z',
          major_model_version: 'v4',
          metadata: {
            prompt: 'sung',
            tags: 'folk',
            gpt_description_prompt: 'a fox song',
            type: 'gen',
            duration: 120.5,
          },
        },
        [SECOND]: { title: 'a fox song', audio_url: 'https://example.com/audio-1' },
      },
    });
  });

  it('keep what the caller gave, and a video where there is one', () => {
    const raw = { prompt: '[Verse]\nla', tags: 'rock', title: 'T', model_version: 'chirp-v3-5' };
    const { output } = finished('generate_music_custom', raw, { files: [...files, file('video', 0)] });
    expect(output).toHaveProperty(`clips.${FIRST}.video_url`, 'https://example.com/video-0');
    expect(output).toMatchObject({
      clips: {
        [SECOND]: {
          title: 'T',
          model_name: 'chirp-v3-5',
          major_model_version: 'v3',
          metadata: { prompt: '[Verse]\nla', tags: 'rock', gpt_description_prompt: null, audio_prompt_id: null },
        },
      },
    });
  });

  it.each([
    [{ prompt: 'a fox song' }, { prompt: 'sung', gpt_description_prompt: 'a fox song' }],
    [
      { prompt: 'la', tags: 'rock' },
      { prompt: 'la', gpt_description_prompt: null, tags: 'rock' },
    ],
    [
      { prompt: 'la', title: 'T' },
      { prompt: 'la', gpt_description_prompt: null, tags: 'folk' },
    ],
    [
      { make_instrumental: true, tags: 'piano' },
      { prompt: '', gpt_description_prompt: null },
    ],
  ])('of generation 2 are a list; %j gives %j', (raw, metadata) => {
    expect(finished('music', raw).output).toMatchObject([
      { id: FIRST, created_at: '2026-01-15 09:30:00', major_model_version: 'v5', metadata },
      { id: SECOND },
    ]);
  });

  it('joined are one, which lists its parts and keeps title, style and engine', () => {
    const history = [{ id: FIRST, continue_at: 60 }];
    const raw = { prompt: 'la', tags: 'rock', title: 'T', continue_clip_id: FIRST, continue_at: 60 };
    const chain = finished('generate_music_custom', raw, { meta: { history } });
    const meta = taskType('concat').meta?.({ clip_id: SECOND }, chain) ?? {};
    const { output } = finished('concat', { clip_id: SECOND }, { meta, files });
    const [clip, ...others] = Object.values((output as { clips: object }).clips);
    expect(others).toEqual([]);
    expect(clip).toMatchObject({
      title: 'T',
      model_name: 'chirp-v4',
      metadata: { type: 'concat', tags: 'rock', concat_history: [...history, { id: SECOND }], history: null },
    });
  });

  it('are not complete without files or a time', () => {
    expect(() => song({ files: [] })).toThrow();
    const type = taskType('music');
    const shape = type.shape({ taskId: TASK, files, data: {} }, accept('music', { prompt: 'x' }));
    expect(type.output.safeParse(shape).success).toBe(false);
  });
});
