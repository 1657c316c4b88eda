/**
 * Ids of the parts of a result (songs, clips): UUIDs of their own, made from the task's id by flipping bits of its last
 * two digits. So they are unique in the server, and the task of a part is found without a table of parts.
 */
const LAST_DIGITS = 2;

/** Parts of a task that can be told apart, without the task itself. */
const MAX_PARTS = 16 ** LAST_DIGITS - 1;

/** The id of part 0, 1, 2 … of a task. */
export function partId(taskId: string, index: number): string {
  if (index < 0 || index >= MAX_PARTS) throw new RangeError(`a task has no part ${index}`);
  const kept = taskId.slice(0, -LAST_DIGITS);
  const last = Number.parseInt(taskId.slice(-LAST_DIGITS), 16) ^ (index + 1);
  return `${kept}${last.toString(16).padStart(LAST_DIGITS, '0')}`;
}

/** The tasks of which an id may name a part, when tasks have at most `count` parts. Flipping twice restores. */
export function tasksOfPart(id: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => partId(id, index));
}
