import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { lowerCase } from '../../catalog/coerce.ts';
import { choice, flag, group, number, taskReference, text as textField } from '../../catalog/field.ts';
import { suno } from '../../catalog/suno.ts';
import type { TaskInput } from '../../catalog/task-type.ts';
import type { TaskRow } from '../../tasks/task-row.ts';
import { documentedView, taskView } from '../../tasks/task-view.ts';
import { viewOptions } from '../../tasks/view-options.ts';
import { success } from '../envelope.ts';
import type { HttpParts } from '../http-parts.ts';
import { envelope, integer, object, text } from '../openapi/operations.ts';
import { createLegacyTask, type Translation, taskIdAnswer, webhookFields } from './create-legacy-task.ts';
import { fieldsOfPair, legacyFields } from './legacy-fields.ts';
import { bodySchema, legacyCreate, legacyRead } from './legacy-operation.ts';
import { readLegacyTask } from './read-legacy-task.ts';

const music = z.object({
  custom_mode: flag({ default: false, note: 'false: input.gpt_description_prompt says it all.' }),
  mv: choice(['chirp-v3-0', 'chirp-v3-5', 'chirp-v4', 'chirp-crow'], { default: 'chirp-v3-0', note: 'The engine.' }),
  input: group(
    {
      gpt_description_prompt: textField({ maxLength: 3_000, note: 'What the song should be; without custom_mode.' }),
      prompt: textField({ maxLength: 3_000, note: 'The words; with custom_mode.' }),
      title: textField({ maxLength: 80 }),
      tags: textField({ maxLength: 200, note: 'Style words.' }),
      make_instrumental: flag({ default: false }),
      continue_clip_id: taskReference({ maxLength: 64, coerce: lowerCase }),
      continue_at: number({ default: 0, min: 0, note: 'Second from which the clip goes on; 0 = start over.' }),
    },
    { required: true },
  ),
  ...webhookFields,
});
const concat = z.object({ ...fieldsOfPair(suno, 'concat'), ...webhookFields });
const lyrics = z.object({ ...fieldsOfPair(suno, 'lyrics'), ...webhookFields });

/** The create calls: path, what it reads, what that means. */
const creates = [
  {
    path: '/api/suno/v1/music',
    operation: legacyCreate('legacySunoMusic', 'Make a song (v1)', { body: bodySchema(music.shape) }),
    body: music,
    translate: musicTask,
  },
  {
    path: '/api/suno/v1/music/concat',
    operation: legacyCreate('legacySunoConcat', 'Join a chain of clips (v1)', { body: bodySchema(concat.shape) }),
    body: concat,
    translate: ({ clip_id }: TaskInput) => ({ taskType: 'concat', input: { clip_id } }),
  },
  {
    path: '/api/suno/v1/lyrics',
    operation: legacyCreate('legacySunoLyrics', 'Write lyrics (v1)', { body: bodySchema(lyrics.shape) }),
    body: lyrics,
    translate: ({ prompt }: TaskInput) => ({ taskType: 'lyrics', input: { prompt } }),
  },
];

const readPaths = {
  legacySunoRead: '/api/suno/v1/music/:task_id',
  legacySunoLyricsRead: '/api/suno/v1/lyrics/:task_id',
  legacySunoConcatRead: '/api/suno/v1/music/concat/:task_id',
};

const readReply = envelope(
  object(
    {
      task_id: text,
      status: text,
      input: { type: 'string', description: 'JSON text' },
      metadata: object({
        created_at: text,
        started_at: text,
        ended_at: text,
        quota_frozen: integer,
        quota_usage: integer,
      }),
      clips: { type: 'object', additionalProperties: true, description: 'Clips by their id; {} before the end.' },
      lyrics: { type: ['object', 'null'], description: 'Of a lyrics task: title, text, status.' },
    },
    ['task_id', 'status', 'input', 'metadata', 'clips'],
  ),
);

/** `POST /api/suno/v1/{music, music/concat, lyrics}` and the read of each (protocol page, section 15.6). */
export function sunoV1(app: FastifyInstance, parts: HttpParts): void {
  for (const { path, operation, body, translate } of creates) {
    app.post(path, { schema: operation }, async (request, reply) => {
      const fields = legacyFields(body, request.body);
      const translation: Translation = { model: 'suno', legacy: { api: 'suno-v1' }, ...translate(fields) };
      return createLegacyTask(parts, request, reply, { fields, translation, answer: taskIdAnswer });
    });
  }
  for (const [operationId, path] of Object.entries(readPaths)) {
    const read = legacyRead(operationId, 'Read a Suno task (v1)', readReply);
    app.get<{ Params: { task_id: string } }>(path, { schema: read }, async (request, reply) => {
      const row = await readLegacyTask(parts, request, reply, { id: request.params.task_id, fits: isSuno });
      const { task_id, status, input, metadata } = documentedView(taskView(row, viewOptions(parts)));
      return success({ task_id, status, input, metadata, ...madeBy(row) });
    });
  }
}

const isSuno = (row: TaskRow): boolean => row.model === 'suno';

function musicTask({ custom_mode, mv, input }: TaskInput): { taskType: string; input: TaskInput } {
  const { gpt_description_prompt, make_instrumental, prompt, title, tags, ...start } = input as TaskInput;
  const common = { make_instrumental, model_version: mv };
  if (custom_mode !== true) return { taskType: 'generate_music', input: { ...common, gpt_description_prompt } };
  const continued = start.continue_at === 0 ? {} : start;
  return { taskType: 'generate_music_custom', input: { ...common, prompt, title, tags, ...continued } };
}

function madeBy(row: TaskRow): { clips: Record<string, unknown>; lyrics?: unknown } {
  const output = row.status === 'completed' ? row.output : null;
  if (row.task_type === 'lyrics') return { clips: {}, lyrics: output };
  // Newer tasks list their clips.
  const clips = Array.isArray(output)
    ? Object.fromEntries((output as { id: string }[]).map((clip) => [clip.id, clip]))
    : ((output as { clips?: Record<string, unknown> } | null)?.clips ?? {});
  return { clips };
}
