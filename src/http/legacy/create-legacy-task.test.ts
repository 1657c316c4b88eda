import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LegacyClient, openLegacyClient } from '../../../test/support/legacy-client.ts';
import { perfectBackend } from '../../../test/support/perfect-backend.ts';
import { faceswap } from '../../catalog/faceswap.ts';
import { luma } from '../../catalog/luma.ts';
import { midjourney } from '../../catalog/midjourney.ts';

const PICTURE = 'https://example.com/in.png';

let client: LegacyClient;
beforeAll(async () => {
  client = await openLegacyClient([...faceswap, ...luma, ...midjourney]);
});
afterAll(() => client.close());

describe('a task of a legacy endpoint', () => {
  test('costs what the same task of the task API costs, and holds as much', async () => {
    const id = await client.created('/mj/v2/imagine', { prompt: 'a fox', process_mode: 'turbo' });
    const twin = await client.post('/api/v1/task', {
      model: 'midjourney',
      task_type: 'imagine',
      input: { prompt: 'a fox', process_mode: 'turbo' },
    });
    const task = await client.unified(id);
    expect(task.meta.usage).toEqual(twin.body.data.meta.usage);
    expect(task.meta.usage.frozen).toBe(1_000_000);
    expect(task.input).toEqual(twin.body.data.input);
    await client.ask('DELETE', `/api/v1/task/${twin.body.data.task_id}`);
    const cancel = await client.ask('DELETE', `/api/v1/task/${id}`);
    expect(cancel.body).toEqual({ code: 200, message: `task ${id} canceled` });
    expect(await client.fetchOf('/mj/v2/fetch', id)).toMatchObject({
      status: 'failed',
      task_result: { error_messages: ['task canceled'] },
    });
  });

  test('is made once per Idempotency-Key, with the same reply', async () => {
    const body = { target_image: PICTURE, swap_image: PICTURE };
    const headers = { 'idempotency-key': 'face-1' };
    const first = await client.post('/api/face_swap/v1/async', body, headers);
    const second = await client.post('/api/face_swap/v1/async', body, headers);
    expect(second.body).toEqual(first.body);
    expect(second.headers['idempotent-replayed']).toBe('true');
    expect((await client.post('/api/face_swap/v1/async', { ...body, result_type: 'url' }, headers)).status).toBe(422);
  });

  test('is refused with nothing held when nobody can serve it, or when the server stops', async () => {
    client.server.parts.serveWith();
    expect(await client.post('/api/luma/v1/video', { prompt: 'a fox' })).toMatchObject({ status: 503 });
    client.server.parts.serveWith(perfectBackend());
    client.server.state.isStopping = true;
    expect(await client.post('/api/luma/v1/video', { prompt: 'a fox' })).toMatchObject({ status: 503 });
    client.server.state.isStopping = false;
  });

  test('tells the webhook by the form of the endpoint: its own for Midjourney, the task object for the others', async () => {
    const hook = { webhook_endpoint: 'https://example.com/hook', webhook_secret: 's3cret' };
    const flat = await client.finished('/mj/v2/imagine', { prompt: 'a fox', ...hook });
    const wrapped = await client.finished('/api/luma/v1/video', { prompt: 'a fox', ...hook });
    const bodyOf = async (id: string) => {
      const { rows } = await client.server.parts.database.query<{ body: string; secret: string }>(
        'SELECT body, secret FROM webhook_deliveries WHERE task_id = $1',
        [id],
      );
      expect(rows).toHaveLength(1);
      expect(rows[0]?.secret).toBe('s3cret');
      return JSON.parse(rows[0]?.body ?? '');
    };
    expect(await bodyOf(flat)).toEqual(await client.fetchOf('/mj/v2/fetch', flat));
    expect(await bodyOf(wrapped)).toMatchObject({ timestamp: expect.any(Number), data: { status: 'completed' } });
  });
});
