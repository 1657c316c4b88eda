import { POINTS_PER_USD } from '../catalog/price.ts';
import type { Queryable } from '../db/database.ts';
import type { Caller } from '../ledger/key-lookup.ts';
import { wireTime } from './task-view.ts';

interface InfoRow {
  id: number;
  name: string;
  plan: string;
  available: number;
  held: number;
  max_concurrent_tasks: number;
  family_limits: Record<string, number>;
  notification_hook_url: string;
  created_at: Date;
  updated_at: Date;
  total: number;
  used: number;
  point_used: number;
  llm_used: number;
}

/** The limits that the original reports (0 = none of its own), and the family key that each is of (section 12.4). */
const limited = {
  flux: 'flux',
  hailuo: 'hailuo',
  image_toolkit: 'image_toolkit',
  internal_proxy: 'llm',
  kling: 'kling',
  luma: 'luma',
  suno: 'music-s',
  trellis: 'trellis',
  udio: 'music-u',
};
/** The names whose private pools the original reports. */
const pooled = ['chat_gpt', 'hailuo', 'kling', 'luma', 'suno', 'udio'];
const switched = ['chat_gpt', 'kling', 'luma', 'suno', 'udio'];
const failover = ['kling', 'luma', 'mj', 'suno'];
const NEVER = '0001-01-01T00:00:00Z';

/** `data` of GET /account/info, every documented member, in one statement. undefined: no such account. */
export async function readAccountInfo(
  db: Queryable,
  caller: Pick<Caller, 'accountId' | 'maskedKey'>,
): Promise<Record<string, unknown> | undefined> {
  const { rows } = await db.query<InfoRow>(
    `SELECT a.id, a.name, a.plan, a.available, a.held, a.max_concurrent_tasks, a.family_limits, a.notification_hook_url, a.created_at, a.updated_at,
       coalesce(sum(e.amount) FILTER (WHERE e.kind IN ('topup', 'adjust')), 0)::bigint AS total,
       coalesce(sum(e.amount) FILTER (WHERE e.kind IN ('capture', 'overage')), 0)::bigint AS used,
       coalesce(sum(e.amount) FILTER (WHERE e.kind IN ('capture', 'overage') AND t.usage_type = 'point'), 0)::bigint AS point_used,
       coalesce(sum(e.amount) FILTER (WHERE e.kind IN ('capture', 'overage') AND t.usage_type = 'llm'), 0)::bigint AS llm_used
     FROM accounts a LEFT JOIN entries e ON e.account_id = a.id LEFT JOIN tasks t ON t.id = e.task_id
     WHERE a.id = $1 GROUP BY a.id`,
    [caller.accountId],
  );
  const row = rows[0];
  if (!row) return undefined;
  const all = <T>(names: readonly string[], key: (name: string) => string, value: T): Record<string, T> =>
    Object.fromEntries(names.map((name) => [key(name), value]));
  return {
    id: row.id,
    account_id: row.id,
    name: row.name,
    account_name: row.name,
    plan: row.plan,
    type: 'user',
    platform: 'api',
    account_group: '',
    is_enable: true,
    is_verified: true,
    api_key: caller.maskedKey,
    account_tags: [],
    created_at: wireTime(row.created_at),
    updated_at: wireTime(row.updated_at),
    equivalent_in_usd: row.available / POINTS_PER_USD,
    credit_pack_info: {
      available_credits: row.available,
      total_credits: row.total,
      used_credits: row.used,
      frozen_credits: row.held,
      expired_credits: 0,
      inactive_credits: 0,
      credit_packs_count: 1,
      credit_packs: [{ id: 1, active: true, capacity: row.total, expired_at: NEVER }],
    },
    wallet: {
      auto_recharge_enabled: false,
      point_remain: row.available,
      point_used: row.point_used,
      llm_remain: row.available,
      llm_used: row.llm_used,
      mj_remain: 0,
      suno_remain: 0,
      luma_remain: 0,
      gpts_remain: 0,
    },
    max_concurrent_task_count: row.max_concurrent_tasks,
    ...Object.fromEntries(
      Object.entries(limited).map(([name, key]) => [`max_${name}_concurrency`, row.family_limits[key] ?? 0]),
    ),
    private_pool_size: 0,
    ...all(pooled, (name) => `private_${name}_pool_size`, 0),
    ...all(switched, (name) => `is_using_private_${name}_pool`, false),
    ...all(failover, (name) => `${name}_failover_enabled`, false),
    skip_suno_flagged_account: false,
    auto_challenge_mj_verification: false,
    notification_hook_url: row.notification_hook_url,
    account_mj_bot_group_relations: [],
    account_mj_worker_node_group_relations: [],
  };
}
