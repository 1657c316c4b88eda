import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  chunk,
  completion,
  cut,
  cutStream,
  error,
  hang,
  hangingStream,
  hostileStream,
  json,
  stream,
  textEvents,
  usage,
} from '../fakes/llm-upstream.ts';
import { dataOf, type LlmServer, openLlmServer } from '../support/llm-server.ts';

let llm: LlmServer;
beforeAll(async () => {
  llm = await openLlmServer();
}, 60_000);
afterAll(() => llm.close());
let before = 0;
beforeEach(async () => {
  // Upstreams that failed in the last test have rested.
  llm.server.parts.clock.advance(120_000);
  before = await llm.available();
});
afterEach(() => llm.settled());

const chat = (more: object = {}) => ({ model: 'fake', messages: [{ role: 'user', content: 'Say hello' }], ...more });
const post = (body: unknown, options: Parameters<LlmServer['post']>[2] = {}) =>
  llm.post('/v1/chat/completions', body, options);
const spent = async () => before - (await llm.available());
const lastRow = async () => (await llm.rows())[0]!;

describe('a completion', () => {
  test('is charged by what the upstream reports, and listed with tokens but without texts', async () => {
    llm.first.next(completion('Hello.', usage(100, 20, 40)));
    const reply = await post(chat());
    expect(reply.status).toBe(200);
    expect(await reply.json()).toMatchObject({ choices: [{ message: { content: 'Hello.' } }] });
    // 60 new tokens at 10 points, 40 cached at 2, 20 written at 40.
    expect(await spent()).toBe(60 * 10 + 40 * 2 + 20 * 40);
    const row = await lastRow();
    expect(row).toMatchObject({
      model: 'llm',
      task_type: 'chat',
      family: 'llm',
      usage_type: 'llm',
      status: 'completed',
      backend: 'first',
      captured_points: 1480,
      input: { model: 'fake', stream: false },
      output: { finish_reason: 'stop' },
      meta_extra: {
        llm: { model: 'fake', prompt_tokens: 100, cached_tokens: 40, completion_tokens: 20, cost_usd: 0.000148 },
      },
    });
    expect(JSON.stringify(row)).not.toContain('Say hello');
    const history = await llm.server.ask({ method: 'GET', url: '/api/open/tasks/histories?model=llm' });
    expect(history.json().data.data[0]).toMatchObject({ task_id: row.id, usage: 1480, usage_type: 'llm' });
  });

  test('gets every member of the request, under the name of the model there and with our key only', async () => {
    const body = chat({
      model: 'nick',
      tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }],
      response_format: { type: 'json_schema', json_schema: { name: 'x', schema: {} } },
      logprobs: true,
      seed: 7,
      something_new: { a: [1, null] },
    });
    await (await post(body)).json();
    expect(llm.first.last().body).toEqual({ ...body, model: 'fake' });
    expect(llm.first.last().headers.authorization).toBe('Bearer key-of-first');
    expect(JSON.stringify(llm.first.last().headers)).not.toContain(llm.server.user.key);
  });

  test('without usage is charged by an estimate, and says so', async () => {
    llm.first.next(
      json({ choices: [{ message: { role: 'assistant', content: 'word '.repeat(40) }, finish_reason: 'stop' }] }),
    );
    await (await post(chat())).json();
    expect((await lastRow()).meta_extra).toMatchObject({ llm: { is_estimated: true, completion_tokens: 50 } });
    expect(await spent()).toBeGreaterThan(50 * 40);
  });

  test('never costs more than was held', async () => {
    llm.first.next(completion('x', usage(10, 1_000_000)));
    await (await post(chat({ max_tokens: 10 }))).json();
    const { hold_points, captured_points } = await lastRow();
    expect(captured_points).toBe(hold_points);
  });

  test('keeps texts for an account that asks for it', async () => {
    const { accountId } = llm.server.user;
    const change = (keep_prompts: boolean) =>
      llm.server.ask({ method: 'PATCH', url: '/api/v1/account', payload: { keep_prompts } });
    expect((await change(true)).json()).toMatchObject({ data: { id: accountId, keep_prompts: true } });
    await (await post(chat())).json();
    await change(false);
    expect(await lastRow()).toMatchObject({
      input: { request: { messages: [{ content: 'Say hello' }] } },
      output: { text: 'Hello there.' },
    });
  });
});

describe('a stream', () => {
  const text = 'Grüße — 你好 👋🏽 done';

  test.each([1, 2, 3, 7, 64])('cut into pieces of %i bytes arrives as the same events', async (size) => {
    const events = textEvents(text);
    llm.first.next(hostileStream(events, size, { gapMs: 0 }));
    const reply = await post(chat({ stream: true, stream_options: { include_usage: true } }));
    expect(reply.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(await reply.text()).toBe(events.join(''));
  });

  test('with CRLF, comments, ids and split line ends becomes plain events', async () => {
    const wire = textEvents('one two')
      .map((event) => `: note\r\nid: 5\r\n${event.replaceAll('\n', '\r\n')}`)
      .join('');
    llm.first.next(hostileStream([wire], 5, { gapMs: 0 }));
    const reply = await post(chat({ stream: true }));
    expect(await reply.text()).toBe(textEvents('one two').join(''));
  });

  test('asks upstream for usage that the client did not ask for, and hides it', async () => {
    llm.first.next(stream(textEvents(text, { used: usage(50, 6) })));
    const reply = await post(chat({ stream: true, stream_options: { include_obfuscation: false } }));
    expect(await reply.text()).toBe(textEvents(text).join(''));
    expect(llm.first.last().body.stream_options).toEqual({ include_obfuscation: false, include_usage: true });
    expect(await spent()).toBe(50 * 10 + 6 * 40);
  });

  test('shows usage to a client that asked for it', async () => {
    const events = textEvents(text, { used: usage(50, 6) });
    llm.first.next(stream(events));
    const reply = await post(chat({ stream: true, stream_options: { include_usage: true } }));
    expect(await reply.text()).toBe(events.join(''));
  });

  test('hides a usage that stands in a chunk with choices', async () => {
    llm.first.next(stream([chunk({ content: 'a' }), chunk({}, 'stop', { usage: usage(5, 1) }), 'data: [DONE]\n\n']));
    const wire = await (await post(chat({ stream: true }))).text();
    expect(wire).not.toContain('usage');
    expect(dataOf(wire)).toHaveLength(3);
    expect(await spent()).toBe(90);
  });

  test('that ends without [DONE] after its finish reason gets one', async () => {
    llm.first.next(stream([chunk({ content: 'a' }), chunk({}, 'stop')]));
    expect(dataOf(await (await post(chat({ stream: true }))).text()).at(-1)).toBe('[DONE]');
  });

  test('that breaks off in the middle ends with one error event, without [DONE] and without a charge', async () => {
    llm.first.next(cutStream([chunk({ content: 'Hel' })]));
    const events = dataOf(await (await post(chat({ stream: true }))).text());
    expect(events).toHaveLength(2);
    expect(JSON.parse(events[1]!)).toMatchObject({ error: { type: 'server_error', code: 'no_backend' } });
    await llm.settled();
    expect(await spent()).toBe(0);
    expect((await lastRow()).status).toBe('failed');
  });

  test('whose upstream tells of an error passes the reason on and ends', async () => {
    llm.first.next(
      stream([chunk({ content: 'Hel' }), 'data: {"error":{"message":"overheated"}}\n\n', chunk({ content: 'lo' })]),
    );
    const events = dataOf(await (await post(chat({ stream: true }))).text());
    expect(events).toHaveLength(2);
    expect(events[1]).toContain('overheated');
    await llm.settled();
    expect(await spent()).toBe(0);
  });

  test('is aborted upstream when the client leaves, and what it got is paid', async () => {
    llm.first.next(hangingStream([chunk({ content: 'word '.repeat(20) })]));
    const gone = new AbortController();
    const reply = await post(chat({ stream: true }), { signal: gone.signal });
    await reply.body?.getReader().read();
    gone.abort();
    await expect.poll(() => llm.first.last().isAborted, { timeout: 10_000 }).toBe(true);
    await llm.settled();
    expect(await lastRow()).toMatchObject({
      status: 'completed',
      meta_extra: { llm: { ended_by: 'client', is_estimated: true } },
    });
    expect(await spent()).toBeGreaterThan(20 * 40);
  });

  test('that stays silent gets a comment line after 15 seconds', async () => {
    llm.first.next(async (_call, reply) => {
      await new Promise((resolve) => setTimeout(resolve, 16_000));
      reply.writeHead(200, { 'content-type': 'text/event-stream' }).end(textEvents('late').join(''));
    });
    const wire = await (await post(chat({ stream: true }))).text();
    expect(wire).toBe(`: keep-alive\n\n${textEvents('late').join('')}`);
  }, 60_000);
});

describe('before the first byte', () => {
  test.each([
    ['a closed connection', cut],
    ['a 500', error(500, 'oops')],
    ['a refused key', error(401, 'bad key')],
    ['a rate limit', error(429, 'slow down')],
    ['an empty stream', stream([])],
  ])('%s sends the call to the next upstream', async (_, script) => {
    llm.first.next(script);
    llm.second.next(completion('From the second.', usage(1, 1)));
    const reply = await post(chat({ stream: true }));
    expect(await reply.text()).toContain('second');
    expect(await lastRow()).toMatchObject({ backend: 'second', meta_extra: { llm: { failed_before: ['first'] } } });
  });

  test('the mistake of a client is told in the words of the upstream, and nobody else is asked', async () => {
    const asked = llm.second.calls.length;
    llm.first.next(error(400, 'messages[0].name is odd', { param: 'messages[0].name', code: 'odd_name' }));
    const reply = await post(chat({ model: 'fake-one' }));
    expect([reply.status, await reply.json()]).toEqual([
      400,
      {
        error: {
          message: 'invalid request: messages[0].name is odd',
          type: 'invalid_request_error',
          param: 'messages[0].name',
          code: 'odd_name',
        },
      },
    ]);
    expect(llm.second.calls.length).toBe(asked);
    expect(await spent()).toBe(0);
  });

  test('a rate limit everywhere is a 429 with Retry-After, the second try of a lonely upstream included', async () => {
    llm.first.next(
      error(429, 'slow down', {}, { 'retry-after': '7' }),
      error(429, 'slow down', {}, { 'retry-after': '7' }),
    );
    const reply = await post(chat({ model: 'fake-one' }));
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([429, '7']);
    expect(await reply.json()).toMatchObject({ error: { type: 'rate_limit_error', code: 'rate_limit_exceeded' } });
  });

  test('a key that the upstream refuses is our trouble, not the client’s, and is not shown', async () => {
    llm.first.next(error(401, 'Incorrect API key: key-of-first'), error(401, 'Incorrect API key: key-of-first'));
    const reply = await post(chat({ model: 'fake-one' }));
    const body = await reply.text();
    expect(reply.status).toBe(503);
    expect(body).not.toContain('key-of-first');
    expect(JSON.parse(body)).toMatchObject({ error: { type: 'server_error', code: 'no_backend' } });
  });

  test('a client that leaves while nobody has answered stops the upstream and pays its prompt', async () => {
    llm.first.next(hang);
    const asked = llm.first.calls.length;
    const gone = new AbortController();
    const reply = post(chat({ model: 'fake-one' }), { signal: gone.signal });
    await expect.poll(() => llm.first.calls.length, { timeout: 10_000 }).toBe(asked + 1);
    gone.abort();
    await expect(reply).rejects.toThrow();
    await expect.poll(() => llm.first.last().isAborted, { timeout: 10_000 }).toBe(true);
    await llm.settled();
    expect((await lastRow()).meta_extra).toMatchObject({ llm: { ended_by: 'client', completion_tokens: 0 } });
  });

  test('an upstream takes no more calls at a time than it may', async () => {
    llm.second.next(hangingStream([chunk({ content: 'a' })]));
    const gone = new AbortController();
    const running = await post(chat({ model: 'small', stream: true }), { signal: gone.signal });
    await running.body?.getReader().read();
    const refused = await post(chat({ model: 'small' }));
    expect(refused.status).toBe(429);
    gone.abort();
    await llm.settled();
    expect((await post(chat({ model: 'small' }))).status).toBe(200);
  });
});

describe('refusals', () => {
  const refused = async (body: unknown, options: Parameters<LlmServer['post']>[2] = {}) => {
    const reply = await post(body, options);
    return { status: reply.status, ...((await reply.json()) as { error: Record<string, unknown> }) };
  };

  test('no or a wrong key', async () => {
    for (const path of ['/v1/chat/completions', '/v1/embeddings', '/v1/responses', '/v1/audio/transcriptions']) {
      const reply = await llm.post(path, chat(), { key: 'sk-wrong' });
      expect([path, reply.status, await reply.json()]).toEqual([
        path,
        401,
        {
          error: {
            message: 'unauthorized: invalid API key',
            type: 'authentication_error',
            param: null,
            code: 'invalid_api_key',
          },
        },
      ]);
    }
    const messages = await llm.post('/v1/messages', chat(), { key: 'sk-wrong' });
    expect(await messages.json()).toEqual({
      type: 'error',
      error: { type: 'authentication_error', message: 'unauthorized: invalid API key' },
    });
  });

  test('an unknown model, with the known ones', async () => {
    const { status, error: told } = await refused(chat({ model: 'no-such-model' }));
    expect([status, told.type, told.code]).toEqual([404, 'invalid_request_error', 'model_not_found']);
    expect(told.message).toMatch(/"no-such-model".*fake/);
  });

  test('a known model that nobody serves, with what to configure', async () => {
    const { status, error: told } = await refused(chat({ model: 'gpt-5' }));
    expect([status, told.type, told.code]).toEqual([503, 'server_error', 'no_backend']);
    expect(told.message).toContain('OPENAI_API_KEY');
  });

  test('a model without a price', async () => {
    expect(await refused(chat({ model: 'unpriced' }))).toMatchObject({
      status: 503,
      error: { message: expect.stringContaining('llm.prices') },
    });
  });

  test('an empty purse', async () => {
    const { key } = await llm.server.parts.account({ points: 5 });
    expect(await refused(chat(), { key })).toMatchObject({
      status: 402,
      error: { type: 'insufficient_quota', code: 'insufficient_quota' },
    });
  });

  test.each([
    ['messages', chat({ messages: undefined })],
    ['messages', chat({ messages: [] })],
    ['messages[0].role', chat({ messages: [{ content: 'x' }] })],
    ['model', chat({ model: 5 })],
    ['max_tokens', chat({ max_tokens: -1 })],
    ['n', chat({ n: 1.5 })],
    ['messages[0].role', chat({ model: 'o1-mini', messages: [{ role: 'system', content: 'x' }] })],
  ])('a wrong %s', async (param, body) => {
    expect(await refused(body)).toMatchObject({ status: 400, error: { type: 'invalid_request_error', param } });
  });

  test('a path that does not exist', async () => {
    const reply = await llm.post('/v1/nothing', {});
    expect([reply.status, await reply.json()]).toMatchObject([404, { error: { type: 'invalid_request_error' } }]);
  });
});

describe('keys', () => {
  test('one that is good for some models may use and see these only', async () => {
    const make = (models: string[]) =>
      llm.server.ask({ method: 'POST', url: '/api/v1/keys', payload: { name: 'narrow', models } });
    expect((await make(['no-such-model'])).statusCode).toBe(400);
    const { key } = (await make(['fake', 'gpt-4o*'])).json().data;
    expect((await post(chat(), { key })).status).toBe(200);
    expect((await post(chat({ model: 'fake-one' }), { key })).status).toBe(403);
    const list = await fetch(`${llm.url}/v1/models`, {
      headers: { authorization: `Bearer ${key}`, connection: 'close' },
    });
    expect(((await list.json()) as { data: { id: string }[] }).data.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['fake', 'gpt-4o-mini']),
    );
    const { key: all } = (await make(['llm'])).json().data;
    expect((await post(chat(), { key: all })).status).toBe(200);
  });

  test('a monthly budget holds', async () => {
    const { keyId, key } = await llm.server.parts.account();
    await llm.server.parts.database.query('UPDATE api_keys SET monthly_budget = 2000 WHERE id = $1', [keyId]);
    const reply = await post(chat({ max_tokens: 5 }), { key });
    expect(reply.status).toBe(200);
    expect((await post(chat({ max_tokens: 1000 }), { key })).status).toBe(402);
  });

  test('a limit of the family llm holds, and nobody waits', async () => {
    const { accountId, key } = await llm.server.parts.account();
    await llm.server.parts.database.query('UPDATE accounts SET family_limits = $2 WHERE id = $1', [
      accountId,
      JSON.stringify({ llm: 1 }),
    ]);
    llm.first.next(hangingStream([chunk({ content: 'a' })]));
    const gone = new AbortController();
    const running = await post(chat({ stream: true }), { key, signal: gone.signal });
    await running.body?.getReader().read();
    expect((await post(chat(), { key })).status).toBe(429);
    gone.abort();
  });
});

test('GET /v1/models lists what can be served', async () => {
  const reply = await llm.server.ask({ method: 'GET', url: '/v1/models' });
  const ids = reply.json().data.map(({ id }: { id: string }) => id);
  expect(ids).toEqual(expect.arrayContaining(['fake', 'nick', 'small', 'gpt-4o-mini', 'o1-mini']));
  expect(ids).not.toContain('unpriced');
  expect(reply.json()).toMatchObject({ object: 'list' });
  expect(reply.json().data).toContainEqual({
    id: 'fake',
    object: 'model',
    created: expect.any(Number),
    owned_by: 'first',
  });
});

describe('many at once', () => {
  test('each is charged for itself, whatever they share', async () => {
    llm.first.otherwise = completion('Yes.', usage(10, 2));
    const replies = await Promise.all(Array.from({ length: 150 }, () => post(chat({ max_tokens: 20 }))));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    await Promise.all(replies.map((reply) => reply.text()));
    expect(await spent()).toBe(150 * (10 * 10 + 2 * 40));
  });

  test('a purse that covers some of them serves exactly those', async () => {
    llm.first.otherwise = completion('Yes.', usage(10, 2));
    await (await post(chat({ max_tokens: 20 }))).text();
    const { hold_points } = await lastRow();
    const { key } = await llm.server.parts.account({ points: hold_points * 3 });
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => post(chat({ max_tokens: 20, stream: true }), { key })),
    );
    const texts = await Promise.all(replies.map((reply) => reply.text()));
    const served = replies.filter(({ status }) => status === 200).length;
    expect(served).toBeGreaterThanOrEqual(3);
    expect(replies.filter(({ status }) => status === 402).length).toBe(10 - served);
    expect(texts.filter((text) => text.includes('[DONE]')).length).toBe(served);
  });
});
