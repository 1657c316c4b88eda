/** What `/openapi.json` says of each route. Documentation only: validation is the catalogue's work. */
type JsonSchema = Record<string, unknown>;

export const envelope = (data: JsonSchema): JsonSchema => ({
  type: 'object',
  properties: { code: { type: 'integer', const: 200 }, data, message: { type: 'string', const: 'success' } },
  required: ['code', 'data', 'message'],
});
export const ok = (schema: JsonSchema, description = 'OK') => ({
  description,
  content: { 'application/json': { schema } },
});
export const errors = (...statuses: number[]) =>
  Object.fromEntries(statuses.map((status) => [status, ok({ $ref: 'Error#' }, errorNames[status])]));
export const errorNames: Record<number, string> = {
  400: 'Bad request',
  401: 'No or unknown key',
  402: 'Balance does not cover the hold',
  403: 'The key may not do this',
  404: 'Unknown',
  409: 'The first request with this Idempotency-Key is still running',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Idempotency-Key used before with another body',
  429: 'Rate limit or full staging queue; see Retry-After',
  500: 'Our fault',
  503: 'No backend can serve this now',
};
export const object = (properties: JsonSchema, required = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required,
});
export const noKey: Record<string, string[]>[] = [];
export const text = { type: 'string' };
export const integer = { type: 'integer' };
/** Of POSTs that make something. */
export const idempotency = object(
  { 'idempotency-key': { type: 'string', description: 'Same key and body: same reply' } },
  [],
);
const taskId = {
  type: 'object',
  properties: { task_id: { type: 'string', description: 'UUID of the task' } },
  required: ['task_id'],
};
const accountId = {
  type: 'object',
  properties: { id: { type: 'integer', description: 'Account number' } },
  required: ['id'],
};
const canceled = object({ code: { type: 'integer', const: 200 }, message: { type: 'string' } });
const cancel = {
  tags: ['Tasks'],
  params: taskId,
  querystring: object(
    { force: { type: 'string', enum: ['true', 'false'], description: 'Also stop a task in processing' } },
    [],
  ),
  response: { 200: ok(canceled), ...errors(400, 401, 404, 500) },
};

export const operations = {
  createTask: {
    tags: ['Tasks'],
    operationId: 'createTask',
    summary: 'Create a task',
    description: 'Validated, priced, held and queued, or refused with nothing held. Poll the task, or give a webhook.',
    headers: idempotency,
    body: { $ref: 'CreateTask#' },
    response: {
      200: ok(envelope({ $ref: 'Task#' })),
      ...errors(400, 401, 402, 403, 409, 413, 415, 422, 429, 500, 503),
    },
  },
  getTask: {
    tags: ['Tasks'],
    operationId: 'getTask',
    summary: 'Get a task',
    params: taskId,
    querystring: object({ schema: { type: 'string', enum: ['unified', 'documented'], default: 'unified' } }, []),
    headers: object({ 'x-api-schema': { type: 'string', enum: ['unified', 'documented'] } }, []),
    response: {
      200: ok(envelope({ oneOf: [{ $ref: 'Task#' }, { $ref: 'DocumentedTask#' }] })),
      ...errors(400, 401, 404, 429, 500),
    },
  },
  cancelTask: { ...cancel, operationId: 'cancelTask', summary: 'Cancel a task that has not started' },
  cancelTaskByPost: {
    ...cancel,
    operationId: 'cancelTaskByPost',
    summary: 'The same for clients that cannot send DELETE',
  },
  listTasks: {
    tags: ['Tasks'],
    operationId: 'listTasks',
    summary: 'List tasks, newest first',
    querystring: object(
      {
        status: { type: 'string', description: 'One or several with commas' },
        model: { type: 'string', description: 'Model, family, or history key' },
        metadata: { type: 'string', description: 'JSON object: tasks whose client metadata contains it' },
        created_after: { type: 'integer', description: 'Unix seconds' },
        created_before: { type: 'integer', description: 'Unix seconds' },
        limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
        cursor: { type: 'string', description: 'next_cursor of the last reply' },
      },
      [],
    ),
    response: {
      200: ok(
        envelope(
          object({ tasks: { type: 'array', items: { $ref: 'Task#' } }, next_cursor: { type: ['string', 'null'] } }),
        ),
      ),
      ...errors(400, 401, 429, 500),
    },
  },
  cancelTasks: {
    tags: ['Tasks'],
    operationId: 'cancelTasks',
    summary: 'Cancel every task that has not started and is older than a moment',
    querystring: object({ created_before: { type: 'integer', description: 'Unix seconds' }, model: text }, [
      'created_before',
    ]),
    response: { 200: ok(envelope(object({ canceled: integer }))), ...errors(400, 401, 429, 500) },
  },
  histories: {
    tags: ['Tasks'],
    operationId: 'taskHistories',
    summary: 'Paged history',
    querystring: object(
      {
        page: { type: 'integer', minimum: 1, default: 1 },
        page_size: { type: 'integer', minimum: 1, maximum: 100, default: 10 },
        model: text,
        start_time: integer,
        end_time: integer,
      },
      [],
    ),
    response: {
      200: ok(
        envelope(
          object({ data: { type: 'array', items: { type: 'object' } }, page: integer, size: integer, total: integer }),
        ),
      ),
      ...errors(400, 401, 429, 500),
    },
  },
  estimateTask: {
    tags: ['Tasks'],
    operationId: 'estimateTask',
    summary: 'Price and validation of a task without creating it',
    body: { $ref: 'CreateTask#' },
    response: {
      200: ok(
        envelope(
          object({
            model: text,
            task_type: text,
            input: { type: 'object' },
            points: { type: 'integer', description: 'The price, or the most it can be' },
            usd: { type: 'number' },
            is_exact: { type: 'boolean', description: 'false: the length of the media is measured by the task' },
          }),
        ),
      ),
      ...errors(400, 401, 403, 413, 415, 429, 500, 503),
    },
  },
  retryTask: {
    tags: ['Tasks'],
    operationId: 'retryTask',
    summary: 'Create a new task with the same input',
    headers: idempotency,
    params: taskId,
    response: { 200: ok(envelope({ $ref: 'Task#' })), ...errors(400, 401, 402, 403, 404, 409, 422, 429, 500, 503) },
  },
  taskEvents: {
    tags: ['Tasks'],
    operationId: 'taskEvents',
    summary: 'Server-sent events of a task: status, progress, log',
    params: taskId,
    response: {
      200: { description: 'Ends with the terminal status', content: { 'text/event-stream': { schema: text } } },
      ...errors(401, 404, 429, 500),
    },
  },
  models: {
    tags: ['Models'],
    operationId: 'listModels',
    summary: 'The catalogue: schemas, prices, and what each pair runs on now',
    response: {
      200: ok(envelope(object({ models: { type: 'array', items: { type: 'object' } } }))),
      ...errors(401, 429, 500),
    },
  },
  activeTasks: {
    tags: ['Account'],
    operationId: 'activeTasks',
    summary: 'Counts of unfinished tasks by family',
    response: { 200: ok(envelope({ type: 'object', additionalProperties: true })), ...errors(401, 429, 500) },
  },
  accountInfo: {
    tags: ['Account'],
    operationId: 'accountInfo',
    summary: 'Account, balance and limits',
    response: { 200: ok(envelope({ type: 'object', additionalProperties: true })), ...errors(401, 429, 500) },
  },
  upload: {
    tags: ['Files'],
    operationId: 'uploadFile',
    summary: 'Upload a file, kept for 24 hours',
    headers: idempotency,
    description: 'JSON with base64, or multipart/form-data with a part `file`.',
    consumes: ['application/json', 'multipart/form-data'],
    body: object({
      file_name: { type: 'string', minLength: 1, maxLength: 128, description: 'Ends in jpg, png, mp4, mp3 …' },
      file_data: { type: 'string', description: 'base64; a data: prefix is tolerated' },
    }),
    response: {
      200: ok(object({ code: integer, data: object({ url: text }), url: text, message: text })),
      ...errors(400, 401, 409, 413, 415, 422, 429, 500),
    },
  },
  download: {
    tags: ['Files'],
    operationId: 'downloadFile',
    summary: 'Download a file; no key, Range supported',
    security: noKey,
    params: object({ name: { type: 'string', description: 'UUID and extension' } }),
    response: {
      200: {
        description: 'The file',
        content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
      },
      206: {
        description: 'The part asked for',
        content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
      },
      ...errors(404, 500),
    },
  },
  health: {
    tags: ['Operation'],
    operationId: 'health',
    summary: 'The process answers',
    security: noKey,
    response: { 200: ok(object({ status: text, version: text })) },
  },
  ready: {
    tags: ['Operation'],
    operationId: 'ready',
    summary: 'Tasks can be served',
    security: noKey,
    response: { 200: ok(object({ status: text })), 503: ok(object({ status: text, reason: text }), 'Not ready') },
  },
  metrics: {
    tags: ['Operation'],
    operationId: 'metrics',
    summary: 'Prometheus metrics; this machine only, or with server.metricsToken',
    security: noKey,
    response: {
      200: { description: 'Prometheus text', content: { 'text/plain': { schema: text } } },
      ...errors(401, 403),
    },
  },
  createAccount: {
    tags: ['Admin'],
    operationId: 'createAccount',
    summary: 'Make an account',
    headers: idempotency,
    body: { $ref: 'NewAccount#' },
    response: {
      200: ok(envelope(object({ id: integer, name: text, available: integer, max_concurrent_tasks: integer }))),
      ...errors(400, 401, 403, 409, 422),
    },
  },
  createKey: {
    tags: ['Admin'],
    operationId: 'createKey',
    summary: 'Make a key; it is shown this once',
    headers: idempotency,
    params: accountId,
    body: { $ref: 'NewKey#' },
    response: {
      200: ok(envelope(object({ id: integer, key: text, name: text, scopes: { type: 'array', items: text } }))),
      ...errors(400, 401, 403, 404, 409, 422),
    },
  },
  topUp: {
    tags: ['Admin'],
    operationId: 'topUp',
    summary: 'Add points to an account',
    headers: idempotency,
    params: accountId,
    body: { $ref: 'TopUp#' },
    response: { 200: ok(envelope(object({ available: integer }))), ...errors(400, 401, 403, 404, 409, 422) },
  },
  verifyLedger: {
    tags: ['Admin'],
    operationId: 'verifyLedger',
    summary: 'Check every rule of the ledger',
    response: { 200: ok(envelope({ type: 'object', additionalProperties: true })), ...errors(401, 403) },
  },
};
