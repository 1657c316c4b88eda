import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { flag, media, text as textField } from '../../catalog/field.ts';
import type { TaskStatus } from '../../tasks/status.ts';
import type { TaskRow } from '../../tasks/task-row.ts';
import { documentedView, taskView, wireTime } from '../../tasks/task-view.ts';
import { viewOptions } from '../../tasks/view-options.ts';
import { success } from '../envelope.ts';
import type { HttpParts } from '../http-parts.ts';
import { envelope, integer, object, text } from '../openapi/operations.ts';
import { createLegacyTask, type Translation, taskIdAnswer, webhookFields } from './create-legacy-task.ts';
import { legacyFields } from './legacy-fields.ts';
import { bodySchema, legacyCreate, legacyRead } from './legacy-operation.ts';
import { readLegacyTask } from './read-legacy-task.ts';

const body = z.object({
  prompt: textField({ required: true }),
  expand_prompt: flag({ default: false, note: 'Let the engine write the prompt out.' }),
  image_url: media('image', { note: 'First frame.' }),
  image_end_url: media('image', { note: 'Last frame.' }),
  loop: flag({ default: false, note: 'The end leads into the start.' }),
  ...webhookFields,
});

const orNull = (schema: object) => ({ oneOf: [schema, { type: 'null' }] });
const readReply = envelope(
  object({
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
    generation: orNull(
      object({
        id: text,
        prompt: text,
        state: { type: 'string', enum: ['pending', 'processing', 'completed', 'failed'] },
        created_at: text,
        video: orNull(object({ url: text, width: integer, height: integer })),
        like: { type: 'null' },
        estimate_wait_seconds: { type: 'null' },
      }),
    ),
  }),
);

/** `POST /api/luma/v1/video` and `GET /api/luma/v1/video/{task_id}` (protocol page, section 15.3). */
export function lumaV1(app: FastifyInstance, parts: HttpParts): void {
  const create = legacyCreate('legacyLumaVideo', 'Make a Luma video (v1)', { body: bodySchema(body.shape) });
  app.post('/api/luma/v1/video', { schema: create }, async (request, reply) => {
    const fields = legacyFields(body, request.body);
    const { prompt, expand_prompt, image_url: start_image, image_end_url: end_image, loop } = fields;
    const translation: Translation = {
      model: 'luma',
      taskType: 'video_generation',
      input: { prompt, expand_prompt, start_image, end_image, loop },
      legacy: { api: 'luma-v1' },
    };
    return createLegacyTask(parts, request, reply, { fields, translation, answer: taskIdAnswer });
  });

  const read = legacyRead('legacyLumaVideoRead', 'Read a Luma video (v1)', readReply);
  app.get<{ Params: { task_id: string } }>('/api/luma/v1/video/:task_id', { schema: read }, async (request, reply) => {
    const row = await readLegacyTask(parts, request, reply, { id: request.params.task_id, fits: isLuma });
    const { task_id, status, input, metadata } = documentedView(taskView(row, viewOptions(parts)));
    return success({ task_id, status, input, metadata, generation: generationOf(row) });
  });
}

const isLuma = (row: TaskRow): boolean => row.model === 'luma';

const states: Readonly<Record<TaskStatus, string | null>> = {
  staged: null,
  pending: 'pending',
  processing: 'processing',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'failed',
};

/** The engine's own view of the job; null while the task is held back and there is no job yet. */
function generationOf(row: TaskRow) {
  const state = states[row.status];
  if (state === null) return null;
  const output = (row.status === 'completed' ? row.output : null) as {
    prompt: string;
    created_at: string;
    video: { url: string; width: number; height: number };
  } | null;
  return {
    id: row.id,
    prompt: output?.prompt ?? String(row.input.prompt ?? ''),
    state,
    created_at: output?.created_at ?? wireTime(row.created_at),
    video: output?.video ?? null,
    like: null,
    estimate_wait_seconds: null,
  };
}
