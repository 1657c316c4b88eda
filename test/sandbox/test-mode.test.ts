import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { TaskReply } from '../harness/client.ts';
import { PATIENT } from '../harness/patience.ts';
import { openTestMode, type TestMode } from './open-test-mode.ts';

vi.setConfig(PATIENT);

/** What a developer with a test key sees beyond the results themselves. */

let mode: TestMode;
beforeAll(async () => {
  mode = await openTestMode({ 'sandbox.latency': 'fast' });
});
afterAll(() => mode?.close());

const picture = (prompt: string, config: Record<string, unknown> = {}) => ({
  model: 'Qubico/flux1-dev',
  task_type: 'txt2img',
  input: { prompt, width: 256, height: 256 },
  config,
});
const create = (body: unknown) => mode.test.post<TaskReply>('/api/v1/task', body);

it('a model that nothing serves is refused to a live key and answered to its test key', async () => {
  const refused = await mode.live.send('POST', '/api/v1/task', { body: picture('a fox') });
  expect(refused.status).toBe(503);
  const task = await create(picture('a fox'));
  expect(await mode.test.waitFor(task.task_id)).toMatchObject({
    status: 'completed',
    detail: { backend: 'sandbox' },
    meta: { usage: { consume: 150_000 } },
  });
});

it('a test task is invisible to the live key, and costs it nothing', async () => {
  const before = await mode.live.balance();
  const { task_id } = await create(picture('a secret fox'));
  await mode.test.waitFor(task_id);
  expect((await mode.live.send('GET', `/api/v1/task/${task_id}`)).status).toBe(404);
  expect(await mode.live.balance()).toEqual(before);
});

it('progress rises through named phases while a task runs', async () => {
  const { task_id } = await create({ ...picture('slowly now [test:slow 6]') });
  const seen = new Set<string>();
  let last = 0;
  const task = await mode.test.waitFor(task_id, ['processing']);
  expect(task.output).toBeNull();
  for (;;) {
    const { status, meta } = await mode.test.read(task_id);
    expect(meta.progress).toBeGreaterThanOrEqual(last);
    last = meta.progress;
    seen.add(meta.phase);
    if (status === 'completed') break;
    expect(status).toBe('processing');
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  expect(seen.size).toBeGreaterThan(2);
});

it('[test:stage] waits in staged first', async () => {
  const task = await create(picture('a fox [test:stage]'));
  expect(task.status).toBe('staged');
  expect((await mode.test.waitFor(task.task_id)).status).toBe('completed');
});

it('[test:webhook_drop 2] delivers the webhook at the third attempt', async () => {
  const { receiver } = mode;
  const startedAt = Date.now();
  await create(picture('a fox [test:webhook_drop 2]', { webhook_config: { endpoint: receiver.url('/dropped') } }));
  const hook = await receiver.nth('/dropped', 1, 60_000);
  // The first two attempts are five seconds apart.
  expect(hook.receivedAt - startedAt).toBeGreaterThan(9_000);
  expect(hook.body.data.status).toBe('completed');
  expect(receiver.at('/dropped')).toHaveLength(1);
});

it('[test:stuck] goes on until it is cancelled with force', async () => {
  const { task_id } = await create(picture('a [test:stuck] fox'));
  await mode.test.waitFor(task_id, ['processing']);
  expect((await mode.test.send('DELETE', `/api/v1/task/${task_id}`)).status).toBe(400);
  expect((await mode.test.send('DELETE', `/api/v1/task/${task_id}?force=true`)).status).toBe(200);
  expect((await mode.test.read(task_id)).status).toBe('cancelled');
});
