import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sweep } from '../../src/tasks/sweep.ts';
import {
  anthropicEvents,
  chunk,
  completion,
  error,
  hangingStream,
  hostileStream,
  json,
  stream,
  textEvents,
  toolEvents,
  usage,
} from '../fakes/llm-upstream.ts';
import { type LlmServer, openLlmServer } from '../support/llm-server.ts';

const message = (more: object = {}) => ({
  model: 'fake',
  max_tokens: 100,
  messages: [{ role: 'user', content: 'Say hello' }],
  ...more,
});

/** Events of a stream in Anthropic's protocol: name and data must agree. */
function eventsOf(wire: string): Record<string, unknown>[] {
  return wire
    .trim()
    .split('\n\n')
    .map((event) => {
      const [, name, data] = /^event: (\S+)\ndata: (.*)$/.exec(event) ?? [];
      const parsed = JSON.parse(data ?? '') as Record<string, unknown>;
      expect(parsed.type).toBe(name);
      return parsed;
    });
}

describe('POST /v1/messages', () => {
  let llm: LlmServer;
  let before = 0;
  beforeAll(async () => {
    llm = await openLlmServer();
  }, 60_000);
  afterAll(() => llm.close());
  beforeEach(async () => {
    llm.server.parts.clock.advance(120_000);
    before = await llm.available();
  });
  afterEach(() => llm.settled());
  const post = (body: unknown, headers = {}) => llm.post('/v1/messages', body, { headers });
  const spent = async () => before - (await llm.available());

  test('goes through to an upstream that speaks it, headers included', async () => {
    const reply = { id: 'msg_1', type: 'message', content: [{ type: 'text', text: 'Hi.' }], stop_reason: 'end_turn' };
    llm.second.next(json({ ...reply, usage: { input_tokens: 20, cache_read_input_tokens: 4, output_tokens: 9 } }));
    const body = message({ model: 'claude-opus-4-6', thinking: { type: 'adaptive' } });
    const got = await post(body, { 'anthropic-beta': 'some-beta-2026', 'anthropic-version': '2023-06-01' });
    expect(await got.json()).toMatchObject(reply);
    const call = llm.second.last();
    expect(call.path).toBe('/v1/messages');
    expect(call.body).toEqual(body);
    expect(call.headers).toMatchObject({ 'x-api-key': 'key-of-claude', 'anthropic-beta': 'some-beta-2026' });
    expect(call.headers.authorization).toBeUndefined();
    expect(await spent()).toBe(20 * 10 + 4 * 2 + 9 * 40);
  });

  test('streams through byte by byte', async () => {
    const events = anthropicEvents('Grüße 👋🏽 there');
    llm.second.next(hostileStream(events, 3, { gapMs: 0 }));
    const got = await post(message({ model: 'claude-opus-4-6', stream: true }));
    expect(await got.text()).toBe(events.join(''));
    expect(await spent()).toBe(20 * 10 + 4 * 2 + 9 * 40);
  });

  test('is translated for every other upstream', async () => {
    llm.first.next(completion('Hi.', usage(20, 2, 5)));
    const tool = { name: 'look', description: 'Looks', input_schema: { type: 'object', properties: {} } };
    const got = await post(
      message({
        system: [{ type: 'text', text: 'Be brief.' }],
        stop_sequences: ['END'],
        tools: [tool],
        tool_choice: { type: 'tool', name: 'look' },
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'See' },
              { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
            ],
          },
          { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'look', input: { at: 'it' } }] },
          { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'a fox' }] },
        ],
      }),
    );
    expect(await got.json()).toEqual({
      id: 'msg_fake01',
      type: 'message',
      role: 'assistant',
      model: 'fake',
      content: [{ type: 'text', text: 'Hi.' }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: { input_tokens: 15, cache_creation_input_tokens: 0, cache_read_input_tokens: 5, output_tokens: 2 },
    });
    expect(llm.first.last().path).toBe('/v1/chat/completions');
    expect(llm.first.last().body).toEqual({
      model: 'fake',
      max_tokens: 100,
      stop: ['END'],
      tools: [
        {
          type: 'function',
          function: { name: 'look', description: 'Looks', parameters: { type: 'object', properties: {} } },
        },
      ],
      tool_choice: { type: 'function', function: { name: 'look' } },
      messages: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'See' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
          ],
        },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'toolu_1', type: 'function', function: { name: 'look', arguments: '{"at":"it"}' } }],
        },
        { role: 'tool', tool_call_id: 'toolu_1', content: 'a fox' },
      ],
    });
    expect(await spent()).toBe(15 * 10 + 5 * 2 + 2 * 40);
  });

  test('streams translated text and tools, each block opened and closed', async () => {
    const events = [chunk({ content: 'Let me ' }), chunk({ content: 'look.' }), ...toolEvents(usage(30, 20))];
    llm.first.next(hostileStream(events, 7, { gapMs: 0 }));
    const got = eventsOf(await (await post(message({ stream: true }))).text());
    expect(got.map(({ type, index, delta, content_block }) => [type, index, delta ?? content_block])).toMatchObject([
      ['message_start', undefined, undefined],
      ['content_block_start', 0, { type: 'text', text: '' }],
      ['content_block_delta', 0, { type: 'text_delta', text: 'Let me ' }],
      ['content_block_delta', 0, { text: 'look.' }],
      ['content_block_stop', 0, undefined],
      ['content_block_start', 1, { type: 'tool_use', id: 'call_a', name: 'get_weather', input: {} }],
      ['content_block_delta', 1, { type: 'input_json_delta', partial_json: '{"city":' }],
      ['content_block_delta', 1, { partial_json: '"Zürich"}' }],
      ['content_block_stop', 1, undefined],
      ['content_block_start', 2, { name: 'get_time' }],
      ['content_block_delta', 2, { partial_json: '{"zone":"Europe/Zurich"}' }],
      ['content_block_stop', 2, undefined],
      ['message_delta', undefined, { stop_reason: 'tool_use' }],
      ['message_stop', undefined, undefined],
    ]);
    expect(got.at(-2)).toMatchObject({ usage: { input_tokens: 30, output_tokens: 20 } });
    expect(await spent()).toBe(30 * 10 + 20 * 40);
  });

  test('words its refusals as Anthropic does', async () => {
    const unknown = await post(message({ model: 'no-such' }));
    expect([unknown.status, await unknown.json()]).toMatchObject([
      404,
      { type: 'error', error: { type: 'not_found_error' } },
    ]);
    const odd = await post(message({ messages: [{ role: 'user', content: [{ type: 'video' }] }] }));
    expect([odd.status, await odd.json()]).toMatchObject([400, { error: { type: 'invalid_request_error' } }]);
    llm.first.next(stream([chunk({ content: 'a' }), 'data: {"error":{"message":"hot"}}\n\n']));
    const events = eventsOf(await (await post(message({ stream: true }))).text());
    expect(events.at(-1)).toMatchObject({ type: 'error', error: { type: 'overloaded_error' } });
  });
});

describe('a process that dies', () => {
  test('leaves no hold behind: the sweeper ends its calls', async () => {
    const llm = await openLlmServer();
    const { parts } = llm.server;
    try {
      llm.first.next(hangingStream([chunk({ content: 'a' })]));
      const before = await llm.available();
      const gone = new AbortController();
      const running = await llm.post(
        '/v1/chat/completions',
        { model: 'fake', stream: true, messages: [{ role: 'user', content: 'x' }] },
        { signal: gone.signal },
      );
      await running.body?.getReader().read();
      expect(await llm.available()).toBeLessThan(before);
      await sweep(parts);
      expect((await llm.rows())[0]?.status).toBe('processing');
      // Its deadline and the grace are over.
      parts.clock.advance((parts.settings.llm.callSeconds + 61) * 1000);
      await sweep(parts);
      expect((await llm.rows())[0]).toMatchObject({ status: 'failed', captured_points: 0, error: { code: 10040 } });
      expect(await llm.available()).toBe(before);
      // It was alive after all: what it settles now changes nothing.
      gone.abort();
      await llm.settled();
      expect(await llm.available()).toBe(before);
    } finally {
      await llm.close();
    }
  }, 60_000);
});

describe('the moderation hook', () => {
  test('is asked before anything is charged, and refuses chats and tasks', async () => {
    const asked: Record<string, unknown>[] = [];
    let verdict: object = { allow: false, reason: 'no foxes' };
    const hook = createServer(async (request, reply) => {
      asked.push(JSON.parse(await textOf(request)) as Record<string, unknown>);
      reply.end(JSON.stringify(verdict));
    });
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
    const llm = await openLlmServer({
      'moderation.url': `http://127.0.0.1:${(hook.address() as AddressInfo).port}/check`,
    });
    const chat = { model: 'fake', messages: [{ role: 'user', content: 'a fox' }] };
    const post = () => llm.post('/v1/chat/completions', chat);
    try {
      const before = await llm.available();
      const refused = await post();
      expect([refused.status, await refused.json()]).toMatchObject([
        400,
        { error: { message: 'content violation: no foxes', type: 'invalid_request_error' } },
      ]);
      expect(asked).toEqual([{ kind: 'chat', account_id: llm.server.user.accountId, model: 'fake', input: chat }]);
      const task = { model: 'Test/sample', task_type: 'make', input: { prompt: 'a fox' } };
      const create = () => llm.server.ask({ method: 'POST', url: '/api/v1/task', payload: task });
      expect((await create()).json()).toMatchObject({ code: 400, message: 'content violation: no foxes' });
      expect(asked[1]).toMatchObject({ kind: 'task', model: 'Test/sample', input: { prompt: 'a fox' } });
      expect([await llm.available(), llm.first.calls.length, (await llm.rows()).length]).toEqual([before, 0, 0]);

      verdict = { allow: true };
      expect((await post()).status).toBe(200);
      verdict = { unclear: 1 };
      expect((await post()).status).toBe(503);
      await llm.settled();
    } finally {
      await llm.close();
      hook.close();
    }
  }, 60_000);
});

describe('the cache', () => {
  test('gives the same account the same answer again, free, until it is too old', async () => {
    const llm = await openLlmServer({ 'llm.cacheSeconds': 60 });
    const { parts } = llm.server;
    const other = await parts.account();
    const ask = async (more: object, options: Parameters<LlmServer['post']>[2] = {}) => {
      const body = { model: 'fake', messages: [{ role: 'user', content: 'x' }], ...more };
      const reply = await llm.post('/v1/chat/completions', body, options);
      return { hit: reply.headers.get('x-polymuse-cache') === 'hit', text: await reply.text() };
    };
    try {
      llm.first.next(completion('One.', usage(10, 1)), stream(textEvents('Two.', { used: usage(10, 1) })));
      const whole = await ask({});
      const streamed = await ask({ stream: true });
      const paid = await llm.available();
      expect([whole.hit, streamed.hit]).toEqual([false, false]);
      expect(await ask({})).toEqual({ hit: true, text: whole.text });
      expect(await ask({ stream: true })).toEqual({ hit: true, text: streamed.text });
      expect(await llm.available()).toBe(paid);
      const given = (await llm.rows()).filter(({ backend }) => backend === null);
      expect(given).toMatchObject([
        { status: 'completed', captured_points: 0, meta_extra: { llm: { ended_by: 'cache' } } },
        { status: 'completed', captured_points: 0, meta_extra: { llm: { ended_by: 'cache' } } },
      ]);
      expect((await ask({}, { key: other.key })).hit).toBe(false);
      expect((await ask({ temperature: 1 })).hit).toBe(false);
      expect((await ask({}, { headers: { 'cache-control': 'no-cache' } })).hit).toBe(false);
      llm.first.next(error(400, 'odd'));
      expect((await ask({ seed: 5 })).hit).toBe(false);
      expect((await ask({ seed: 5 })).hit).toBe(false);
      parts.clock.advance(61_000);
      expect((await ask({})).hit).toBe(false);
      await llm.settled();
    } finally {
      await llm.close();
    }
  }, 60_000);
});

describe('test keys', () => {
  test('never reach an upstream', async () => {
    const llm = await openLlmServer();
    try {
      const made = await llm.server.ask({
        method: 'POST',
        url: '/api/v1/keys',
        payload: { name: 'a test key', mode: 'test' },
      });
      const { key } = made.json().data;
      const body = { model: 'gpt-4o', messages: [{ role: 'user', content: 'Say hello' }] };
      const reply = await llm.post('/v1/chat/completions', body, { key });
      expect(await reply.json()).toMatchObject({
        object: 'chat.completion',
        choices: [{ message: { content: expect.stringMatching(/test mode.*"Say hello"/) } }],
      });
      const streamed = await llm.post('/v1/messages', { ...body, max_tokens: 5, stream: true }, { key });
      expect(eventsOf(await streamed.text()).at(-1)).toEqual({ type: 'message_stop' });
      expect(llm.first.calls).toEqual([]);
      expect((await llm.rows()).map(({ is_test, captured_points }) => [is_test, captured_points])).toEqual([
        [true, 0],
        [true, 0],
      ]);
      await llm.settled();
    } finally {
      await llm.close();
    }
  }, 60_000);
});
