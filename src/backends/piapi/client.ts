import { readFile, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../errors.ts';
import { FetchFailed, FetchRefused } from '../../media/safe-fetch/fetch-errors.ts';
import type { FetchReply, RequestOptions, SafeFetch } from '../../media/safe-fetch/safe-fetch.ts';
import type { Logger } from '../../observe/log.ts';
import type { Slots } from '../sandbox/slots.ts';
import { failureFrom, isOperatorMatter, operatorError } from './failures.ts';
import { numberAt } from './pick.ts';
import { type Envelope, readEnvelope, type UpstreamTask, upstreamTask } from './reply.ts';

const MIB = 1_048_576;
const REPLY_BYTES = 4 * MIB;
/** PiAPI takes no larger upload; another server takes the rest as a form. */
const BASE64_UPLOAD_BYTES = 10 * MIB;
const LONGEST_WAIT_MS = 30_000;
const TRIES = 3;

export interface ClientOptions {
  fetch: SafeFetch;
  slots: Slots;
  log: Logger;
  /** Without a slash at the end. */
  baseUrl: string;
  uploadUrl: string;
  apiKey: string;
  timeoutMs: number;
  /** Of one result file. */
  maxResultBytes: number;
  downloadTimeoutMs: number;
  /** A submission that is refused for the moment is repeated so long; the first wait, doubled each time. */
  patience: { totalMs: number; firstMs: number };
}

export type Seen =
  | { kind: 'task'; task: UpstreamTask }
  | { kind: 'gone' }
  /** No answer that says anything of the task: ask again. */
  | { kind: 'later'; why: string; retryAfterMs: number };

export interface PiapiClient {
  /** Creates a task there, at most once. @throws AppError */
  submit(body: unknown, key: string, signal: AbortSignal): Promise<UpstreamTask>;
  read(taskId: string, signal: AbortSignal): Promise<Seen>;
  cancel(taskId: string): Promise<void>;
  /** The URL of a copy there. @throws AppError */
  upload(file: { path: string; name: string; contentType: string }, signal: AbortSignal): Promise<string>;
  /** Whether it answers and takes the key, in words for the operator. Never throws. */
  lookAtAccount(): Promise<{ isFine: boolean; says: string }>;
  /** @throws AppError `result_unavailable` */
  download(url: string, toPath: string, signal: AbortSignal): Promise<void>;
}

/** The calls of the PiAPI protocol that a backend needs, with what each answer means. */
export function createPiapiClient(options: ClientOptions): PiapiClient {
  const { fetch, slots, log, baseUrl, apiKey, timeoutMs, patience } = options;
  const limits = { timeoutMs, maxBytes: REPLY_BYTES, followRedirects: false } as const;
  const headers = { 'x-api-key': apiKey, 'content-type': 'application/json' };
  const taskUrl = (id: string) => `${baseUrl}/api/v1/task/${encodeURIComponent(id)}`;
  /** An upstream that repeats the key in its words must not make us show it. */
  const clean = (text: string) => text.replaceAll(apiKey, '[key]');
  const operatorMatter = (said: string): AppError => {
    log.error(
      { backend: 'piapi', said },
      'the provider refuses the account: check PIAPI_API_KEY, its plan and balance',
    );
    return operatorError(said);
  };
  const call = (url: string, request: Omit<RequestOptions, keyof typeof limits>, signal: AbortSignal) =>
    slots.run(() => fetch.request(url, { ...limits, headers, ...request }), signal);

  /** What an answer to a submission means: the task, an error to end with, or `again`. */
  function judge(reply: FetchReply): UpstreamTask | AppError | 'again' {
    const body = readEnvelope(reply.body);
    const status = reply.status === 200 ? (body?.code ?? 200) : reply.status;
    const text = clean(body?.message ?? '');
    if (status === 200) {
      const task = upstreamTask.safeParse(body?.data);
      return task.success ? task.data : new AppError('submit_unknown', { cause: new Error('no task in the answer') });
    }
    if ([401, 402, 403].includes(status) || isOperatorMatter(text)) return operatorMatter(`${status} ${text}`);
    if ([409, 425, 429, 503].includes(status)) return 'again';
    if (status === 404 || status === 405)
      return failureFrom('the provider does not offer this task type', { otherwise: 'backend_failed' });
    if (status >= 400 && status < 500) return failureFrom(text, { otherwise: 'invalid_request' });
    // Only the upstream itself answers in its envelope: it says that it did not take the task.
    if (status >= 500 && body?.code != null) return text === '' ? 'again' : knownOrAgain(text);
    if (status >= 300 && status < 400) return operatorMatter(`a redirect (${status}): check PIAPI_BASE_URL`);
    return new AppError('submit_unknown', { cause: new Error(`HTTP ${status}`) });
  }

  return {
    async submit(body, key, signal) {
      const until = performance.now() + patience.totalMs;
      const payload = JSON.stringify(body);
      for (let tries = 0; ; tries++) {
        let last: FetchReply | undefined;
        try {
          // Not ended by the signal: a submission on its way is either answered or of unknown outcome.
          const request = { method: 'POST', body: payload, headers: { ...headers, 'idempotency-key': key } } as const;
          last = await call(`${baseUrl}/api/v1/task`, request, signal);
        } catch (thrown) {
          signal.throwIfAborted();
          if (!(thrown instanceof FetchFailed)) throw refused(thrown);
          if (thrown.mayHaveArrived) throw new AppError('submit_unknown', { cause: thrown });
        }
        const verdict = last ? judge(last) : 'again';
        if (verdict instanceof AppError) throw verdict;
        if (verdict !== 'again') return verdict;
        const waitMs = Math.max(retryAfterMs(last), backoffMs(patience.firstMs, tries));
        if (performance.now() + waitMs > until) throw busyError(last);
        await sleep(waitMs, undefined, { signal });
      }
    },

    async read(taskId, signal) {
      let reply: FetchReply;
      try {
        reply = await call(taskUrl(taskId), { method: 'GET', signal }, signal);
      } catch (thrown) {
        signal.throwIfAborted();
        if (!(thrown instanceof FetchFailed)) throw refused(thrown);
        return { kind: 'later', why: thrown.reason, retryAfterMs: 0 };
      }
      const body = readEnvelope(reply.body);
      const status = reply.status === 200 ? (body?.code ?? 200) : reply.status;
      const task = upstreamTask.safeParse(body?.data);
      if (status === 200 && task.success) return { kind: 'task', task: task.data };
      if (status === 404 || isGone(body)) return { kind: 'gone' };
      if ([401, 402, 403].includes(status)) operatorMatter(`${status} ${clean(body?.message ?? '')}`);
      return { kind: 'later', why: `HTTP ${status}`, retryAfterMs: retryAfterMs(reply) };
    },

    async cancel(taskId) {
      // PiAPI stops only what has not started, and knows no `force`; another Polymuse stops what runs too.
      const url = `${taskUrl(taskId)}?force=true`;
      const reply = await call(url, { method: 'DELETE' }, AbortSignal.timeout(timeoutMs));
      if (reply.status !== 200)
        log.warn({ backend: 'piapi', status: reply.status }, 'the provider does not stop the task; it may be charged');
    },

    async lookAtAccount() {
      try {
        const reply = await call(`${baseUrl}/account/info`, { method: 'GET' }, AbortSignal.timeout(timeoutMs));
        const { data } = readEnvelope(reply.body) ?? {};
        if (reply.status !== 200)
          return { isFine: false, says: `${baseUrl} answers ${reply.status}: check PIAPI_API_KEY` };
        const usd = numberAt(data, 'equivalent_in_usd');
        return { isFine: true, says: `${baseUrl} takes the key${usd === undefined ? '' : `; balance US$${usd}`}` };
      } catch (thrown) {
        const why = thrown instanceof FetchFailed || thrown instanceof FetchRefused ? thrown.reason : 'no answer';
        return { isFine: false, says: `${baseUrl} cannot be reached (${why})` };
      }
    },

    async upload({ path, name, contentType }, signal) {
      const { size } = await stat(path);
      const request =
        size <= BASE64_UPLOAD_BYTES
          ? base64Upload(await readFile(path), name, headers)
          : formUpload(await readFile(path), name, contentType, apiKey);
      for (let tries = 1; ; tries++) {
        const reply = await call(`${options.uploadUrl}/api/ephemeral_resource`, { ...request, signal }, signal).catch(
          (thrown: unknown) => {
            signal.throwIfAborted();
            return thrown instanceof FetchFailed ? undefined : Promise.reject(refused(thrown));
          },
        );
        const url = reply && reply.status === 200 ? uploadedUrl(reply) : undefined;
        if (url !== undefined) return url;
        const status = reply?.status ?? 0;
        const text = clean(reply ? (readEnvelope(reply.body)?.message ?? '') : '');
        if ([401, 402, 403].includes(status)) throw operatorMatter(`upload: ${status} ${text}`);
        const isTransient = status === 0 || status === 429 || status >= 500;
        if (!isTransient || tries === TRIES) {
          const reason = `the provider did not take an input file${text === '' ? '' : `: ${text.slice(0, 200)}`}`;
          throw new AppError('backend_failed', { detail: { reason } });
        }
        await sleep(Math.max(reply ? retryAfterMs(reply) : 0, backoffMs(patience.firstMs, tries)), undefined, {
          signal,
        });
      }
    },

    async download(url, toPath, signal) {
      const limit = { maxBytes: options.maxResultBytes, timeoutMs: options.downloadTimeoutMs };
      for (let tries = 1; ; tries++) {
        try {
          await slots.run(() => fetch.download(url, { ...limit, toPath, signal }), signal);
          return;
        } catch (thrown) {
          signal.throwIfAborted();
          if (tries === TRIES || !isTransientDownload(thrown))
            throw new AppError('result_unavailable', { detail: { reason: downloadProblem(thrown) }, cause: thrown });
          await sleep(backoffMs(patience.firstMs, tries), undefined, { signal });
        }
      }
    },
  };
}

/** A 5xx with words that name a mistake of the input is final; any other is worth another try. */
function knownOrAgain(text: string): AppError | 'again' {
  const failure = failureFrom(text);
  return failure.code === 'task_failed' || failure.retryable ? 'again' : failure;
}

const isGone = (body: Envelope | undefined): boolean => /task not found|fetch task failed/i.test(body?.message ?? '');

function refused(thrown: unknown): unknown {
  if (!(thrown instanceof FetchRefused)) return thrown;
  return new AppError('backend_failed', { detail: { reason: 'the provider cannot be reached' }, cause: thrown });
}

function busyError(reply: FetchReply | undefined): AppError {
  if (reply?.status === 429) return new AppError('rate_limited', { detail: { reason: 'the provider is busy' } });
  return new AppError('backend_failed', { detail: { reason: 'the provider cannot take tasks now' } });
}

/** Full jitter would let the first repeat be immediate: half of the wait is fixed. */
function backoffMs(firstMs: number, tries: number): number {
  const whole = Math.min(LONGEST_WAIT_MS, firstMs * 2 ** tries);
  return whole / 2 + (Math.random() * whole) / 2;
}

/** Seconds or a date; 0 where there is none. */
function retryAfterMs(reply: FetchReply | undefined): number {
  const value = reply?.headers['retry-after'];
  if (value === undefined) return 0;
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), 300_000) : 0;
}

function base64Upload(bytes: Buffer, name: string, headers: Record<string, string>) {
  const body = JSON.stringify({ file_name: name, file_data: bytes.toString('base64') });
  return { method: 'POST', body, headers } as const;
}

function formUpload(bytes: Buffer, name: string, contentType: string, apiKey: string) {
  const boundary = `polymuse-${crypto.randomUUID()}`;
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: ${contentType}\r\n\r\n`;
  return {
    method: 'POST',
    body: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    headers: { 'x-api-key': apiKey, 'content-type': `multipart/form-data; boundary=${boundary}` },
  } as const;
}

function uploadedUrl(reply: FetchReply): string | undefined {
  try {
    const body = JSON.parse(reply.body.toString('utf8')) as { url?: unknown; data?: { url?: unknown } | null };
    const url = body.data?.url ?? body.url;
    return typeof url === 'string' && URL.canParse(url) ? url : undefined;
  } catch {
    return undefined;
  }
}

function isTransientDownload(thrown: unknown): boolean {
  if (!(thrown instanceof FetchFailed)) return false;
  if (thrown.reason === 'http_status') return (thrown.status ?? 0) >= 500 || thrown.status === 429;
  return ['dns', 'connect', 'timeout', 'broken'].includes(thrown.reason);
}

function downloadProblem(thrown: unknown): string {
  if (thrown instanceof FetchRefused) return 'the provider named a file that must not be fetched';
  if (!(thrown instanceof FetchFailed)) return 'the file of the provider could not be kept';
  if (thrown.reason === 'too_large') return 'the file of the provider is too large';
  if (thrown.reason === 'http_status') return `the file is no longer at the provider (HTTP ${thrown.status})`;
  return 'the file of the provider could not be fetched';
}
