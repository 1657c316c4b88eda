import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { numeric, rounded } from '../../catalog/coerce.ts';
import { choice, flag, group, integer, media, number, text } from '../../catalog/field.ts';
import type { TaskInput } from '../../catalog/task-type.ts';
import type { TaskRow } from '../../tasks/task-row.ts';
import { documentedView, taskView } from '../../tasks/task-view.ts';
import { viewOptions } from '../../tasks/view-options.ts';
import { success } from '../envelope.ts';
import type { HttpParts } from '../http-parts.ts';
import { envelope } from '../openapi/operations.ts';
import { createLegacyTask, type Translation, taskIdAnswer, webhookFields } from './create-legacy-task.ts';
import { legacyFields } from './legacy-fields.ts';
import { bodySchema, legacyCreate, legacyRead } from './legacy-operation.ts';
import { readLegacyTask } from './read-legacy-task.ts';

const axis = (note: string) => integer({ min: -10, max: 10, coerce: rounded, note });

const body = z.object({
  prompt: text({ required: true, maxLength: 2_500 }),
  negative_prompt: text({ maxLength: 2_500 }),
  creativity: number({ min: 0, max: 1, note: '1 leaves the engine most freedom: cfg_scale = 1 - creativity.' }),
  duration: choice([5, 10], { default: 5, coerce: numeric, note: 'Seconds.' }),
  aspect_ratio: choice(['16:9', '9:16', '1:1'], { default: '16:9' }),
  professional_mode: flag({ default: false, note: 'true: mode pro.' }),
  image_url: media('image', { note: 'Start frame.' }),
  tail_image_url: media('image', { note: 'End frame; only with image_url.' }),
  camera: group(
    {
      type: text(),
      horizontal: axis('Sideways.'),
      vertical: axis('Up and down.'),
      zoom: axis('Narrower or wider.'),
      tilt: axis('Turn sideways.'),
      pan: axis('Turn up and down.'),
      roll: axis('Turn around the line of sight.'),
    },
    { note: 'Camera move for text to video.' },
  ),
  ...webhookFields,
});

/** `POST /api/kling/v1/video` and `GET /api/kling/v1/video/{task_id}` (protocol page, section 15.4). */
export function klingV1(app: FastifyInstance, parts: HttpParts): void {
  const create = legacyCreate('legacyKlingVideo', 'Make a Kling video (v1)', { body: bodySchema(body.shape) });
  app.post('/api/kling/v1/video', { schema: create }, async (request, reply) => {
    const fields = legacyFields(body, request.body);
    const translation: Translation = {
      model: 'kling',
      taskType: 'video_generation',
      input: unifiedInput(fields),
      legacy: { api: 'kling-v1' },
    };
    return createLegacyTask(parts, request, reply, { fields, translation, answer: taskIdAnswer });
  });

  const read = legacyRead(
    'legacyKlingVideoRead',
    'Read a Kling video (v1): the documented form of Get Task',
    envelope({ $ref: 'DocumentedTask#' }),
  );
  app.get<{ Params: { task_id: string } }>('/api/kling/v1/video/:task_id', { schema: read }, async (request, reply) => {
    const row = await readLegacyTask(parts, request, reply, { id: request.params.task_id, fits: isKling });
    return success(documentedView(taskView(row, viewOptions(parts))));
  });
}

const isKling = (row: TaskRow): boolean => row.model === 'kling';

function unifiedInput(fields: TaskInput): TaskInput {
  const { prompt, negative_prompt, duration, aspect_ratio, image_url, tail_image_url, creativity } = fields;
  return {
    version: '1.0',
    prompt,
    negative_prompt,
    duration,
    aspect_ratio,
    image_url,
    image_tail_url: tail_image_url,
    mode: fields.professional_mode === true ? 'pro' : 'std',
    // Decimal, since 1 - 0.7 is 0.30000000000000004 in binary.
    cfg_scale: creativity === undefined ? undefined : Number((1 - Number(creativity)).toFixed(10)),
    camera_control: cameraOf(fields.camera as TaskInput | undefined),
  };
}

function cameraOf(camera: TaskInput | undefined): TaskInput | undefined {
  if (!camera) return undefined;
  const { type, ...config } = camera;
  return { type, config };
}
