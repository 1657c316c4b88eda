import type { Queryable } from '../db/database.ts';
import { AppError } from '../errors.ts';
import { checkBudget } from '../ledger/key-usage.ts';
import { hold, holdAll, settleAll } from '../ledger/ledger.ts';
import type { CallBook, CallOutcome, NewCall } from '../llm/call-book.ts';
import type { CallKind } from '../llm/choose-upstream.ts';
import { tellOfLowBalance, tellOfRefusal, wakeWebhooks } from './account-notices.ts';
import { createBatches } from './batches.ts';
import { LLM } from './family-keys.ts';
import { checkLlmAllowed, isLlmAllowed } from './key-models.ts';
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
const NO_CONFIG = { service_mode: 'public', webhook_config: { endpoint: '', secret: '' } };

interface Terms {
  account_id: number;
  key_id: number;
  keep_prompts: boolean;
  is_test: boolean;
  /** Of the family `llm`; null: none. */
  family_limit: number | null;
  key_limit: number | null;
  models: string[] | null;
  has_budget: boolean;
  /** The owner wants to hear of a low balance. */
  has_notice: boolean;
}

interface Opening {
  id: string;
  call: NewCall;
}

interface Closing extends Opening {
  terms: Terms;
  outcome: CallOutcome;
}

/** Rows of one transaction. */
const MAX_BATCH = 128;
/** What is known of a purse is worth so long, and so many times the hold must be in it. */
const SURE_MS = 5_000;
const SURE_TIMES = 50;
const MAX_KNOWN = 10_000;

/**
 * Calls of /v1 as rows of `tasks` with the model `llm`: held for, charged and listed like every other task. Calls that
 * come at the same time share their transactions.
 */
export function createCallBook(parts: TaskParts): CallBook {
  const known = new Map<number, { terms: Terms; available: number; until: number }>();
  const openTogether = createBatches((items: readonly Opening[]) => openCalls(parts, items, note), { max: MAX_BATCH });
  const closeTogether = createBatches((items: readonly Closing[]) => closeCalls(parts, items), { max: MAX_BATCH });

  function note(terms: Terms, available: number): void {
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(terms.key_id, { terms, available, until: parts.clock.now() + SURE_MS });
  }

  return {
    isSure({ owner, model, hold }) {
      const last = known.get(owner.keyId);
      if (!last || last.until <= parts.clock.now() || hold * SURE_TIMES > last.available) return false;
      return isPlain(last.terms) && isLlmAllowed(model, last.terms.models);
    },
    async open(call) {
      const id = parts.random.uuid();
      const terms = await openTogether({ id, call });
      return {
        id,
        keepsTexts: terms.keep_prompts,
        async close(outcome) {
          try {
            await closeTogether({ id, call, terms, outcome });
            noteEnd(parts, id, call, outcome);
          } catch (error) {
            parts.log.error({ err: error, task_id: id }, 'could not settle a call; the sweeper will release its hold');
          }
        },
      };
    },
  };
}

/** Nothing but the purse limits it, so its calls can be opened in any number at once. */
const isPlain = ({ family_limit, key_limit, has_budget, has_notice }: Terms): boolean =>
  family_limit === null && key_limit === null && !has_budget && !has_notice;

/** Plain ones together, by account; every other, and those that a purse does not cover together, one by one. */
async function openCalls(
  parts: TaskParts,
  items: readonly Opening[],
  note: (terms: Terms, available: number) => void,
): Promise<PromiseSettledResult<Terms>[]> {
  const found = await readTerms(parts.database, items);
  const results = new Map<string, PromiseSettledResult<Terms>>();
  const groups = new Map<number, Opening[]>();
  const single: Opening[] = [];
  for (const item of items) {
    const terms = found.get(item.call.owner.keyId);
    try {
      if (!terms) throw new AppError('unauthorized');
      checkLlmAllowed(item.call.model, terms.models);
      if (!isPlain(terms)) single.push(item);
      else groups.set(terms.account_id, [...(groups.get(terms.account_id) ?? []), item]);
    } catch (reason) {
      results.set(item.id, { status: 'rejected', reason });
    }
  }
  const termsOf = ({ call }: Opening): Terms => found.get(call.owner.keyId) as Terms;
  // In one order everywhere, so that two processes never wait for each other's accounts.
  const ordered = [...groups].sort(([a], [b]) => a - b);
  const uncovered = await openGroups(parts, ordered, termsOf, (item, available) => {
    results.set(item.id, { status: 'fulfilled', value: termsOf(item) });
    note(termsOf(item), available);
  });
  for (const item of [...single, ...uncovered]) {
    const [result] = await Promise.allSettled([openOne(parts, item, termsOf(item))]);
    results.set(item.id, result);
  }
  return items.map(({ id }) => results.get(id) ?? { status: 'rejected', reason: new Error('a call was not opened') });
}

/** Returns what has to be tried one by one: everything, when the transaction failed. */
async function openGroups(
  parts: TaskParts,
  groups: readonly [number, readonly Opening[]][],
  termsOf: (item: Opening) => Terms,
  opened: (item: Opening, available: number) => void,
): Promise<readonly Opening[]> {
  if (groups.length === 0) return [];
  const at = new Date(parts.clock.now());
  try {
    const done = await parts.database.transaction(async (tx) => {
      const covered: { item: Opening; available: number }[] = [];
      const uncovered: Opening[] = [];
      for (const [accountId, items] of groups) {
        const moves = items.map(({ id, call }) => ({ taskId: id, points: call.hold }));
        const available = await holdAll(tx, { accountId, at }, moves);
        if (available === undefined) uncovered.push(...items);
        else covered.push(...items.map((item) => ({ item, available })));
      }
      if (covered.length > 0) {
        await insertRows(
          parts,
          tx,
          covered.map(({ item }) => ({ ...item, terms: termsOf(item) })),
          at,
        );
      }
      return { covered, uncovered };
    });
    for (const { item, available } of done.covered) opened(item, available);
    return done.uncovered;
  } catch (error) {
    parts.log.warn({ err: error }, 'could not open calls together; one by one then');
    return groups.flatMap(([, items]) => items);
  }
}

async function openOne(parts: TaskParts, { id, call }: Opening, terms: Terms): Promise<Terms> {
  const { accountId } = call.owner;
  const notice = await parts.database
    .transaction((tx) => insertCall(parts, tx, { id, call, terms }))
    .catch(async (error: unknown) => {
      await tellOfRefusal(parts, accountId, error);
      throw error;
    });
  await wakeWebhooks(parts, notice);
  return terms;
}

/** By key; one statement. */
async function readTerms(db: Queryable, items: readonly Opening[]): Promise<Map<number, Terms>> {
  const keyIds = [...new Set(items.map(({ call }) => call.owner.keyId))];
  const { rows } = await db.query<Terms>(
    `SELECT k.id AS key_id, a.id AS account_id, a.keep_prompts, a.test_of IS NOT NULL AS is_test,
       (a.family_limits ->> '${LLM}')::integer AS family_limit, k.max_concurrent_tasks AS key_limit, k.models,
       k.monthly_budget IS NOT NULL AS has_budget,
       a.notification_hook_url <> '' AND a.balance_low_threshold IS NOT NULL AS has_notice
     FROM api_keys k JOIN accounts a ON a.id = k.account_id WHERE k.id = ANY ($1)`,
    [keyIds],
  );
  return new Map(rows.map((row) => [row.key_id, row]));
}

/** The hold first: it locks the account's row, so that the counts behind it are exact. */
async function insertCall(
  parts: TaskParts,
  tx: Queryable,
  { id, call, terms }: { id: string; call: NewCall; terms: Terms },
): Promise<string | undefined> {
  const { accountId, keyId } = call.owner;
  const at = new Date(parts.clock.now());
  await hold(tx, { accountId, taskId: id, at, points: call.hold });
  await checkConcurrency(tx, call, terms);
  await checkBudget(tx, { keyId, points: call.hold, at });
  await insertRows(parts, tx, [{ id, call, terms }], at);
  return call.hold > 0 ? tellOfLowBalance(tx, accountId, at) : undefined;
}

async function insertRows(
  parts: TaskParts,
  tx: Queryable,
  calls: readonly (Opening & { terms: Terms })[],
  at: Date,
): Promise<void> {
  const finishBy = new Date(at.getTime() + parts.settings.llm.callSeconds * 1000 + GRACE_MS);
  const rows = calls.map(({ id, call, terms }) => ({
    id,
    account_id: call.owner.accountId,
    api_key_id: call.owner.keyId,
    request_id: call.owner.requestId,
    task_type: taskTypes[call.kind],
    input: inputOf(call, terms),
    hold_points: call.hold,
    is_test: terms.is_test,
  }));
  await tx.query(
    `INSERT INTO tasks (id, account_id, api_key_id, request_id, model, task_type, family, family_key, status, config,
       input, usage_type, charge, hold_points, lane, lease_owner, lease_until, start_by, finish_by, created_at,
       started_at, updated_at, is_test, phase)
     SELECT id, account_id, api_key_id, request_id, '${LLM}', task_type, '${LLM}', '${LLM}', 'processing', $2::json,
       input, '${LLM}', 'on_completion', hold_points, '${LLM}', $3, $4, $4, $4, $5, $5, $5, is_test, 'answering'
     FROM json_to_recordset($1::json) AS call (id uuid, account_id bigint, api_key_id bigint, request_id text,
       task_type text, input json, hold_points bigint, is_test boolean)`,
    [JSON.stringify(rows), JSON.stringify(NO_CONFIG), parts.processId, finishBy, at],
  );
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

/** Status, money and facts in one transaction, for several calls; nothing for one that the sweeper ended first. */
async function endCalls(parts: TaskParts, tx: Queryable, items: readonly Closing[]): Promise<void> {
  const at = new Date(parts.clock.now());
  const ends = items.map(({ id, call, terms, outcome }) => {
    const captured = capturedOf(call, outcome);
    const kept = terms.keep_prompts ? { text: outcome.answer.slice(0, MAX_KEPT_TEXT) } : {};
    return {
      id,
      status: outcome.error ? 'failed' : 'completed',
      output: outcome.error ? null : { finish_reason: outcome.finishReason, ...kept },
      captured,
      error: outcome.error ? taskErrorOf(outcome.error, outcome.upstream) : null,
      meta: { llm: factsOf(call, outcome, captured) },
      backend: outcome.upstream,
      progress: outcome.error ? 0 : 100,
      phase: outcome.error ? 'answering' : 'done',
    };
  });
  const { rows } = await tx.query<{ id: string; account_id: number; held: number; captured: number }>(
    `UPDATE tasks SET status = ended.status, version = version + 1, ended_at = $2, updated_at = $2, lease_owner = NULL,
       lease_until = NULL, output = ended.output, captured_points = ended.captured, error = ended.error,
       meta_extra = ended.meta, backend = ended.backend, progress = ended.progress, phase = ended.phase
     FROM json_to_recordset($1::json) AS ended (id uuid, status text, output json, captured bigint, error json, meta json,
       backend text, progress integer, phase text)
     WHERE tasks.id = ended.id AND tasks.status = 'processing'
     RETURNING tasks.id, tasks.account_id, tasks.hold_points AS held, tasks.captured_points AS captured`,
    [JSON.stringify(ends), at],
  );
  const accounts = [...new Set(rows.map(({ account_id }) => account_id))].sort((a, b) => a - b);
  for (const accountId of accounts) {
    const moves = rows
      .filter(({ account_id }) => account_id === accountId)
      .map(({ id, held, captured }) => ({ taskId: id, held, captured }));
    await settleAll(tx, { accountId, at }, moves);
  }
}

/** All together; when that fails, one by one. */
async function closeCalls(parts: TaskParts, items: readonly Closing[]): Promise<PromiseSettledResult<void>[]> {
  const end = (some: readonly Closing[]) => parts.database.transaction((tx) => endCalls(parts, tx, some));
  try {
    await end(items);
    return items.map(() => ({ status: 'fulfilled', value: undefined }));
  } catch (error) {
    if (items.length === 1) return [{ status: 'rejected', reason: error }];
    parts.log.warn({ err: error }, 'could not settle calls together; one by one then');
    const results: PromiseSettledResult<void>[] = [];
    for (const item of items) results.push(...(await Promise.allSettled([end([item])])));
    return results;
  }
}

const capturedOf = (call: NewCall, { error, points }: CallOutcome): number => (error ? 0 : Math.min(call.hold, points));

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
  const captured = capturedOf(call, outcome);
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
