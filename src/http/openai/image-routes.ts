import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { invalidFieldError } from '../../catalog/input-errors.ts';
import { estimatedUsage, imageModels } from '../../catalog/openai/image-price.ts';
import { AppError } from '../../errors.ts';
import type { TaskRow } from '../../tasks/task-row.ts';
import type { HttpParts } from '../http-parts.ts';
import { bodyObject } from '../json-body.ts';
import { openAiRefusal } from '../llm-refusal.ts';
import { readStoredBase64 } from '../stored-base64.ts';
import { readDoorBody } from './door-form.ts';
import { completedTask, createDoorTask, doorModel } from './door-task.ts';
import { openaiOperations } from './openai-operations.ts';

const USUAL_MODEL = 'gpt-image-1';

/** `POST /v1/images/generations` and `/v1/images/edits` (protocol page, section 14.4). */
export function imageRoutes(app: FastifyInstance, parts: HttpParts): void {
  const config = { refusal: openAiRefusal };
  app.post('/v1/images/generations', { schema: openaiOperations.imageGenerations, config }, async (request, reply) => {
    const body = bodyObject(request.body);
    return answer(parts, request, reply, { body, taskType: 'image-generation', input: body });
  });

  app.post(
    '/v1/images/edits',
    { schema: openaiOperations.imageEdits, config: { ...config, takesForms: true } },
    async (request, reply) => {
      const body = await readDoorBody(parts, request);
      const input = { ...body, image: body.image ?? picturesOf(body.images) };
      return answer(parts, request, reply, { body, taskType: 'image-edit', input });
    },
  );
}

/** The list of the JSON form: `[{"image_url": "…"}]`. */
function picturesOf(images: unknown): unknown {
  if (!Array.isArray(images)) return images;
  return images.map((image) => (typeof image === 'object' && image !== null ? image.image_url : image));
}

async function answer(
  parts: HttpParts,
  request: FastifyRequest,
  reply: FastifyReply,
  { body, taskType, input }: { body: Record<string, unknown>; taskType: string; input: Record<string, unknown> },
) {
  const model = doorModel(body.model, imageModels, USUAL_MODEL);
  const form = formOf(body.response_format);
  if (body.stream === true || body.stream === 'true') {
    throw invalidFieldError('stream', true, 'is not supported here: pictures come whole');
  }
  const created = await createDoorTask(parts, request, reply, { door: { model, taskType, input }, body });
  const task = await completedTask(parts, reply, created);
  return {
    created: Math.floor((task.ended_at ?? task.created_at).getTime() / 1000),
    background: task.input.background,
    output_format: task.input.output_format,
    quality: task.input.quality,
    size: task.input.size,
    data: await Promise.all(urlsOf(task).map((url) => pictureOf(parts, url, form))),
    usage: usageOf(task),
  };
}

type PictureForm = 'url' | 'b64_json' | 'both';

function formOf(given: unknown): PictureForm {
  if (given === undefined || given === null || given === '') return 'both';
  if (given === 'url' || given === 'b64_json') return given;
  throw invalidFieldError('response_format', given, 'is not one of url, b64_json');
}

const urlsOf = ({ works }: TaskRow): string[] => works.filter(({ role }) => role === 'image').map(({ url }) => url);

async function pictureOf(
  parts: HttpParts,
  url: string,
  form: PictureForm,
): Promise<{ url?: string; b64_json?: string }> {
  if (form === 'url') return { url };
  const read = await readStoredBase64(parts, url);
  if ('base64' in read) return { ...(form === 'both' ? { url } : {}), b64_json: read.base64 };
  if (form === 'both') return { url };
  throw new AppError('result_unavailable', { message: `failed to store the result: ${read.problem}` });
}

/** No backend counts tokens yet, so it is what OpenAI would have counted. */
function usageOf({ input, works }: TaskRow) {
  return estimatedUsage({
    prompt: String(input.prompt),
    size: String(input.size),
    quality: String(input.quality),
    pictures: works.filter(({ role }) => role === 'image').length,
    picturesSent: Array.isArray(input.image) ? input.image.length : 0,
  });
}
