import { z } from 'zod';
import { invalidFieldError } from '../../catalog/input-errors.ts';
import { POINTS_PER_USD } from '../../catalog/price.ts';
import type { Settings } from '../../config/schema.ts';
import type { AccountChange, AccountRow } from '../../ledger/account-records.ts';
import { FetchRefused } from '../../media/safe-fetch/fetch-errors.ts';
import { checkUrl, parseUrl } from '../../media/safe-fetch/url-rules.ts';
import { wireTime } from '../../tasks/task-view.ts';
import type { FailingEndpoint } from '../../webhooks/endpoints.ts';
import { plainText } from '../plain-text.ts';

const MAX_URL_LENGTH = 2_048;
export const accountName = plainText({ max: 100 });
const threshold = z
  .int()
  .min(1)
  .max(1_000_000_000_000_000)
  .nullable()
  .meta({ description: 'Points; the hook is told when the balance falls below. null: never.' });
const hookUrl = z
  .string()
  .max(MAX_URL_LENGTH)
  .meta({ description: 'http(s) URL for account notifications; "" for none.' });

/** What an account may change of itself. */
export const ownSettings = z
  .strictObject({
    name: accountName,
    notification_hook_url: hookUrl,
    balance_low_threshold: threshold,
    service_mode: z.enum(['public', 'private']),
    keep_prompts: z
      .boolean()
      .meta({ description: 'Keep requests and answers of LLM calls with their tasks. Default false.' }),
  })
  .partial();

/** @throws AppError `invalid_request` for an address that could never be called, or a mode that is not there. */
export function changeOf(body: z.output<typeof ownSettings>, settings: Settings): AccountChange {
  if (body.service_mode === 'private') {
    throw invalidFieldError('service_mode', 'private', 'is not available: the account has no provider account');
  }
  return {
    ...(body.name === undefined ? {} : { name: body.name }),
    ...(body.balance_low_threshold === undefined ? {} : { balanceLowThreshold: body.balance_low_threshold }),
    ...(body.service_mode === undefined ? {} : { serviceMode: body.service_mode }),
    ...(body.keep_prompts === undefined ? {} : { keepPrompts: body.keep_prompts }),
    ...(body.notification_hook_url === undefined
      ? {}
      : { notificationHookUrl: checkedHookUrl(body.notification_hook_url, settings) }),
  };
}

/** What can be seen without DNS is told at once; the rest is checked at every call. */
function checkedHookUrl(url: string, { outbound }: Settings): string {
  if (url === '') return '';
  try {
    const { origin } = parseUrl(url);
    if (!outbound.trustedOrigins.includes(origin)) checkUrl(url, { httpsOnly: !outbound.allowHttp });
    return url;
  } catch (error) {
    if (!(error instanceof FetchRefused)) throw error;
    throw invalidFieldError('notification_hook_url', url, 'is no http(s) URL with a public address');
  }
}

/** An account on the wire, as its owner and the operator see it. */
export function accountView(row: AccountRow) {
  return {
    id: row.id,
    name: row.name,
    plan: row.plan,
    mode: row.test_of === null ? ('live' as const) : ('test' as const),
    /** Of a test account. */
    test_of: row.test_of,
    test_account_id: row.test_account_id,
    is_enable: row.disabled_at === null,
    available: row.available,
    held: row.held,
    available_usd: row.available / POINTS_PER_USD,
    max_concurrent_tasks: row.max_concurrent_tasks,
    family_limits: row.family_limits,
    service_mode: row.service_mode,
    keep_prompts: row.keep_prompts,
    notification_hook_url: row.notification_hook_url,
    balance_low_threshold: row.balance_low_threshold,
    created_at: wireTime(row.created_at),
    updated_at: wireTime(row.updated_at),
  };
}

export function endpointView(row: FailingEndpoint) {
  return {
    endpoint: row.endpoint,
    is_enabled: row.disabled_at === null,
    failing_since: wireTime(row.failing_since),
    failures: row.failures,
    last_status: row.last_status,
    last_error: row.last_error,
    disabled_at: row.disabled_at === null ? null : wireTime(row.disabled_at),
  };
}
