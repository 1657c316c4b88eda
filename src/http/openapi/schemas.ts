import { z } from 'zod';
import type { Catalog } from '../../catalog/catalog.ts';
import { priceText } from '../../catalog/price.ts';
import type { TaskType } from '../../catalog/task-type.ts';

type JsonSchema = Record<string, unknown>;

/** Input of a task type as clients send it (defaults optional). */
export function inputSchema(taskType: TaskType): JsonSchema {
  return withoutDialect(z.toJSONSchema(taskType.input, { io: 'input', unrepresentable: 'any' }));
}

export function outputSchema(taskType: TaskType): JsonSchema {
  return withoutDialect(z.toJSONSchema(taskType.output, { unrepresentable: 'any' }));
}

function withoutDialect(schema: object): JsonSchema {
  const { $schema: _dialect, ...rest } = schema as JsonSchema;
  return rest;
}

const object = (properties: JsonSchema, required: string[] = Object.keys(properties)): JsonSchema => ({
  type: 'object',
  properties,
  required,
});
const text: JsonSchema = { type: 'string' };
const integer: JsonSchema = { type: 'integer' };
const boolean: JsonSchema = { type: 'boolean' };
const anyObject: JsonSchema = { type: 'object', additionalProperties: true };

const config = object(
  {
    service_mode: { type: 'string', enum: ['', 'public', 'private'] },
    webhook_config: object(
      {
        endpoint: { type: 'string', description: 'http(s) URL; "" = none' },
        secret: { type: 'string', description: 'Sent unchanged as x-webhook-secret' },
        events: {
          type: 'array',
          items: { type: 'string', enum: ['completed', 'failed', 'cancelled', 'processing', 'progress'] },
        },
      },
      [],
    ),
  },
  [],
);

const taskInfo = object({
  arguments: { type: 'array', items: object({ name: text, value: text }) },
  inputs: {
    type: 'array',
    items: object({ inputType: text, name: text, url: text, blobStorage: { type: 'null' }, token: { type: 'null' } }),
  },
  type: text,
});
const picture = object({ resource: text, height: integer, width: integer, duration: integer });
const documented = {
  metadata: object({ created_at: text, started_at: text, ended_at: text, quota_frozen: integer, quota_usage: integer }),
  task: object({
    id: integer,
    userId: integer,
    type: text,
    status: integer,
    taskInfo,
    favored: boolean,
    deleted: boolean,
    createTime: integer,
    updateTime: integer,
  }),
  works: {
    type: 'array',
    items: object({
      workId: integer,
      workItemId: integer,
      taskId: integer,
      userId: integer,
      type: text,
      status: integer,
      contentType: text,
      resource: object({
        resource: text,
        resourceWithoutWatermark: text,
        height: integer,
        width: integer,
        duration: integer,
      }),
      cover: picture,
      starNum: integer,
      reportNum: integer,
      createTime: integer,
      taskInfo,
      selfAttitude: text,
      selfComment: object({ tags: { type: 'array', items: anyObject }, content: text }),
      favored: boolean,
      publishStatus: text,
      deleted: boolean,
    }),
  },
};
const status = { type: 'string', enum: ['staged', 'pending', 'processing', 'completed', 'failed', 'cancelled'] };

/** Named schemas of the document; `$id` is the name. */
export function componentSchemas(catalog: Catalog): JsonSchema[] {
  return [
    {
      $id: 'CreateTask',
      description: 'What to make. The members of `input` depend on model and task type.',
      oneOf: catalog.all.map((taskType) => ({
        title: `${taskType.model} ${taskType.taskType}`,
        description: `${taskType.summary} Price: ${priceText(taskType.price)}.`,
        ...object(
          {
            model: { type: 'string', const: taskType.model },
            task_type: { type: 'string', const: taskType.taskType },
            input: inputSchema(taskType),
            config,
          },
          ['model', 'task_type', 'input'],
        ),
      })),
    },
    {
      $id: 'Task',
      ...object({
        task_id: { type: 'string', format: 'uuid' },
        model: text,
        task_type: text,
        status,
        config,
        input: anyObject,
        output: {
          description: 'Depends on the family; null before the end.',
          anyOf: [...catalog.all.map(outputSchema), { type: 'null' }],
        },
        meta: object({
          created_at: text,
          started_at: text,
          ended_at: text,
          usage: object({ type: text, frozen: integer, consume: integer }),
          is_using_private_pool: boolean,
          progress: { type: 'integer', minimum: 0, maximum: 100 },
          phase: text,
        }),
        detail: { type: ['object', 'null'], additionalProperties: true },
        logs: { type: 'array', items: text },
        error: object({ code: integer, raw_message: text, message: text, detail: { type: ['object', 'null'] } }),
        ...documented,
      }),
    },
    {
      $id: 'DocumentedTask',
      ...object({ task_id: text, input: { type: 'string', description: 'JSON text' }, status, ...documented }),
    },
    { $id: 'Error', ...object({ code: integer, data: { type: 'null' }, message: text }) },
  ];
}
