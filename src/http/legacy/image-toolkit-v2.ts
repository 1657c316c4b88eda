import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { lowerCase } from '../../catalog/coerce.ts';
import { faceswap } from '../../catalog/faceswap.ts';
import { choice, group } from '../../catalog/field.ts';
import type { TaskInput } from '../../catalog/task-type.ts';
import { tools } from '../../catalog/tools.ts';
import { resultTypes } from '../../tasks/legacy-origin.ts';
import type { TaskRow } from '../../tasks/task-row.ts';
import { usageOf, wireTime } from '../../tasks/task-view.ts';
import { success } from '../envelope.ts';
import type { HttpParts } from '../http-parts.ts';
import { envelope, integer, object, text } from '../openapi/operations.ts';
import { createLegacyTask, type Translation, taskIdAnswer, webhookFields } from './create-legacy-task.ts';
import { fieldsOfPair, legacyFields } from './legacy-fields.ts';
import { bodySchema, legacyCreate, legacyFetch } from './legacy-operation.ts';
import { readLegacyTask, taskIdOf } from './read-legacy-task.ts';
import { resultPicture } from './result-picture.ts';
import { toolkitStatus } from './toolkit-status.ts';

const MODEL = 'Qubico/image-toolkit';

/** Name there → the pair's task type, and the fields of `task_input`. */
const kinds = {
  upscale: { taskType: 'upscale', fields: pick(fieldsOfPair(tools, 'upscale'), ['image', 'scale']) },
  background_remove: {
    taskType: 'background-remove',
    fields: pick(fieldsOfPair(tools, 'background-remove'), ['image']),
  },
  segment: {
    taskType: 'segment',
    fields: pick(fieldsOfPair(tools, 'segment'), ['image', 'prompt', 'negative_prompt', 'segment_factor']),
  },
  face_swap: {
    taskType: 'face-swap',
    fields: pick(fieldsOfPair(faceswap, 'face-swap'), ['target_image', 'swap_image']),
  },
};
type KindName = keyof typeof kinds;
const kindNames = Object.keys(kinds) as KindName[];

const common = {
  task_type: choice(kindNames, { required: true, coerce: lowerCase }),
  result_type: choice(resultTypes, { default: 'url', coerce: lowerCase, note: 'base64 fills image_base64 as well.' }),
  ...webhookFields,
};
const head = z.object(common);
const bodyOf = (kind: KindName) => ({ ...common, task_input: group(kinds[kind].fields, { required: true }) });

const fetchReply = envelope(
  object({
    task_id: text,
    task_type: text,
    status: { type: 'string', enum: ['pending', 'processing', 'success', 'failed'] },
    task_info: object({
      created_at: text,
      started_at: text,
      completed_at: text,
      frozen_credits: integer,
      task_input: { type: 'object', additionalProperties: true },
    }),
    task_result: object({
      used_credits: integer,
      error_messages: { type: 'array', items: text },
      task_output: object({ image_base64: text, image_url: text }),
    }),
  }),
);

/** `POST /api/image_toolkit/v2/create` and `/fetch` (protocol page, section 15.5). */
export function imageToolkitV2(app: FastifyInstance, parts: HttpParts): void {
  const create = legacyCreate('legacyImageToolkit', 'Run an image tool (v2)', {
    body: { oneOf: kindNames.map((kind) => ({ title: kind, ...bodySchema(bodyOf(kind)) })) },
  });
  app.post('/api/image_toolkit/v2/create', { schema: create }, async (request, reply) => {
    const kind = legacyFields(head, request.body).task_type as KindName;
    const fields = legacyFields(z.object(bodyOf(kind)), request.body);
    const translation: Translation = {
      model: MODEL,
      taskType: kinds[kind].taskType,
      input: fields.task_input as TaskInput,
      legacy: { api: 'image-toolkit-v2', resultType: fields.result_type === 'base64' ? 'base64' : 'url' },
    };
    return createLegacyTask(parts, request, reply, { fields, translation, answer: taskIdAnswer });
  });

  const fetch = legacyFetch('legacyImageToolkitFetch', 'Read a task of an image tool (v2)', fetchReply);
  app.post('/api/image_toolkit/v2/fetch', { schema: fetch }, async (request, reply) => {
    const row = await readLegacyTask(parts, request, reply, { id: taskIdOf(request), fits: isTool });
    return success(await readReply(parts, row));
  });
}

const isTool = (row: TaskRow): boolean => row.model === MODEL;

async function readReply(parts: HttpParts, row: TaskRow) {
  const { url, base64, problems } = await resultPicture(
    parts,
    row,
    row.legacy?.api === 'image-toolkit-v2' ? row.legacy.resultType : 'url',
  );
  const usage = usageOf(row);
  const known = kindNames.find((kind) => kinds[kind].taskType === row.task_type);
  return {
    task_id: row.id,
    task_type: known ?? row.task_type.replaceAll('-', '_'),
    status: toolkitStatus[row.status],
    task_info: {
      created_at: wireTime(row.created_at),
      started_at: wireTime(row.started_at),
      completed_at: wireTime(row.ended_at),
      frozen_credits: usage.frozen,
      task_input: known ? pick(row.input, Object.keys(kinds[known].fields)) : row.input,
    },
    task_result: {
      used_credits: usage.consume,
      error_messages: problems,
      task_output: { image_base64: base64, image_url: url },
    },
  };
}

function pick<T>(from: Record<string, T>, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));
}
