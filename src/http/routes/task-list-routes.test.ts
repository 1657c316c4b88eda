import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type MemoryServer, openMemoryServer, task } from '../../../test/support/memory-server.ts';
import { audioResult, scripted } from '../../../test/support/scripted-backend.ts';
import { balance, create, run } from '../../../test/support/task-steps.ts';

let server: MemoryServer;
const ids = (tasks: { task_id: string }[]) => tasks.map((one) => one.task_id);

beforeAll(async () => {
  server = await openMemoryServer();
  server.parts.serveWith(scripted({ start: () => ({ kind: 'done', result: audioResult() }) }));
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.parts.database.query('DELETE FROM tasks');
  server.parts.clock.advance(60_000);
});

/** Starts the request now; `inject` alone waits until somebody awaits it. */
const asked = async (options: Parameters<MemoryServer['ask']>[0]) => server.ask(options);
const get = async (url: string) => (await server.ask({ method: 'GET', url })).json();

describe('GET /api/v1/tasks', () => {
  it('walks through every task once, newest first, while others are created', async () => {
    const made: string[] = [];
    for (let i = 0; i < 5; i++) {
      made.unshift((await create(server.parts, server.user)).id);
      server.parts.clock.advance(1000);
    }
    const first = (await get('/api/v1/tasks?limit=2')).data;
    expect(ids(first.tasks)).toEqual(made.slice(0, 2));
    await create(server.parts, server.user);
    const second = (await get(`/api/v1/tasks?limit=2&cursor=${first.next_cursor}`)).data;
    const third = (await get(`/api/v1/tasks?limit=2&cursor=${second.next_cursor}`)).data;
    expect([...ids(second.tasks), ...ids(third.tasks)]).toEqual(made.slice(2));
    expect(third.next_cursor).toBeNull();
  });

  it('filters by status, model and time, and shows nothing of another account', async () => {
    const done = await run(server.parts, await create(server.parts, server.user));
    const waiting = await create(server.parts, server.user);
    await create(server.parts, server.admin);
    expect(ids((await get('/api/v1/tasks?status=completed')).data.tasks)).toEqual([done.id]);
    expect(ids((await get('/api/v1/tasks?status=pending,staged')).data.tasks)).toEqual([waiting.id]);
    expect((await get('/api/v1/tasks?model=sample')).data.tasks).toHaveLength(2);
    expect((await get('/api/v1/tasks?model=mmaudio')).data.tasks).toEqual([]);
    const now = Math.floor(server.parts.clock.now() / 1000);
    expect((await get(`/api/v1/tasks?created_before=${now - 3600}`)).data.tasks).toEqual([]);
  });

  it.each(['limit=0', 'limit=101', 'limit=x', 'status=finished', 'model=nope', 'cursor=abc', 'created_after=-1'])(
    'refuses %s with a message that names it',
    async (query) => {
      const reply = await server.ask({ method: 'GET', url: `/api/v1/tasks?${query}` });
      expect(reply.statusCode).toBe(400);
      expect(reply.json().message).toMatch(new RegExp(`^invalid request: invalid ${query.split('=')[0]}: `));
    },
  );
});

describe('GET /api/open/tasks/histories', () => {
  it('pages newest first, says finished, and links the first result', async () => {
    await create(server.parts, server.user);
    server.parts.clock.advance(1000);
    const done = await run(server.parts, await create(server.parts, server.user));
    const page = (await get('/api/open/tasks/histories?page_size=1')).data;
    expect(page).toMatchObject({ page: 1, size: 1, total: 2 });
    expect(page.data[0]).toMatchObject({ task_id: done.id, status: 'finished', action: 'make', usage: 300 });
    expect(page.data[0].detail.output).toMatch(/^https:\/\/media\.example\.org\/ephemeral\/.+\.mp3$/);
    const second = (await get('/api/open/tasks/histories?page_size=1&page=2')).data;
    expect(second.data[0]).toMatchObject({ status: 'pending', usage: 1000, detail: { output: null } });
    expect((await get('/api/open/tasks/histories?model=sd')).data).toMatchObject({ data: [], total: 0 });
  });

  it.each(['page=0', 'page_size=101', 'model=nope', 'start_time=x'])('refuses %s', async (query) => {
    expect((await server.ask({ method: 'GET', url: `/api/open/tasks/histories?${query}` })).statusCode).toBe(400);
  });
});

describe('GET /account/active_tasks', () => {
  it('counts unfinished tasks by family; the six documented families are always there', async () => {
    const waiting = await create(server.parts, server.user);
    await run(server.parts, await create(server.parts, server.user));
    const { data } = await get('/account/active_tasks');
    expect(Object.keys(data)).toEqual(
      expect.arrayContaining(['flux', 'kling', 'luma', 'midjourney', 'music-s', 'music-u']),
    );
    expect(data.flux).toEqual({ staged_count: 0, pending_count: 0, processing_count: 0, active_tasks: [] });
    expect(data['test/sample']).toMatchObject({ pending_count: 1, active_tasks: [{ task_id: waiting.id }] });
  });
});

describe('DELETE /api/v1/tasks', () => {
  it('ends what waits and is older, gives every hold back, and leaves the rest alone', async () => {
    const before = await balance(server.parts, server.user.accountId);
    await create(server.parts, server.user);
    await create(server.parts, server.user);
    server.parts.clock.advance(10_000);
    const moment = Math.floor(server.parts.clock.now() / 1000);
    server.parts.clock.advance(10_000);
    const younger = await create(server.parts, server.user);
    const reply = await server.ask({ method: 'DELETE', url: `/api/v1/tasks?created_before=${moment}` });
    expect(reply.json()).toEqual({ code: 200, data: { canceled: 2 }, message: 'success' });
    expect(ids((await get('/api/v1/tasks?status=pending')).data.tasks)).toEqual([younger.id]);
    expect(await balance(server.parts, server.user.accountId)).toEqual({
      available: before.available - 1000,
      held: before.held + 1000,
    });
  });

  it('asks for created_before', async () => {
    const reply = await server.ask({ method: 'DELETE', url: '/api/v1/tasks' });
    expect(reply.json()).toMatchObject({ code: 400, message: 'invalid request: created_before is required' });
  });
});

describe('estimate, retry, events and waiting', () => {
  it('estimates without creating, holding or charging', async () => {
    const before = await balance(server.parts, server.user.accountId);
    const reply = await server.ask({ method: 'POST', url: '/api/v1/task/estimate', payload: task });
    expect(reply.json().data).toMatchObject({ points: 1000, usd: 0.0001, is_exact: false });
    expect((await get('/api/v1/tasks')).data.tasks).toEqual([]);
    expect(await balance(server.parts, server.user.accountId)).toEqual(before);
  });

  it('retries with the same input and seed as a new task', async () => {
    const done = await run(server.parts, await create(server.parts, server.user));
    const { data } = (await server.ask({ method: 'POST', url: `/api/v1/task/${done.id}/retry` })).json();
    expect(data).toMatchObject({ status: 'pending', input: done.input });
    expect(data.task_id).not.toBe(done.id);
    const foreign = await server.ask({
      method: 'POST',
      url: `/api/v1/task/${done.id}/retry`,
      headers: { 'x-api-key': server.admin.key },
    });
    expect(foreign.json()).toMatchObject({ code: 404, message: 'task not found' });
  });

  it('streams the status until the end', async () => {
    const row = await create(server.parts, server.user);
    const stream = asked({ method: 'GET', url: `/api/v1/task/${row.id}/events` });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await run(server.parts, row);
    const reply = await stream;
    expect(reply.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    const statuses = [...reply.body.matchAll(/^event: status\ndata: (.+)$/gm)].map(
      (match) => JSON.parse(match[1]!).status,
    );
    expect(statuses[0]).toBe('pending');
    expect(statuses.at(-1)).toBe('completed');
    expect(new Set(statuses).size).toBe(statuses.length);
  });

  it('holds the reply of a create with Prefer: wait until the task has ended', async () => {
    const reply = asked({
      method: 'POST',
      url: '/api/v1/task',
      headers: { prefer: 'wait=30' },
      payload: task,
    });
    const deadline = Date.now() + 10_000;
    let waiting: { id: string } | undefined;
    while (!waiting && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      const { rows } = await server.parts.database.query<{ id: string }>(
        `SELECT id FROM tasks WHERE status = 'pending'`,
      );
      waiting = rows[0];
    }
    await run(server.parts, (await server.parts.database.query(`SELECT * FROM tasks`)).rows[0] as never);
    const answer = await reply;
    expect(answer.headers['preference-applied']).toBe('wait=30');
    expect(answer.json().data).toMatchObject({ task_id: waiting?.id, status: 'completed' });
  });

  it('lists what each pair runs on', async () => {
    const { models } = (await get('/api/v1/models')).data;
    expect(models.find((one: { task_type: string }) => one.task_type === 'make')).toMatchObject({
      model: 'Test/sample',
      family: 'sample',
      input_schema: { type: 'object' },
      live: { available: true },
    });
  });
});
