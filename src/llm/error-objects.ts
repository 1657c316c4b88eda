import type { AppError } from '../errors.ts';
import type { ErrorCode } from '../errors-catalogue.ts';

/** Type and code by status (protocol page, section 14). */
const openAiKinds: Readonly<Record<number, { type: string; code: string | null }>> = {
  400: { type: 'invalid_request_error', code: null },
  401: { type: 'authentication_error', code: 'invalid_api_key' },
  402: { type: 'insufficient_quota', code: 'insufficient_quota' },
  403: { type: 'permission_error', code: null },
  404: { type: 'invalid_request_error', code: 'not_found' },
  413: { type: 'invalid_request_error', code: 'request_too_large' },
  429: { type: 'rate_limit_error', code: 'rate_limit_exceeded' },
  500: { type: 'server_error', code: null },
  503: { type: 'server_error', code: 'no_backend' },
};

/** Where our code says more than the status. */
const ownCodes: Partial<Record<ErrorCode, string>> = {
  model_not_found: 'model_not_found',
  content_violation: 'content_policy_violation',
};

/** OpenAI's error object. */
export function openAiError(httpStatus: number, message: string, error?: AppError) {
  const kind = openAiKinds[httpStatus] ?? openAiKinds[httpStatus < 500 ? 400 : 500];
  const { code, param, field } = error?.detail ?? {};
  // What an upstream said itself, else the member that our own check names.
  const at = param ?? field;
  const own = (error && ownCodes[error.code]) ?? (typeof code === 'string' ? code : undefined);
  return {
    error: {
      message,
      type: kind?.type ?? 'server_error',
      param: typeof at === 'string' ? at : null,
      code: (httpStatus === 400 || httpStatus === 404 ? own : undefined) ?? kind?.code ?? null,
    },
  };
}

const anthropicTypes: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  503: 'overloaded_error',
};

/** Anthropic's error object. */
export function anthropicError(httpStatus: number, message: string) {
  const type = anthropicTypes[httpStatus] ?? (httpStatus < 500 ? 'invalid_request_error' : 'api_error');
  return { type: 'error', error: { type, message } };
}
