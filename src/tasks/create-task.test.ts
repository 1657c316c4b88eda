import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { BASE_URL, type Holder, type MemoryParts, openMemoryParts, START } from '../../test/support/memory-parts.ts';
import { HOLD_POINTS } from '../../test/support/sample-family.ts';
import { scripted } from '../../test/support/scripted-backend.ts';
import { balance, create, read } from '../../test/support/task-steps.ts';
import { createRouter } from '../backends/router.ts';
import { createTask } from './create-task.ts';

let parts: MemoryParts;
let holder: Holder;
beforeAll(async () => {
  parts = await openMemoryParts({ settings: { 'accounts.stagedLimit': 3 } });
});
afterAll(() => parts.close());
beforeEach(async () => {
  await parts.clear();
  parts.serveWith(scripted());
  holder = await parts.account({ points: 20 * HOLD_POINTS, maxConcurrentTasks: 2 });
});

const PNG = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
  Buffer.from('000000010000000108020000009077 53de'.replace(' ', ''), 'hex'),
  Buffer.alloc(64),
]);

async function rowsWritten(): Promise<Record<string, number>> {
  const { rows } = await parts.database.query<Record<string, number>>(
    `SELECT (SELECT count(*) FROM tasks) AS tasks, (SELECT count(*) FROM entries WHERE kind <> 'topup') AS entries,
       (SELECT count(*) FROM task_events) AS events, (SELECT count(*) FROM files) AS files,
       (SELECT count(*) FROM webhook_deliveries) AS webhooks`,
  );
  return rows[0] ?? {};
}

describe('a created task', () => {
  test('is pending, priced, held, on the timeline, and in its lane', async () => {
    const task = await create(parts, holder, { input: { prompt: 'rain', count: '3' } });
    expect(task).toMatchObject({
      account_id: holder.accountId,
      api_key_id: holder.keyId,
      request_id: 'request-1',
      model: 'Test/sample',
      task_type: 'make',
      family: 'sample',
      status: 'pending',
      version: 1,
      input: { count: 3, prompt: 'rain', seed: 48_511_119_825_268 },
      output: null,
      hold_points: HOLD_POINTS,
      captured_points: 0,
      lane: 'remote',
      started_at: null,
      ended_at: null,
    });
    expect(task.created_at.getTime()).toBe(START);
    expect(task.start_by.getTime()).toBe(START + 60 * 60_000);
    expect(await balance(parts, holder.accountId)).toEqual({ available: 19 * HOLD_POINTS, held: HOLD_POINTS });
    expect(await rowsWritten()).toEqual({ tasks: 1, entries: 1, events: 1, files: 0, webhooks: 0 });
    expect(await parts.queues.lane('remote').has(task.id)).toBe(true);
  });

  test('has the catalogue spelling of model and task type, whatever the letter case of the request', async () => {
    const task = await create(parts, holder, { model: 'TEST/SAMPLE', task_type: 'Make' });
    expect(task).toMatchObject({ model: 'Test/sample', task_type: 'make' });
  });

  test.each([undefined, null, {}, '', { webhook_config: null }, { webhook_config: { endpoint: '', secret: '' } }])(
    'has a complete config when %j was sent',
    async (config) => {
      expect((await create(parts, holder, { config })).config).toEqual({
        service_mode: '',
        webhook_config: { endpoint: '', secret: '' },
      });
    },
  );

  test('has inline media replaced by the URL of our copy, which is stored', async () => {
    const image = `data:image/png;base64,${PNG.toString('base64')}`;
    const task = await create(parts, holder, { input: { image } });
    expect(task.input.image).toMatch(/^https:\/\/media\.example\.org\/ephemeral\/[0-9a-f-]{36}\.png$/);
    const name = String(task.input.image).slice(`${BASE_URL}/ephemeral/`.length);
    expect(await parts.store.stat(name)).toMatchObject({ sizeBytes: PNG.length, contentType: 'image/png' });
    const { rows } = await parts.database.query('SELECT kind, task_id FROM files WHERE name = $1', [name]);
    expect(rows).toEqual([{ kind: 'inline', task_id: task.id }]);
  });

  test('keeps a media URL as it was sent', async () => {
    const image = 'https://example.com/a%20b.png?x=1';
    expect((await create(parts, holder, { input: { image } })).input.image).toBe(image);
  });
});

describe('over the limit of concurrent tasks', () => {
  test('further tasks are staged and held, and do not reach a lane', async () => {
    const statuses: string[] = [];
    for (let i = 0; i < 4; i++) {
      const task = await create(parts, holder);
      statuses.push(task.status);
      expect(await parts.queues.lane('remote').has(task.id)).toBe(task.status === 'pending');
    }
    expect(statuses).toEqual(['pending', 'pending', 'staged', 'staged']);
    expect(await balance(parts, holder.accountId)).toMatchObject({ held: 4 * HOLD_POINTS });
  });

  test('one more than the staging queue holds is refused with 429 and when to come back', async () => {
    for (let i = 0; i < 5; i++) await create(parts, holder);
    const before = await rowsWritten();
    await expect(create(parts, holder)).rejects.toMatchObject({
      code: 'staged_queue_full',
      httpStatus: 429,
      retryAfterSeconds: 5,
      message: expect.stringMatching(/^too many requests: staged queue is full/),
    });
    expect(await rowsWritten()).toEqual(before);
    expect(await balance(parts, holder.accountId)).toMatchObject({ held: 5 * HOLD_POINTS });
  });

  test('a full staging queue of one account is no matter to another', async () => {
    for (let i = 0; i < 5; i++) await create(parts, holder);
    const other = await parts.account();
    expect((await create(parts, other)).status).toBe('pending');
  });

  test('parallel creates never exceed the balance, nor the limit of running tasks', async () => {
    const poor = await parts.account({ points: 4 * HOLD_POINTS + 1, maxConcurrentTasks: 2 });
    const made = await Promise.allSettled(Array.from({ length: 12 }, () => create(parts, poor)));
    const statuses = made.flatMap((one) => (one.status === 'fulfilled' ? [one.value.status] : []));
    expect(statuses.sort()).toEqual(['pending', 'pending', 'staged', 'staged']);
    expect(await balance(parts, poor.accountId)).toEqual({ available: 1, held: 4 * HOLD_POINTS });
  });
});

describe('a refused create', () => {
  /** Worse and worse requests: each also has every fault of the ones after it, so the order of checks shows. */
  const badSteps = { count: 99 };
  const badConfig = { service_mode: 'cheap' };
  const refusals = [
    { body: {}, message: 'invalid request: model is required' },
    { body: { model: 7, task_type: 'make' }, message: 'invalid request: invalid model: 7 is not a text' },
    {
      body: { model: 'nope', task_type: 'nope', config: badConfig, input: badSteps },
      message: 'invalid model: nope',
    },
    {
      body: { model: 'Test/sample', task_type: 'nope', config: badConfig, input: badSteps },
      message: 'invalid task type: nope (Test/sample offers: make, brief)',
    },
    {
      body: { model: 'Test/sample', task_type: 'make', config: badConfig, input: badSteps },
      message: 'invalid request: invalid config.service_mode: cheap is not one of public, private',
    },
    {
      body: { model: 'Test/sample', task_type: 'make', input: [] },
      message: 'invalid request: invalid input: [] is not an object',
    },
    {
      body: { model: 'Test/sample', task_type: 'make', input: badSteps },
      message: 'invalid request: invalid count: 99 is not between 1 and 10',
    },
    {
      body: { model: 'Test/sample', task_type: 'make', input: { image: 'ftp://host/a.png' } },
      message:
        'invalid request: invalid image: ftp://host/a.png is not an http(s) URL, a data URI or base64 of an image',
    },
    {
      body: { model: 'Qubico/mmaudio', task_type: 'video2audio', input: {} },
      message: 'invalid request: video is required',
    },
  ];

  test.each(refusals)('answers "$message" and writes nothing', async ({ body, message }) => {
    const poor = await parts.account({ points: 1 });
    const refused = createTask({ ...parts, router: createRouter([]) }, { ...poor, requestId: 'r', body });
    await expect(refused).rejects.toMatchObject({ httpStatus: 400, message });
    expect(await rowsWritten()).toEqual({ tasks: 0, entries: 0, events: 0, files: 0, webhooks: 0 });
  });

  test('asks for a backend before it asks for room and money', async () => {
    const poor = await parts.account({ points: 1 });
    parts.serveWith({ ...scripted(), supports: () => ({ ok: false, reason: 'asleep' }) });
    await expect(create(parts, poor)).rejects.toMatchObject({
      httpStatus: 503,
      message: 'no backend can serve Test/sample make: scripted: asleep',
    });
  });

  test('asks for room before money', async () => {
    const full = await parts.account({ points: 4 * HOLD_POINTS, maxConcurrentTasks: 1 });
    for (let i = 0; i < 4; i++) await create(parts, full);
    await expect(create(parts, full)).rejects.toMatchObject({ code: 'staged_queue_full' });
  });

  test('for want of money writes nothing, not even the media that came with it', async () => {
    const poor = await parts.account({ points: HOLD_POINTS - 1 });
    const image = PNG.toString('base64');
    await expect(create(parts, poor, { input: { image } })).rejects.toMatchObject({
      httpStatus: 402,
      message: expect.stringMatching(/^failed to freeze point: insufficient balance \(insufficient credits\): /),
    });
    expect(await rowsWritten()).toEqual({ tasks: 0, entries: 0, events: 0, files: 0, webhooks: 0 });
    expect(await balance(parts, poor.accountId)).toEqual({ available: HOLD_POINTS - 1, held: 0 });
  });

  test('by what runs in its transaction leaves nothing behind', async () => {
    const body = { model: 'Test/sample', task_type: 'make' };
    const failing = createTask(parts, {
      ...holder,
      requestId: 'r',
      body,
      inTransaction: () => Promise.reject(new Error('no')),
    });
    await expect(failing).rejects.toThrow('no');
    expect(await rowsWritten()).toMatchObject({ tasks: 0, entries: 0 });
  });
});

describe('config', () => {
  const refused = (config: unknown) => create(parts, holder, { config });
  test.each([
    [{ service_mode: 'private' }, /^invalid request: service_mode private is not available/],
    [{ service_mode: 5 }, /^invalid request: invalid config\.service_mode: 5 is not a text/],
    ['public', /^invalid request: invalid config: public is not an object/],
    [
      { webhook_config: { endpoint: 'ftp://x/' } },
      /invalid config\.webhook_config\.endpoint: ftp:\/\/x\/ is not an http/,
    ],
    [{ webhook_config: { endpoint: `https://x/${'a'.repeat(2048)}` } }, /at most 2048 characters/],
    [{ webhook_config: { events: ['done'] } }, /invalid config\.webhook_config\.events: \["done"\] is not a list of/],
  ])('%j is refused', async (config, message) => {
    await expect(refused(config)).rejects.toMatchObject({ httpStatus: 400, message: expect.stringMatching(message) });
  });

  test('a secret that no header can carry is refused without being shown', async () => {
    const refusal = await refused({ webhook_config: { secret: 'pässword' } }).catch((error: Error) => error.message);
    expect(refusal).toBe(
      'invalid request: invalid config.webhook_config.secret: (hidden) is not printable ASCII of at most 256 characters',
    );
  });

  test('is echoed, with the events only when they were sent', async () => {
    const config = {
      service_mode: 'public',
      webhook_config: { endpoint: 'https://example.com/hook', secret: 's', events: ['failed', 'failed'] },
      other: 1,
    };
    const task = await create(parts, holder, { config });
    expect((await read(parts, task)).config).toEqual({
      service_mode: 'public',
      webhook_config: { endpoint: 'https://example.com/hook', secret: 's', events: ['failed'] },
    });
  });
});
