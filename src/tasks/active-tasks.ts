import type { Queryable } from '../db/database.ts';
import { activeKeyOf, alwaysCounted } from './family-keys.ts';
import { wireTime } from './task-view.ts';

interface FamilyCount {
  staged_count: number;
  pending_count: number;
  processing_count: number;
  active_tasks: { task_id: string; model: string; task_type: string; status: string; created_at: string }[];
}

const MAX_LISTED = 100;

/** `data` of GET /account/active_tasks: unfinished tasks by family (protocol page, section 12.2). */
export async function readActiveTasks(db: Queryable, accountId: number): Promise<Record<string, FamilyCount>> {
  const { rows } = await db.query<{ id: string; model: string; task_type: string; status: string; created_at: Date }>(
    `SELECT id, model, task_type, status, created_at FROM tasks
     WHERE account_id = $1 AND status IN ('staged', 'pending', 'processing') ORDER BY created_at DESC, id`,
    [accountId],
  );
  const families: Record<string, FamilyCount> = {};
  const familyOf = (key: string): FamilyCount => {
    families[key] ??= { staged_count: 0, pending_count: 0, processing_count: 0, active_tasks: [] };
    return families[key];
  };
  for (const key of alwaysCounted) familyOf(key);
  for (const { id, model, task_type, status, created_at } of rows) {
    const family = familyOf(activeKeyOf(model));
    family[`${status}_count` as 'staged_count'] += 1;
    if (family.active_tasks.length < MAX_LISTED) {
      family.active_tasks.push({ task_id: id, model, task_type, status, created_at: wireTime(created_at) });
    }
  }
  return families;
}
