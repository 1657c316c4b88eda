import { openaiImages } from '../../catalog/openai/image.ts';
import { imageModels } from '../../catalog/openai/image-price.ts';
import { openaiSpeech, speechFormats } from '../../catalog/openai/speech.ts';
import type { TaskType } from '../../catalog/task-type.ts';
import { errorNames, idempotency, integer, object, ok, text } from '../openapi/operations.ts';
import { inputSchema } from '../openapi/schemas.ts';

type JsonSchema = Record<string, unknown>;

/** What `/openapi.json` says of the OpenAI-shaped media endpoints. */

const nullableText: JsonSchema = { type: ['string', 'null'] };
const nullableInteger: JsonSchema = { type: ['integer', 'null'] };
const binary: JsonSchema = { type: 'string', format: 'binary' };

const refused = object({ error: object({ message: text, type: text, param: nullableText, code: nullableText }) });
const refusals = (...statuses: number[]) =>
  Object.fromEntries(statuses.map((status) => [status, ok(refused, errorNames[status] ?? 'Refused')]));
const createStatuses = [400, 401, 402, 403, 404, 409, 413, 415, 422, 429, 500, 503];

/** The input of a pair with the members that only the endpoint knows. */
function bodyOf(taskType: TaskType | undefined, more: JsonSchema, required: readonly string[]): JsonSchema {
  const { properties, required: own = [] } = (taskType ? inputSchema(taskType) : {}) as {
    properties?: JsonSchema;
    required?: string[];
  };
  return { type: 'object', properties: { ...more, ...properties }, required: [...required, ...own] };
}

const imageTask = (taskType: string) => openaiImages.find((one) => one.taskType === taskType);
const imageMembers = {
  model: { type: 'string', enum: [...imageModels], default: 'gpt-image-1' },
  response_format: { type: 'string', enum: ['url', 'b64_json'], description: 'Absent: both.' },
};
const imageReply = object({
  created: { type: 'integer', description: 'Unix seconds' },
  background: text,
  output_format: text,
  quality: text,
  size: text,
  data: { type: 'array', items: object({ url: { type: 'string', format: 'uri' }, b64_json: text }, []) },
  usage: object({
    input_tokens: integer,
    output_tokens: integer,
    total_tokens: integer,
    input_tokens_details: object({ text_tokens: integer, image_tokens: integer }),
  }),
});

const video = object({
  id: text,
  object: { type: 'string', const: 'video' },
  model: text,
  status: { type: 'string', enum: ['queued', 'in_progress', 'completed', 'failed'] },
  progress: { type: 'integer', minimum: 0, maximum: 100 },
  prompt: text,
  seconds: text,
  size: text,
  created_at: integer,
  completed_at: nullableInteger,
  expires_at: nullableInteger,
  error: { anyOf: [object({ code: text, message: text }), { type: 'null' }] },
  remixed_from_video_id: nullableText,
});
const videoId = object({ video_id: { type: 'string', description: 'Id of the video' } });
const videoBody = object(
  {
    model: { type: 'string', enum: ['sora-2', 'sora-2-pro'], default: 'sora-2' },
    prompt: text,
    seconds: { type: 'string', enum: ['4', '8', '12'], default: '4' },
    size: {
      type: 'string',
      default: '720x1280',
      description: '720x1280, 1280x720; sora-2-pro also 1024x1792, 1792x1024, 1080x1920 and 1920x1080, made as 1080p',
    },
    input_reference: { description: 'Start picture: a file of the form, a URL, or {"image_url"}' },
  },
  ['prompt'],
);
const tags = ['OpenAI'];

export const openaiOperations = {
  speech: {
    tags,
    operationId: 'createSpeech',
    summary: 'Speak a text',
    headers: idempotency,
    body: bodyOf(
      openaiSpeech,
      { model: { type: 'string', enum: [openaiSpeech.model, ...(openaiSpeech.modelAliases ?? [])] } },
      ['model'],
    ),
    response: {
      200: {
        description: `The sound file (${speechFormats.join(', ')})`,
        content: { 'audio/mpeg': { schema: binary } },
      },
      ...refusals(...createStatuses),
    },
  },
  imageGenerations: {
    tags,
    operationId: 'createImages',
    summary: 'Draw pictures from a text',
    headers: idempotency,
    body: bodyOf(imageTask('image-generation'), imageMembers, []),
    response: { 200: ok(imageReply), ...refusals(...createStatuses) },
  },
  imageEdits: {
    tags,
    operationId: 'editImages',
    summary: 'Change or combine pictures',
    description: 'A form (image, image[], mask as files) or JSON.',
    headers: idempotency,
    consumes: ['multipart/form-data', 'application/json'],
    body: bodyOf(imageTask('image-edit'), imageMembers, []),
    response: { 200: ok(imageReply), ...refusals(...createStatuses) },
  },
  createVideo: {
    tags,
    operationId: 'createVideo',
    summary: 'Make a video',
    headers: idempotency,
    consumes: ['multipart/form-data', 'application/json'],
    body: videoBody,
    response: { 200: ok(video), ...refusals(...createStatuses) },
  },
  getVideo: {
    tags,
    operationId: 'getVideo',
    summary: 'Read a video',
    params: videoId,
    response: { 200: ok(video), ...refusals(401, 404, 429, 500) },
  },
  deleteVideo: {
    tags,
    operationId: 'deleteVideo',
    summary: 'Delete a video: stops it where it is not finished',
    params: videoId,
    response: {
      200: ok(object({ id: text, object: { type: 'string', const: 'video.deleted' }, deleted: { type: 'boolean' } })),
      ...refusals(400, 401, 404, 429, 500),
    },
  },
  videoContent: {
    tags,
    operationId: 'getVideoContent',
    summary: 'Download a finished video',
    params: videoId,
    querystring: object({ variant: { type: 'string', enum: ['video'], default: 'video' } }, []),
    response: {
      200: { description: 'The MP4; with Range, 206 and the part', content: { 'video/mp4': { schema: binary } } },
      ...refusals(400, 401, 404, 429, 500),
    },
  },
};
