import type { AppError } from '../../errors.ts';
import type { ErrorCode } from '../../errors-catalogue.ts';

/** The error object of OpenAI's API. */
export interface OpenaiError {
  error: { message: string; type: string; param: string | null; code: string | null };
}

interface Wording {
  type: string;
  code?: string;
  /** Where OpenAI's differs from ours. */
  status?: number;
}

const INVALID: Wording = { type: 'invalid_request_error' };

/** Where the code says more than the status. */
const byCode: Partial<Record<ErrorCode, Wording>> = {
  invalid_model: { ...INVALID, code: 'model_not_found', status: 404 },
  invalid_task_type: { ...INVALID, code: 'model_not_found', status: 404 },
  no_backend: { type: 'server_error', code: 'no_backend' },
  content_violation: { ...INVALID, code: 'content_policy_violation' },
  idempotency_key_reused: { ...INVALID, code: 'idempotency_key_reused' },
};

const byStatus: Readonly<Record<number, Wording>> = {
  401: { type: 'authentication_error', code: 'invalid_api_key' },
  402: { type: 'insufficient_quota', code: 'insufficient_quota' },
  403: { type: 'permission_error' },
  413: { ...INVALID, code: 'request_too_large' },
  429: { type: 'rate_limit_error', code: 'rate_limit_exceeded' },
};

/** A refusal of the OpenAI-shaped endpoints (protocol page, section 14); for `config.refusal` of their routes. */
export function openaiRefusal(error: AppError): { status: number; body: OpenaiError } {
  const wording =
    byCode[error.code] ?? byStatus[error.httpStatus] ?? (error.httpStatus >= 500 ? { type: 'server_error' } : INVALID);
  const field = error.detail?.field;
  return {
    status: wording.status ?? error.httpStatus,
    body: {
      error: {
        message: error.message,
        type: wording.type,
        param: typeof field === 'string' ? field : wording.code === 'model_not_found' ? 'model' : null,
        code: wording.code ?? null,
      },
    },
  };
}
