import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isTerminal, mayChange, sourcesOf, statusNumbers, type TaskStatus, taskStatuses } from './status.ts';

const page = readFileSync(new URL('../../spec/protocol.md', import.meta.url), 'utf8');

/** The table "from | to | when" of the protocol page, section 5.1. */
const allowed = new Set(
  [...page.matchAll(/^\| `(staged|pending|processing)` \| `(\w+)` \| /gm)].map(([, from, to]) => `${from} → ${to}`),
);

describe('the state machine', () => {
  test('allows exactly the changes of the protocol page', () => {
    expect(allowed.size).toBe(9);
    const ours = taskStatuses.flatMap((from) =>
      taskStatuses.filter((to) => mayChange(from, to)).map((to) => `${from} → ${to}`),
    );
    expect(new Set(ours)).toEqual(allowed);
  });

  test('ends in three statuses that never change', () => {
    expect(taskStatuses.filter(isTerminal)).toEqual(['completed', 'failed', 'cancelled']);
  });

  test.each([
    ['completed', ['processing']],
    ['failed', ['staged', 'pending', 'processing']],
    ['cancelled', ['staged', 'pending', 'processing']],
    ['pending', ['staged']],
    ['staged', []],
  ] as [TaskStatus, TaskStatus[]][])('reaches %s only from %j', (to, from) => {
    expect(sourcesOf(to)).toEqual(from);
  });

  test('has the numbers of the documented representation', () => {
    const table = page.slice(page.indexOf('| `data.status` | `task.status` |'));
    const numbers = Object.fromEntries(
      [...table.slice(0, 400).matchAll(/^\| `(\w+)` \| (\d+) \|$/gm)].map(([, name, number]) => [name, Number(number)]),
    );
    expect(statusNumbers).toEqual(numbers);
  });
});
