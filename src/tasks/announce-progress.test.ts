import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Holder, type MemoryParts, openMemoryParts } from '../../test/support/memory-parts.ts';
import { audioResult, scripted } from '../../test/support/scripted-backend.ts';
import { create, run } from '../../test/support/task-steps.ts';
import { midjourney } from '../catalog/midjourney.ts';
import { cancelTask } from './cancel-task.ts';
import { createTask } from './create-task.ts';
import type { TaskRow } from './task-row.ts';

const ENDPOINT = 'https://example.com/hook';

let parts: MemoryParts;
let holder: Holder;
beforeAll(async () => {
  parts = await openMemoryParts();
});
afterAll(() => parts.close());
beforeEach(async () => {
  await parts.clear();
  holder = await parts.account();
});

/** A backend whose job is further at each look; `undefined`: done. */
function serveSteps(percents: (number | undefined)[]): void {
  let look = 0;
  parts.serveWith(
    scripted({
      start: () => ({ kind: 'operation', operation: { id: '1' } }),
      check: () => {
        const progress = percents[look++];
        return progress === undefined
          ? { kind: 'done', result: audioResult() }
          : { kind: 'pending', progress, phase: 'rendering' };
      },
    }),
  );
}

/** Created, and handed to the backend; its job is looked at by each further `run`. */
async function started(...events: string[]): Promise<TaskRow> {
  const task = await create(parts, holder, { config: { webhook_config: { endpoint: ENDPOINT, events } } });
  return run(parts, task);
}

async function hooksOf(task: TaskRow) {
  const { rows } = await parts.database.query<{ event: string; sequence: number; state: string; body: string }>(
    'SELECT event, sequence, state, body FROM webhook_deliveries WHERE task_id = $1 ORDER BY sequence',
    [task.id],
  );
  return rows;
}

describe('the event progress', () => {
  test('is sent when asked for, at most once in five seconds, with the task as it was', async () => {
    serveSteps([10, 20, 30, 40]);
    const task = await started('progress', 'completed');
    for (const pauseMs of [0, 4_000, 2_000, 5_000]) {
      parts.clock.advance(pauseMs);
      await run(parts, task);
    }
    const hooks = await hooksOf(task);
    expect(hooks.map(({ event }) => event)).toEqual(['progress', 'progress', 'progress']);
    expect(hooks.map(({ body }) => JSON.parse(body).data.meta.progress)).toEqual([10, 30, 40]);
    expect(new Set(hooks.map(({ sequence }) => sequence)).size).toBe(3);
  });

  test('is not sent when nobody asked, nor when nothing moved', async () => {
    serveSteps([10, 10, 10]);
    const silent = await started('completed');
    const told = await started('progress');
    for (const task of [silent, told, told]) {
      parts.clock.advance(6_000);
      await run(parts, task);
    }
    expect(await hooksOf(silent)).toEqual([]);
    expect(await hooksOf(told)).toHaveLength(1);
  });

  test('never follows the end: what is not delivered by then is dropped, and the end has the last number', async () => {
    serveSteps([50, undefined]);
    const task = await started('processing', 'progress', 'completed');
    await run(parts, task);
    await run(parts, task);
    expect((await hooksOf(task)).map(({ event, state }) => [event, state])).toEqual([
      ['processing', 'due'],
      ['progress', 'dead'],
      ['completed', 'due'],
    ]);
  });

  test('is dropped for a task that is cancelled by force', async () => {
    parts.serveWith(
      scripted({
        start: () => ({ kind: 'operation', operation: { id: '1' } }),
        check: () => ({ kind: 'pending', progress: 50 }),
        cancel: () => undefined,
      }),
    );
    const task = await started('progress', 'cancelled');
    await run(parts, task);
    await cancelTask(parts, { id: task.id, accountId: holder.accountId, force: true });
    expect((await hooksOf(task)).map(({ event, state }) => [event, state])).toEqual([
      ['progress', 'dead'],
      ['cancelled', 'due'],
    ]);
  });
});

describe('notify_progress of the legacy Midjourney endpoint', () => {
  let server: MemoryParts;
  beforeAll(async () => {
    server = await openMemoryParts({ taskTypes: midjourney });
  });
  afterAll(() => server.close());

  const imagine = (account: Holder, notifyProgress: boolean) =>
    createTask(server, {
      ...account,
      requestId: 'request-1',
      body: {
        model: 'midjourney',
        task_type: 'imagine',
        input: { prompt: 'a fox' },
        config: { webhook_config: { endpoint: ENDPOINT } },
      },
      legacy: { api: 'midjourney-v2', sent: ['prompt', 'webhook_endpoint'], notifyProgress },
    });

  test('is one call per change, without a pause, each with the flat reply', async () => {
    const account = await server.account();
    const percents = [10, 10, 35, 80];
    server.serveWith(
      scripted({
        start: () => ({ kind: 'operation', operation: { id: '1' } }),
        check: () => ({ kind: 'pending', progress: percents.shift() ?? 99 }),
      }),
    );
    const task = await imagine(account, true);
    for (let look = 0; look < 5; look++) await run(server, task);
    const { rows } = await server.database.query<{ body: string }>(
      'SELECT body FROM webhook_deliveries WHERE task_id = $1 ORDER BY sequence',
      [task.id],
    );
    const bodies = rows.map(({ body }) => JSON.parse(body));
    expect(bodies.map(({ task_result }) => task_result.task_progress)).toEqual([10, 35, 80]);
    expect(bodies[0]).toMatchObject({
      task_id: task.id,
      status: 'processing',
      meta: { task_request: { prompt: 'a fox', webhook_endpoint: ENDPOINT } },
    });
  });

  test('is off unless asked for', async () => {
    const account = await server.account();
    server.serveWith(
      scripted({
        start: () => ({ kind: 'operation', operation: { id: '1' } }),
        check: () => ({ kind: 'pending', progress: 40 }),
      }),
    );
    const task = await imagine(account, false);
    for (let look = 0; look < 2; look++) await run(server, task);
    const { rows } = await server.database.query('SELECT 1 FROM webhook_deliveries WHERE task_id = $1', [task.id]);
    expect(rows).toEqual([]);
  });
});
