import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MemoryServer, openMemoryServer, task } from '../../test/support/memory-server.ts';
import { MP3 } from '../../test/support/scripted-backend.ts';

let server: MemoryServer;
beforeAll(async () => {
  server = await openMemoryServer();
});
afterAll(() => server.close());

const post = (url: string, payload: object | Buffer | string, headers: Record<string, string>) =>
  server.ask({ method: 'POST', url, payload, headers });
const count = async (table: 'tasks' | 'files' | 'accounts') =>
  Number((await server.parts.database.query(`SELECT count(*) AS n FROM ${table}`)).rows[0]?.n);

test('a retry that is repeated makes one task; the same key on another task is another request', async () => {
  const [first, second] = await Promise.all(
    ['a', 'b'].map(
      async (prompt) => (await post('/api/v1/task', { ...task, input: { prompt } }, {})).json().data.task_id,
    ),
  );
  const before = await count('tasks');
  const key = { 'idempotency-key': 'again' };
  const made = await post(`/api/v1/task/${first}/retry`, {}, key);
  const repeated = await post(`/api/v1/task/${first}/retry/`, {}, key);
  expect(repeated.json()).toEqual(made.json());
  expect(repeated.headers['idempotent-replayed']).toBe('true');
  const other = await post(`/api/v1/task/${second}/retry`, {}, key);
  expect(other.json().data.task_id).not.toBe(made.json().data.task_id);
  expect(await count('tasks')).toBe(before + 2);
});

test('an upload that is repeated is one file, as JSON and as a form with another boundary', async () => {
  const json = { file_name: 'a.mp3', file_data: MP3.toString('base64') };
  const form = (boundary: string, bytes: Buffer = MP3) =>
    Buffer.concat([
      Buffer.from(
        `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.mp3"\r\ncontent-type: audio/mpeg\r\n\r\n`,
      ),
      bytes,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
  const asForm = (boundary: string, bytes?: Buffer) =>
    post('/api/ephemeral_resource', form(boundary, bytes), {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'idempotency-key': 'form',
    });
  const before = await count('files');
  const first = await post('/api/ephemeral_resource', json, { 'idempotency-key': 'json' });
  expect((await post('/api/ephemeral_resource', json, { 'idempotency-key': 'json' })).json()).toEqual(first.json());
  const sent = await asForm('one');
  expect(sent.statusCode).toBe(200);
  expect((await asForm('two')).json()).toEqual(sent.json());
  expect((await asForm('three', Buffer.concat([MP3, MP3]))).statusCode).toBe(422);
  expect(await count('files')).toBe(before + 2);
});

test('a refused request leaves its key free', async () => {
  const key = { 'idempotency-key': 'corrected' };
  expect((await post('/api/v1/keys', { name: '' }, key)).statusCode).toBe(400);
  expect((await post('/api/v1/keys', { name: 'x', scopes: ['admin'] }, key)).statusCode).toBe(403);
  expect((await post('/api/v1/keys', { name: 'x' }, key)).statusCode).toBe(200);
});

test('a reply that shows a key is told to the API key of the first request only', async () => {
  const { key, keyId } = await server.parts.account();
  const headers = { 'x-api-key': key, 'idempotency-key': 'sealed' };
  expect((await post('/api/v1/keys', { name: 'x' }, headers)).statusCode).toBe(200);
  const rotated = await post(`/api/v1/keys/${keyId}/rotate`, {}, { 'x-api-key': key });
  const refused = await post('/api/v1/keys', { name: 'x' }, { ...headers, 'x-api-key': rotated.json().data.key });
  expect([refused.statusCode, refused.json().message]).toEqual([
    409,
    'conflict: the first reply to this Idempotency-Key can be shown to the API key of that request only',
  ]);
});
