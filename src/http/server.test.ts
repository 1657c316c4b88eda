import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MemoryServer, openMemoryServer, routesOf, task } from '../../test/support/memory-server.ts';

const TASK = '/api/v1/task';
const UNKNOWN = '3f0c9a52-7d41-4e8b-9c56-1a2b3c4d5e6f';
let server: MemoryServer;
beforeAll(async () => {
  server = await openMemoryServer({
    settings: {
      'server.bodyLimitBytes': 65_536,
      'limits.requestsPerMinute': 100_000,
      'limits.failedAuthPerMinute': 1_000,
    },
  });
});
afterAll(() => server.close());

const post = (payload: string | Buffer | undefined, headers: Record<string, string> = {}, url = TASK) =>
  server.ask({ method: 'POST', url, headers, ...(payload === undefined ? {} : { payload }) });
const message = (reply: { json(): { message: string } }) => reply.json().message;

describe('the key', () => {
  const ask = (headers: Record<string, string>, url = '/account/info') => server.app.inject({ url, headers });
  const wrong = 'sk-wrong';

  test.each<[string, (key: string) => Record<string, string>, number]>([
    ['in X-API-Key', (key) => ({ 'X-API-Key': key }), 200],
    ['in x-api-key', (key) => ({ 'x-api-key': key }), 200],
    ['as bearer', (key) => ({ authorization: `Bearer ${key}` }), 200],
    ['as bearer in another case', (key) => ({ authorization: `bEARER   ${key}` }), 200],
    ['bare in Authorization', (key) => ({ authorization: key }), 200],
    ['in both, X-API-Key wrong', (key) => ({ 'x-api-key': wrong, authorization: `Bearer ${key}` }), 401],
    ['in both, X-API-Key right', (key) => ({ 'x-api-key': key, authorization: `Bearer ${wrong}` }), 200],
    ['in Authorization beside an empty X-API-Key', (key) => ({ 'x-api-key': '', authorization: key }), 200],
    ['nowhere', () => ({}), 401],
    ['empty', () => ({ 'x-api-key': ' ' }), 401],
    ['as a bearer of nothing', () => ({ authorization: 'Bearer ' }), 401],
    ['as basic credentials', (key) => ({ authorization: `Basic ${key}` }), 401],
  ])('%s', async (_form, headers, status) => {
    const reply = await ask(headers(server.user.key));
    expect(reply.statusCode).toBe(status);
    if (status === 401) {
      expect(reply.json()).toEqual({ code: 401, data: null, message: 'unauthorized: invalid API key' });
    }
  });

  test('is never read from the query or the body', async () => {
    const { key } = server.user;
    expect((await ask({}, `/account/info?api_key=${key}&x-api-key=${key}&key=${key}`)).statusCode).toBe(401);
    const inBody = { method: 'POST', url: TASK, payload: { ...task, 'x-api-key': key, api_key: key } } as const;
    expect((await server.app.inject(inBody)).statusCode).toBe(401);
  });

  test('is checked before anything of the body is looked at', async () => {
    const bad = { method: 'POST', url: TASK, payload: '{broken', headers: { 'content-type': 'image/png' } } as const;
    expect((await server.app.inject(bad)).statusCode).toBe(401);
  });

  test('of another account finds no task, and neither does nonsense', async () => {
    const made = (await server.ask({ method: 'POST', url: TASK, payload: task })).json();
    const other = await server.parts.account();
    for (const id of [made.data.task_id, UNKNOWN, 'x', '..%2f..%2fetc%2fpasswd', '%00', 'a'.repeat(1500)]) {
      for (const [method, url] of [
        ['GET', `${TASK}/${id}`],
        ['DELETE', `${TASK}/${id}`],
        ['POST', `${TASK}/${id}/cancel`],
      ] as const) {
        const reply = await server.ask({ method, url, headers: { 'x-api-key': other.key } });
        expect([reply.statusCode, message(reply)]).toEqual([404, 'task not found']);
      }
    }
  });
});

describe('wrong keys', () => {
  test('from one address are counted, and the twentieth in a minute closes the door to that address only', async () => {
    const strict = await openMemoryServer();
    const ask = (key: string, remoteAddress: string) =>
      strict.app.inject({ url: '/account/info', headers: { 'x-api-key': key }, remoteAddress });
    for (let i = 0; i < 20; i++) expect((await ask(`wrong-${i}`, '192.0.2.7')).statusCode).toBe(401);
    const refused = await ask('wrong', '192.0.2.7');
    expect(refused.statusCode).toBe(429);
    expect(refused.headers['retry-after']).toBe('60');
    expect(message(refused)).toMatch(/^too many requests: rate limit/);
    expect((await ask(strict.user.key, '192.0.2.7')).statusCode).toBe(429);
    expect((await ask(strict.user.key, '192.0.2.8')).statusCode).toBe(200);
    strict.parts.clock.advance(60_000);
    expect((await ask(strict.user.key, '192.0.2.7')).statusCode).toBe(200);
    await strict.close();
  });
});

describe('too many requests of one key', () => {
  test('are refused with when to come back, and another key is not touched', async () => {
    const slow = await openMemoryServer({ settings: { 'limits.requestsPerMinute': 300 } });
    let refused = await slow.ask({ url: '/account/info' });
    for (let i = 0; i < 300; i++) refused = await slow.ask({ url: `${TASK}/x` });
    expect(refused.statusCode).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.json()).toEqual({
      code: 429,
      data: null,
      message: 'too many requests: rate limit: 300 per minute',
    });
    const other = await slow.ask({ url: '/account/info', headers: { 'x-api-key': slow.admin.key } });
    expect(other.statusCode).toBe(200);
    await slow.close();
  });
});

describe('a path that does not exist', () => {
  test.each(['/nope', '/api/v1', '/v2/', '/api/v1/task/a/b/c', '/admin', '/ephemeral', '/%ff'])(
    '%s is 404',
    async (url) => {
      const reply = await server.ask({ url });
      expect(reply.json()).toEqual({ code: 404, data: null, message: expect.stringMatching(/^404 page not found/) });
      expect(reply.statusCode).toBe(404);
    },
  );

  test('below /v1 it is told in the words of OpenAI', async () => {
    const reply = await server.ask({ url: '/v1/nope' });
    expect([reply.statusCode, reply.json()]).toEqual([
      404,
      { error: { message: '404 page not found', type: 'invalid_request_error', param: null, code: 'not_found' } },
    ]);
  });

  test('by a method that it has not is 405 and told by Allow', async () => {
    for (const [method, url, allow] of [
      ['PUT', TASK, 'POST'],
      ['POST', `${TASK}/${UNKNOWN}`, 'DELETE'],
      ['DELETE', '/account/info', 'GET'],
      ['PATCH', '/admin/v1/accounts/1/keys', 'POST'],
      ['POST', '/healthz/', 'GET'],
    ] as const) {
      const reply = await server.ask({ method, url });
      expect(reply.statusCode).toBe(405);
      expect(String(reply.headers.allow).split(', ')).toContain(allow);
      expect(String(reply.headers.allow).split(', ')).not.toContain(method);
      expect(message(reply)).toMatch(/^method not allowed/);
    }
  });
});

describe('a base URL with a slash at its end', () => {
  test.each(['//account/info', '/account/info/', '///account/info?x=1'])('does not matter: %s', async (url) => {
    expect((await server.ask({ url })).statusCode).toBe(200);
  });
});

describe('the body', () => {
  const json = JSON.stringify(task);

  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'APPLICATION/JSON',
    'application/vnd.api+json',
    'text/plain',
    'text/plain;charset=UTF-8',
  ])('is JSON as %s', async (type) => {
    expect((await post(json, { 'content-type': type })).statusCode).toBe(200);
  });

  test('is JSON without any content type', async () => {
    expect((await post(Buffer.from(json))).statusCode).toBe(200);
  });

  test.each([
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'image/png',
    'text/html',
    'application/xml',
    'nonsense',
  ])('as %s is 415', async (type) => {
    const reply = await post('--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n', {
      'content-type': type,
    });
    expect(reply.json()).toEqual({ code: 415, data: null, message: 'unsupported media type' });
    expect(reply.statusCode).toBe(415);
  });

  test.each([
    ['', 'body is not a JSON object'],
    ['  ', 'body is not a JSON object'],
    ['null', 'body is not a JSON object'],
    ['[]', 'body is not a JSON object'],
    ['"text"', 'body is not a JSON object'],
    ['{', 'body is not valid JSON'],
    ['{"a":1}}', 'body is not valid JSON'],
    ["{'a':1}", 'body is not valid JSON'],
  ])('%j is refused', async (body, text) => {
    const reply = await post(body, { 'content-type': 'application/json' });
    expect(reply.json()).toEqual({ code: 400, data: null, message: `invalid request: ${text}` });
  });

  test('absent altogether is refused too', async () => {
    expect(message(await post(undefined))).toBe('invalid request: body is not a JSON object');
  });

  test('may be 32 levels deep and no deeper', async () => {
    const nested = (levels: number) =>
      JSON.stringify({ ...task, extra: 'X' }).replace('"X"', '['.repeat(levels - 1) + ']'.repeat(levels - 1));
    const header = { 'content-type': 'application/json' };
    expect((await post(nested(32), header)).statusCode).toBe(200);
    expect(message(await post(nested(33), header))).toBe('invalid request: body is nested deeper than 32 levels');
    const abyss = await post(nested(30_000), header);
    expect(abyss.statusCode).toBe(400);
  });

  test('larger than the limit is 413', async () => {
    const reply = await post(JSON.stringify({ ...task, x: 'x'.repeat(70_000) }), {
      'content-type': 'application/json',
    });
    expect(reply.json()).toEqual({ code: 413, data: null, message: 'task input too large' });
  });

  test('with the names of object internals is an ordinary one', async () => {
    const body = `{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"x":1}},${json.slice(1)}`;
    expect((await post(body, { 'content-type': 'application/json' })).statusCode).toBe(200);
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
  });

  test('of a GET is ignored, whatever it is', async () => {
    for (const payload of ['{}', '{broken', 'x'.repeat(100_000)]) {
      const reply = await server.ask({
        url: '/account/info',
        payload,
        headers: { 'content-type': 'application/json' },
      });
      expect(reply.statusCode).toBe(200);
    }
  });
});

describe('every reply', () => {
  test('carries a request id: the one of the client when it is harmless, else ours', async () => {
    const idOf = async (id: string) =>
      (await server.ask({ url: '/account/info', headers: { 'x-request-id': id } })).headers['x-request-id'];
    expect(await idOf('abc-1.2:3_4')).toBe('abc-1.2:3_4');
    for (const bad of ['', 'a b', 'x'.repeat(65), '<script>', 'a"b']) {
      expect(await idOf(bad)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
    }
    expect((await server.app.inject({ url: '/nope' })).headers['x-request-id']).toBeTruthy();
    expect((await server.app.inject({ url: '/account/info' })).headers['x-request-id']).toBeTruthy();
  });

  test.each(['/account/info', '/nope', '/healthz', '/openapi.json', '/docs', `${TASK}/${UNKNOWN}`])(
    'to %s has the headers that keep browsers safe, and no banner',
    async (url) => {
      const { headers } = await server.ask({ url });
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'x-frame-options': expect.any(String),
      });
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'.*frame-ancestors 'none'/);
      expect(headers).not.toHaveProperty('x-powered-by');
      expect(headers).not.toHaveProperty('server');
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    },
  );
});

describe('an error', () => {
  test('of ours is 500 and shows neither stack nor cause', async () => {
    const broken = await openMemoryServer();
    const { key } = broken.user;
    await broken.ask({ url: '/account/info' });
    await broken.parts.database.query('ALTER TABLE tasks RENAME TO tasks_gone');
    const replies = [
      await broken.ask({ url: `${TASK}/${UNKNOWN}` }),
      await broken.ask({ url: '/account/info' }),
      await broken.ask({ method: 'POST', url: TASK, payload: task }),
    ];
    for (const reply of replies) {
      expect(reply.statusCode).toBe(500);
      expect(reply.json()).toEqual({ code: 500, data: null, message: 'internal error' });
      expect(reply.body).not.toMatch(/tasks|relation|at .*\.ts|node_modules/);
      expect(JSON.stringify(reply.headers)).not.toContain(key);
    }
    await broken.close();
  });

  test('has the envelope on every route, with its own HTTP status as code', async () => {
    for (const { method, url } of routesOf(server.app)) {
      if (method === 'OPTIONS') continue;
      const path = url.replace(':task_id', UNKNOWN).replace(':id', '1').replace(':name', 'none');
      const reply = await server.app.inject({ method: method as 'GET', url: path });
      if (reply.statusCode < 400) continue;
      // Midjourney's older generation adds two members.
      const more = path.startsWith('/mj/v2/') ? { task_id: '', status: 'failed' } : {};
      // The words of section 14 for everything below /v1.
      if (path.startsWith('/v1/')) {
        expect(reply.json(), `${method} ${path}`).toMatchObject({ error: { message: expect.stringMatching(/\S/) } });
        continue;
      }
      expect(reply.json(), `${method} ${path}`).toEqual({
        code: reply.statusCode,
        data: null,
        message: expect.stringMatching(/\S/),
        ...more,
      });
      expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
    }
  });
});

describe('the two representations of a task', () => {
  const create = async () => (await server.ask({ method: 'POST', url: TASK, payload: task })).json().data.task_id;

  test('are chosen by query or header, the query wins, and another name is refused', async () => {
    const url = `${TASK}/${await create()}`;
    const inputType = async (query: string, header?: string) => {
      const reply = await server.ask({ url: url + query, headers: header ? { 'x-api-schema': header } : {} });
      return reply.statusCode === 200 ? typeof reply.json().data.input : message(reply);
    };
    expect(await inputType('')).toBe('object');
    expect(await inputType('?schema=documented')).toBe('string');
    expect(await inputType('', 'documented')).toBe('string');
    expect(await inputType('?schema=unified', 'documented')).toBe('object');
    expect(await inputType('?schema=new')).toMatch(/^invalid request: invalid schema: new/);
    expect(await inputType('', 'new')).toMatch(/^invalid request: invalid schema/);
  });

  test('are told to caches', async () => {
    const { headers } = await server.ask({ url: `${TASK}/${await create()}` });
    expect(headers).toMatchObject({ vary: expect.stringMatching(/X-API-Schema/), 'cache-control': 'no-store' });
  });
});

test('cancel answers in the words of the original, without data', async () => {
  const { task_id } = (await server.ask({ method: 'POST', url: TASK, payload: task })).json().data;
  for (let i = 0; i < 2; i++) {
    const reply = await server.ask({ method: 'DELETE', url: `${TASK}/${task_id.toUpperCase()}` });
    expect(reply.json()).toEqual({ code: 200, message: `task ${task_id} canceled` });
  }
});

describe('Idempotency-Key', () => {
  const create = (key: string, payload: object = task) =>
    server.ask({ method: 'POST', url: TASK, payload, headers: { 'idempotency-key': key } });

  test('gives the first reply again, byte for byte, and makes one task', async () => {
    const first = await create('k1');
    const again = await create('k1');
    expect(again.body).toBe(first.body);
    expect(first.headers).not.toHaveProperty('idempotent-replayed');
    expect(again.headers['idempotent-replayed']).toBe('true');
  });

  test('with another body is 422, and a refused request leaves it free', async () => {
    await create('k2');
    expect((await create('k2', { ...task, input: {} })).statusCode).toBe(422);
    expect((await create('k3', { ...task, model: 'nope' })).statusCode).toBe(400);
    expect((await create('k3')).statusCode).toBe(200);
  });

  test('that is no key is refused', async () => {
    expect(message(await create('x'.repeat(256)))).toMatch(/^invalid request: invalid Idempotency-Key/);
  });
});

describe('while the server stops', () => {
  test('new tasks are refused with when to come back, and reads are answered', async () => {
    server.state.isStopping = true;
    const refused = await server.ask({ method: 'POST', url: TASK, payload: task });
    const read = await server.ask({ url: '/account/info' });
    server.state.isStopping = false;
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([503, '5']);
    expect(message(refused)).toBe('service unavailable: shutting down');
    expect(read.statusCode).toBe(200);
  });

  test('/readyz says why it is not ready, and /healthz goes on', async () => {
    server.state.notReady = 'the database does not answer';
    const ready = await server.app.inject('/readyz');
    const health = await server.app.inject('/healthz');
    server.state.notReady = null;
    expect([ready.statusCode, ready.json()]).toEqual([
      503,
      { status: 'not ready', reason: 'the database does not answer' },
    ]);
    expect(health.json()).toEqual({ status: 'ok', version: '9.9.9' });
    expect((await server.app.inject('/readyz')).json()).toEqual({ status: 'ready' });
  });
});

describe('/metrics', () => {
  test('answers this machine only when there is no token', async () => {
    expect((await server.app.inject({ url: '/metrics', remoteAddress: '::ffff:127.0.0.1' })).statusCode).toBe(200);
    expect((await server.app.inject({ url: '/metrics', remoteAddress: '192.0.2.1' })).statusCode).toBe(403);
  });
});
