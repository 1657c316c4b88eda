import { errorNames, integer, object, ok, text } from './operations.ts';

type JsonSchema = Record<string, unknown>;

const tags = ['OpenAI'];
const nullableText: JsonSchema = { type: ['string', 'null'] };
const open: JsonSchema = { type: 'object', additionalProperties: true };

const openAiRefused = object({ error: object({ message: text, type: text, param: nullableText, code: nullableText }) });
const anthropicRefused = object({
  type: { type: 'string', const: 'error' },
  error: object({ type: text, message: text }),
});
const refusals = (schema: JsonSchema, ...statuses: number[]) =>
  Object.fromEntries(statuses.map((status) => [status, ok(schema, errorNames[status] ?? 'Refused')]));
const statuses = [400, 401, 402, 403, 404, 413, 415, 429, 500, 503];

/** A reply that is JSON, or a stream of events when `stream` is true. */
const answered = (schema: JsonSchema, description: string) => ({
  description,
  content: { 'application/json': { schema }, 'text/event-stream': { schema: text } },
});
const body = (properties: JsonSchema, required: string[]) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: true,
});
const model = { type: 'string', description: 'A name of GET /v1/models' };
const messages = { type: 'array', minItems: 1, items: { ...open, properties: { role: text }, required: ['role'] } };
const stream = { type: 'boolean', default: false, description: 'Answer as server-sent events' };
const usage = { ...open, properties: { prompt_tokens: integer, completion_tokens: integer, total_tokens: integer } };

export const llmOperations = {
  chat: {
    tags,
    operationId: 'createChatCompletion',
    summary: 'Answer a chat',
    description:
      'Every member of OpenAI’s request is passed on. A stream ends with `data: [DONE]`; while nothing comes, a comment line every 15 s.',
    body: body(
      {
        model,
        messages,
        stream,
        stream_options: { ...open, properties: { include_usage: { type: 'boolean' } } },
        max_tokens: integer,
        max_completion_tokens: integer,
        temperature: { type: 'number' },
        tools: { type: 'array', items: open },
      },
      ['model', 'messages'],
    ),
    response: {
      200: answered(
        {
          ...open,
          properties: {
            id: text,
            object: { type: 'string', const: 'chat.completion' },
            created: integer,
            model: text,
            choices: { type: 'array', items: open },
            usage,
          },
        },
        'The completion, or chunks of it',
      ),
      ...refusals(openAiRefused, ...statuses),
    },
  },
  messages: {
    tags: ['Anthropic'],
    operationId: 'createMessage',
    summary: 'Answer a chat in the words of Anthropic’s API',
    description: 'Passed through where the upstream speaks it, else translated to chat completions, streams included.',
    body: body({ model, messages, max_tokens: integer, system: {}, stream, tools: { type: 'array', items: open } }, [
      'model',
      'messages',
      'max_tokens',
    ]),
    response: { 200: answered(open, 'The message, or its events'), ...refusals(anthropicRefused, ...statuses) },
  },
  responses: {
    tags,
    operationId: 'createResponse',
    summary: 'The Responses API, where the upstream has it',
    body: body({ model, input: {}, stream, max_output_tokens: integer }, ['model']),
    response: { 200: answered(open, 'The response, or its events'), ...refusals(openAiRefused, ...statuses) },
  },
  embeddings: {
    tags,
    operationId: 'createEmbedding',
    summary: 'Embed texts',
    body: body({ model, input: {} }, ['model', 'input']),
    response: { 200: ok({ ...open, properties: { usage } }), ...refusals(openAiRefused, ...statuses) },
  },
  transcriptions: {
    tags,
    operationId: 'createTranscription',
    summary: 'Write down what is said in a sound file',
    consumes: ['multipart/form-data'],
    body: body({ file: { type: 'string', format: 'binary' }, model, response_format: text, language: text }, [
      'file',
      'model',
    ]),
    response: {
      200: answered(open, 'The text; JSON, plain text or subtitles by response_format'),
      ...refusals(openAiRefused, ...statuses),
    },
  },
  models: {
    tags,
    operationId: 'listServedModels',
    summary: 'Models that this key can use now',
    response: {
      200: ok(
        object({
          object: { type: 'string', const: 'list' },
          data: {
            type: 'array',
            items: object({ id: text, object: { type: 'string', const: 'model' }, created: integer, owned_by: text }),
          },
        }),
      ),
      ...refusals(openAiRefused, 401, 403, 429, 500),
    },
  },
};
