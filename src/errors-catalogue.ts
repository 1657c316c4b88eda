/** Every error a client can see: one line each. `docs/reference/errors.md` is generated from this table. */
export interface ErrorEntry {
  httpStatus: number;
  /** How the public message starts (protocol page, section 10). */
  message: string;
  /** What the reader can do about it. */
  help: string;
  /** `error.code` when a task ends with it; 0 for errors that only refuse a request. */
  taskErrorCode: number;
  retryable: boolean;
}

const entry = (
  httpStatus: number,
  message: string,
  help: string,
  taskErrorCode = 0,
  retryable = false,
): ErrorEntry => ({
  httpStatus,
  message,
  help,
  taskErrorCode,
  retryable,
});

export const errorCatalogue = {
  invalid_request: entry(400, 'invalid request', 'Correct the member that the message names.'),
  invalid_model: entry(400, 'invalid model', 'Use a model name from GET /api/v1/models.'),
  invalid_task_type: entry(400, 'invalid task type', 'Use a task type that the model offers.'),
  invalid_upload: entry(
    400,
    'Invalid request parameters',
    'Send file_name with a listed extension and file_data as base64 of that kind.',
  ),
  not_cancelable: entry(400, 'task can not be canceled', 'Only pending and staged tasks can be cancelled.'),
  unauthorized: entry(401, 'unauthorized: invalid API key', 'Send a valid key as X-API-Key or Authorization: Bearer.'),
  insufficient_balance: entry(
    402,
    'failed to freeze point: insufficient balance',
    "Top up the account, raise the key's monthly budget, or ask for less.",
  ),
  forbidden: entry(
    403,
    'forbidden',
    'Use a key whose scopes, models and addresses allow this, of an account that is not switched off.',
  ),
  task_not_found: entry(404, 'task not found', 'Check the task id; a task is visible to its own account only.'),
  not_found: entry(404, '404 page not found', 'Check method and path against /openapi.json.'),
  model_not_found: entry(404, 'the model does not exist', 'Use a model name from GET /v1/models.'),
  method_not_allowed: entry(405, 'method not allowed', 'Use a method named in the Allow header.'),
  conflict: entry(
    409,
    'conflict',
    'The first request with this Idempotency-Key is still running: wait and repeat.',
    0,
    true,
  ),
  too_large: entry(413, 'task input too large', 'Upload the media first and send its URL, or send a smaller file.'),
  unsupported_media_type: entry(415, 'unsupported media type', 'Send JSON with Content-Type: application/json.'),
  idempotency_key_reused: entry(422, 'idempotency key reused', 'Use a fresh Idempotency-Key for a different body.'),
  rate_limited: entry(429, 'too many requests: rate limit', 'Wait for the seconds in Retry-After.', 10001, true),
  staged_queue_full: entry(
    429,
    'too many requests: staged queue is full',
    'Wait until some of your tasks have ended.',
    0,
    true,
  ),
  internal: entry(500, 'internal error', 'Our fault. Report the X-Request-Id; nothing was charged.', 10000, true),
  no_backend: entry(503, 'no backend can serve', 'Configure a backend for this model, or use a test key.', 10050, true),
  unavailable: entry(503, 'service unavailable', 'The server is starting or stopping: retry shortly.', 0, true),

  bad_image: entry(
    400,
    'failed to get valid image',
    'Check that the image URL is public, reachable, and a supported picture.',
    10010,
  ),
  bad_video: entry(
    400,
    'failed to get valid video',
    'Check that the video URL is public, reachable, and a playable video with a picture.',
    10010,
  ),
  bad_audio: entry(
    400,
    'failed to get valid audio',
    'Check that the audio URL is public, reachable, and playable.',
    10010,
  ),
  content_violation: entry(
    400,
    'content violation',
    'The prompt or a medium was refused by moderation: change it and create the task again.',
    10020,
  ),
  task_failed: entry(
    500,
    'the task failed',
    'No closer reason is known: create the task again. In test mode, asked for by [test:fail].',
    10000,
    true,
  ),
  deadline_exceeded: entry(
    504,
    'task timed out',
    'Create the task again, or ask the operator to raise the deadline.',
    10040,
    true,
  ),
  backend_failed: entry(
    502,
    'the backend failed',
    'Create the task again; if it repeats, tell the operator.',
    10050,
    true,
  ),
  submit_unknown: entry(
    502,
    'the outcome of the submission is unknown',
    'Nothing was charged; create the task again.',
    10060,
    true,
  ),
  result_unavailable: entry(502, 'failed to store the result', 'Create the task again.', 10070, true),
  cancelled: entry(400, 'task canceled', 'The owner cancelled the task; nothing was charged.', 10099),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCatalogue;
