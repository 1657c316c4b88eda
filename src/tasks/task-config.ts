import { invalidFieldError } from '../catalog/input-errors.ts';
import { AppError } from '../errors.ts';
import type { TaskConfig } from './task-row.ts';

const SERVICE_MODES = ['', 'public', 'private'];
const EVENTS = ['completed', 'failed', 'cancelled', 'processing', 'progress'];
const MAX_ENDPOINT_LENGTH = 2_048;
const MAX_SECRET_LENGTH = 256;
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/**
 * `config` of a create call, always complete (protocol page, sections 4 and 5): absent, null, {} and "" are equal.
 * @throws AppError `invalid_request` that names the member.
 */
export function readTaskConfig(raw: unknown): TaskConfig {
  const config = objectOrEmpty(raw, 'config');
  const service_mode = textOrEmpty(config.service_mode, 'config.service_mode');
  if (!SERVICE_MODES.includes(service_mode)) {
    throw invalidFieldError('config.service_mode', service_mode, 'is not one of public, private');
  }
  if (service_mode === 'private') {
    throw new AppError('invalid_request', {
      message: 'invalid request: service_mode private is not available: the account has no provider account of its own',
    });
  }
  const webhook = objectOrEmpty(config.webhook_config, 'config.webhook_config');
  const endpoint = readEndpoint(textOrEmpty(webhook.endpoint, 'config.webhook_config.endpoint'));
  const secret = textOrEmpty(webhook.secret, 'config.webhook_config.secret');
  if (secret.length > MAX_SECRET_LENGTH || !PRINTABLE_ASCII.test(secret)) {
    throw invalidFieldError(
      'config.webhook_config.secret',
      '(hidden)',
      `is not printable ASCII of at most ${MAX_SECRET_LENGTH} characters`,
    );
  }
  const events = readEvents(webhook.events);
  return { service_mode, webhook_config: { endpoint, secret, ...(events ? { events } : {}) } };
}

function readEndpoint(endpoint: string): string {
  if (endpoint === '') return '';
  const isUrl = endpoint.length <= MAX_ENDPOINT_LENGTH && /^https?:\/\//i.test(endpoint) && URL.canParse(endpoint);
  if (!isUrl) {
    throw invalidFieldError(
      'config.webhook_config.endpoint',
      endpoint,
      `is not an http(s) URL of at most ${MAX_ENDPOINT_LENGTH} characters`,
    );
  }
  return endpoint;
}

function readEvents(raw: unknown): string[] | undefined {
  if (raw === undefined || raw === null || raw === '' || (Array.isArray(raw) && raw.length === 0)) return undefined;
  if (!Array.isArray(raw) || raw.length > EVENTS.length || !raw.every((event) => EVENTS.includes(event))) {
    throw invalidFieldError('config.webhook_config.events', raw, `is not a list of ${EVENTS.join(', ')}`);
  }
  return [...new Set<string>(raw)];
}

function objectOrEmpty(value: unknown, path: string): Record<string, unknown> {
  if (value === undefined || value === null || value === '') return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw invalidFieldError(path, value, 'is not an object');
  return value as Record<string, unknown>;
}

function textOrEmpty(value: unknown, path: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw invalidFieldError(path, value, 'is not a text');
  return value;
}
