import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { lowerCase } from '../../catalog/coerce.ts';
import { faceswap } from '../../catalog/faceswap.ts';
import { choice } from '../../catalog/field.ts';
import { resultTypes } from '../../tasks/legacy-origin.ts';
import type { TaskRow } from '../../tasks/task-row.ts';
import { success } from '../envelope.ts';
import type { HttpParts } from '../http-parts.ts';
import { envelope, object, text } from '../openapi/operations.ts';
import { createLegacyTask, type Translation, taskIdAnswer, webhookFields } from './create-legacy-task.ts';
import { fieldsOfPair, legacyFields } from './legacy-fields.ts';
import { bodySchema, legacyCreate, legacyFetch } from './legacy-operation.ts';
import { readLegacyTask, taskIdOf } from './read-legacy-task.ts';
import { resultPicture } from './result-picture.ts';
import { toolkitStatus } from './toolkit-status.ts';

const { target_image, swap_image } = fieldsOfPair(faceswap, 'face-swap') as Record<
  'target_image' | 'swap_image',
  z.ZodType
>;
const body = z.object({
  target_image,
  swap_image,
  result_type: choice(resultTypes, { default: 'base64', coerce: lowerCase, note: 'How fetch gives the picture.' }),
  ...webhookFields,
});

const fetchReply = envelope(
  object({
    task_id: text,
    status: { type: 'string', enum: ['pending', 'processing', 'success', 'failed'] },
    image: { type: 'string', description: 'Bare base64 or the URL, as result_type said; "" until there.' },
    image_url: text,
    error_messages: { type: 'array', items: text },
  }),
);

/** `POST /api/face_swap/v1/async` and `/fetch` (protocol page, section 15.2). */
export function faceSwapV1(app: FastifyInstance, parts: HttpParts): void {
  const create = legacyCreate('legacyFaceSwap', 'Swap a face (v1)', { body: bodySchema(body.shape) });
  app.post('/api/face_swap/v1/async', { schema: create }, async (request, reply) => {
    const fields = legacyFields(body, request.body);
    const translation: Translation = {
      model: 'Qubico/image-toolkit',
      taskType: 'face-swap',
      input: { target_image: fields.target_image, swap_image: fields.swap_image },
      legacy: { api: 'face-swap-v1', resultType: fields.result_type === 'url' ? 'url' : 'base64' },
    };
    return createLegacyTask(parts, request, reply, { fields, translation, answer: taskIdAnswer });
  });

  const fetch = legacyFetch('legacyFaceSwapFetch', 'Read a face swap (v1)', fetchReply);
  app.post('/api/face_swap/v1/fetch', { schema: fetch }, async (request, reply) => {
    const row = await readLegacyTask(parts, request, reply, { id: taskIdOf(request), fits: isFaceSwap });
    const resultType = row.legacy?.api === 'face-swap-v1' ? row.legacy.resultType : 'url';
    const { url, base64, problems } = await resultPicture(parts, row, resultType);
    return success({
      task_id: row.id,
      status: toolkitStatus[row.status],
      image: resultType === 'base64' ? base64 : url,
      image_url: url,
      error_messages: problems,
    });
  });
}

const isFaceSwap = (row: TaskRow): boolean => row.model === 'Qubico/image-toolkit' && row.task_type === 'face-swap';
