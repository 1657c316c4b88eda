import type { Queryable } from '../db/database.ts';
import { AppError } from '../errors.ts';
import { checkBudget } from '../ledger/key-usage.ts';
import { hold, settle } from '../ledger/ledger.ts';
import type { CallBook, CallOutcome, NewCall } from '../llm/call-book.ts';
import type { CallKind } from '../llm/choose-upstream.ts';
import { tellOfLowBalance, tellOfRefusal, wakeWebhooks } from './account-notices.ts';
import { LLM } from './family-keys.ts';
import { checkLlmAllowed } from './key-models.ts';
import { taskErrorOf } from './task-error.ts';
import type { TaskParts } from './task-parts.ts';

/** `task_type` of a row, by kind of call. */
const taskTypes: Readonly<Record<CallKind, string>> = {
  chat: 'chat',
  messages: 'messages',
  responses: 'responses',
  embeddings: 'embeddings',
  transcriptions: 'transcription',
};
/** A call ends itself at its deadline; what is still open after this much more is ended by the sweeper. */
const GRACE_MS = 60_000;
const MAX_KEPT_TEXT = 1_048_576;
const POINTS_PER_USD = 10_000_000;

interface Terms {
  keep_prompts: boolean;
  is_test: boolean;
  /** Of the family `llm`; null: none. */
  family_limit: number | null;
  key_limit: number | null;
  models: string[] | null;
}

/** Calls of /v1 as rows of `tasks` with the model `llm`: held for, charged and listed like every other task. */
export function createCallBook(parts: TaskParts): CallBook {
  return {
    async open(call) {
      const { accountId } = call.owner;
      const id = parts.random.uuid();
      const terms = await readTerms(parts.database, call);
      checkLlmAllowed(call.model, terms.models);
      const notice = await parts.database
        .transaction((tx) => insertCall(parts, tx, { id, call, terms }))
        .catch(async (error: unknown) => {
          await tellOfRefusal(parts, accountId, error);
          throw error;
        });
      await wakeWebhooks(parts, notice);
      return {
        id,
        keepsTexts: terms.keep_prompts,
        async close(outcome) {
          try {
            await parts.database.transaction((tx) => endCall(parts, tx, { id, call, terms, outcome }));
            noteEnd(parts, id, call, outcome);
          } catch (error) {
            parts.log.error({ err: error, task_id: id }, 'could not settle a call; the sweeper will release its hold');
          }
        },
      };
    },
  };
}

async function readTerms(db: Queryable, { owner }: NewCall): Promise<Terms> {
  const { rows } = await db.query<Terms>(
    `SELECT a.keep_prompts, a.test_of IS NOT NULL AS is_test, (a.family_limits ->> '${LLM}')::integer AS family_limit,
       k.max_concurrent_tasks AS key_limit, k.models
     FROM accounts a LEFT JOIN api_keys k ON k.id = $2 WHERE a.id = $1`,
    [owner.accountId, owner.keyId],
  );
  if (!rows[0]) throw new Error(`there is no account ${owner.accountId}`);
  return rows[0];
}

/** The hold first: it locks the account's row, so that the counts behind it are exact. */
async function insertCall(
  parts: TaskParts,
  tx: Queryable,
  { id, call, terms }: { id: string; call: NewCall; terms: Terms },
): Promise<string | undefined> {
  const { accountId, keyId, requestId } = call.owner;
  const at = new Date(parts.clock.now());
  await hold(tx, { accountId, taskId: id, at, points: call.hold });
  await checkConcurrency(tx, call, terms);
  await checkBudget(tx, { keyId, points: call.hold, at });
  const finishBy = new Date(at.getTime() + parts.settings.llm.callSeconds * 1000 + GRACE_MS);
  await tx.query(
    `INSERT INTO tasks (id, account_id, api_key_id, request_id, model, task_type, family, family_key, status, config,
       input, usage_type, charge, hold_points, lane, lease_owner, lease_until, start_by, finish_by, created_at,
       started_at, updated_at, is_test, phase)
     VALUES ($1, $2, $3, $4, '${LLM}', $5, '${LLM}', '${LLM}', 'processing', $6, $7, '${LLM}', 'on_completion', $8,
       '${LLM}', $9, $10, $10, $10, $11, $11, $11, $12, 'answering')`,
    [
      id,
      accountId,
      keyId,
      requestId,
      taskTypes[call.kind],
      JSON.stringify({ service_mode: 'public', webhook_config: { endpoint: '', secret: '' } }),
      JSON.stringify(inputOf(call, terms)),
      call.hold,
      parts.processId,
      finishBy,
      at,
      terms.is_test,
    ],
  );
  return call.hold > 0 ? tellOfLowBalance(tx, accountId, at) : undefined;
}

/** Chats take no slots of tasks; only a limit of the family `llm`, or of the key, counts. None waits: 429. */
async function checkConcurrency(tx: Queryable, { owner }: NewCall, terms: Terms): Promise<void> {
  if (terms.family_limit === null && terms.key_limit === null) return;
  const { rows } = await tx.query<{ running: number; of_key: number }>(
    `SELECT count(*) AS running, count(*) FILTER (WHERE api_key_id = $2) AS of_key FROM tasks
     WHERE account_id = $1 AND status = 'processing' AND lane = '${LLM}'`,
    [owner.accountId, owner.keyId],
  );
  const { running = 0, of_key = 0 } = rows[0] ?? {};
  if (running < (terms.family_limit ?? Infinity) && of_key < (terms.key_limit ?? Infinity)) return;
  throw new AppError('rate_limited', {
    message: `too many requests: rate limit: ${running} calls run at the same time already`,
    retryAfterSeconds: 1,
  });
}

/** Without texts, unless the account keeps them. */
function inputOf({ model, stream, request }: NewCall, { keep_prompts }: Terms): Record<string, unknown> {
  const texts = keep_prompts && request !== null ? JSON.stringify(request) : '';
  return { model, stream, ...(texts !== '' && texts.length <= MAX_KEPT_TEXT ? { request } : {}) };
}

/** Status, money and facts in one transaction; nothing when the sweeper was first. */
async function endCall(
  parts: TaskParts,
  tx: Queryable,
  { id, call, terms, outcome }: { id: string; call: NewCall; terms: Terms; outcome: CallOutcome },
): Promise<void> {
  const { accountId } = call.owner;
  const at = new Date(parts.clock.now());
  const captured = outcome.error ? 0 : Math.min(call.hold, outcome.points);
  const kept = terms.keep_prompts && !outcome.error ? { text: outcome.answer.slice(0, MAX_KEPT_TEXT) } : {};
  const output = { finish_reason: outcome.finishReason, ...kept };
  const { rowCount } = await tx.query(
    `UPDATE tasks SET status = $2, version = version + 1, ended_at = $3, updated_at = $3, lease_owner = NULL,
       lease_until = NULL, output = $4::json, captured_points = $5, error = $6::json, meta_extra = $7::json,
       backend = $8, progress = $9, phase = $10
     WHERE id = $1 AND status = 'processing'`,
    [
      id,
      outcome.error ? 'failed' : 'completed',
      at,
      JSON.stringify(outcome.error ? null : output),
      captured,
      outcome.error ? JSON.stringify(taskErrorOf(outcome.error, outcome.upstream)) : null,
      JSON.stringify({ llm: factsOf(call, outcome, captured) }),
      outcome.upstream,
      outcome.error ? 0 : 100,
      outcome.error ? 'answering' : 'done',
    ],
  );
  if (rowCount === 0) return;
  await settle(tx, { accountId, taskId: id, at, held: call.hold, captured });
}

/** `meta.llm` of the task. */
function factsOf({ model }: NewCall, outcome: CallOutcome, captured: number): Record<string, unknown> {
  const { usage } = outcome;
  return {
    model,
    upstream: outcome.upstream,
    prompt_tokens: usage.promptTokens,
    cached_tokens: usage.cachedTokens,
    completion_tokens: usage.completionTokens,
    ...(usage.seconds === undefined ? {} : { audio_seconds: usage.seconds }),
    is_estimated: outcome.isEstimated,
    cost_usd: captured / POINTS_PER_USD,
    first_byte_ms: outcome.firstByteMs === null ? null : Math.round(outcome.firstByteMs),
    latency_ms: Math.round(outcome.latencyMs),
    ended_by: outcome.endedBy,
    ...(outcome.failedBefore.length > 0 ? { failed_before: outcome.failedBefore } : {}),
  };
}

function noteEnd(parts: TaskParts, id: string, call: NewCall, outcome: CallOutcome): void {
  const labels = {
    model: LLM,
    task_type: taskTypes[call.kind],
    status: outcome.error ? 'failed' : 'completed',
    backend: outcome.upstream ?? 'none',
  };
  const captured = outcome.error ? 0 : Math.min(call.hold, outcome.points);
  parts.metrics.tasks.add(labels);
  parts.metrics.taskDuration.observe(labels, outcome.latencyMs / 1000);
  if (captured > 0) parts.metrics.ledgerCaptured.add({}, captured);
  if (outcome.points > call.hold) {
    parts.log.warn(
      { task_id: id, llm_model: call.model, points: outcome.points, held: call.hold },
      'a call cost more than its hold',
    );
  }
  parts.log.info(
    {
      task_id: id,
      account_id: String(call.owner.accountId),
      request_id: call.owner.requestId,
      llm_model: call.model,
      upstream: outcome.upstream,
      status: labels.status,
      points: captured,
      prompt_tokens: outcome.usage.promptTokens,
      completion_tokens: outcome.usage.completionTokens,
      ms: Math.round(outcome.latencyMs),
      reason: outcome.error?.message,
    },
    'call ended',
  );
}
