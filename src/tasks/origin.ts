import { invalidFieldError } from '../catalog/input-errors.ts';
import type { OriginRule, OriginTask, TaskInput, TaskType } from '../catalog/task-type.ts';
import { AppError } from '../errors.ts';
import type { TaskParts } from './task-parts.ts';
import { isTaskId, readTask, type TaskRow } from './task-row.ts';

const HOUR_MS = 3_600_000;

/**
 * The finished task that a follow-up names: of the same account, of a fitting type, with its files still there.
 * Somebody else's task is answered exactly like an unknown one. undefined: this input names none.
 * @throws AppError `invalid_request` that names the field and why it does not fit.
 */
export async function findOrigin(
  parts: TaskParts,
  taskType: TaskType,
  { input, accountId }: { input: TaskInput; accountId: number },
): Promise<TaskRow | undefined> {
  const rule = taskType.origin;
  if (!rule) return undefined;
  const [first, ...others] = namesIn(rule, input);
  if (!first) return undefined;
  const origin = await readOrigin(parts, rule, first, { input, accountId });
  if (rule.everyFieldCounts) for (const other of others) await readOrigin(parts, rule, other, { input, accountId });
  return origin;
}

/** The tasks that the input names and that still exist, in the order of the rule's fields. */
export async function namedOrigins(
  parts: TaskParts,
  { origin: rule }: TaskType,
  { input, accountId }: { input: TaskInput; accountId: number },
): Promise<{ field: string; row: TaskRow }[]> {
  const found: { field: string; row: TaskRow }[] = [];
  for (const { field, id } of rule ? namesIn(rule, input) : []) {
    const row = rule && (await readNamed(parts, rule, id, accountId));
    if (row) found.push({ field, row });
  }
  return found;
}

const namesIn = (rule: OriginRule, input: TaskInput): NamedTask[] =>
  rule.fields
    .map((field) => ({ field, id: valueAt(input, field) }))
    .filter((named): named is NamedTask => typeof named.id === 'string' && named.id !== '');

interface NamedTask {
  field: string;
  id: string;
}

async function readOrigin(
  parts: TaskParts,
  rule: OriginRule,
  { field, id }: NamedTask,
  { input, accountId }: { input: TaskInput; accountId: number },
): Promise<TaskRow> {
  const refuse = (why: string) => invalidFieldError(field, id, why);
  const row = await readNamed(parts, rule, id, accountId);
  if (!row)
    throw refuse(rule.part ? `is no ${rule.part.called} of a task of this account` : 'is no task of this account');
  if (!rule.from.includes(`${row.model}/${row.task_type}`))
    throw refuse(`is a ${row.model} ${row.task_type} task, which cannot be continued here`);
  if (row.status !== 'completed') throw refuse(`is not finished: its status is ${row.status}`);
  const expiresAt = (row.ended_at?.getTime() ?? 0) + parts.settings.storage.resultHours * HOUR_MS;
  if (parts.clock.now() >= expiresAt) throw refuse('has expired: its files are gone (parent task is outdated)');
  const problem = rule.check?.(input, originTask(row));
  if (problem) throw new AppError('invalid_request', { message: `invalid request: ${problem}` });
  return row;
}

async function readNamed(
  parts: TaskParts,
  { part }: OriginRule,
  id: string,
  accountId: number,
): Promise<TaskRow | undefined> {
  if (!isTaskId(id)) return undefined;
  const named = id.toLowerCase();
  for (const candidate of part?.tasks(named) ?? [named]) {
    const row = await readTask(parts.database, candidate, accountId);
    if (row) return row;
  }
  return undefined;
}

export function originTask({ model, task_type, input, output, meta_extra }: TaskRow): OriginTask {
  return { model, taskType: task_type, input, output, meta: meta_extra };
}

function valueAt(input: TaskInput, path: string): unknown {
  return path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], input);
}
