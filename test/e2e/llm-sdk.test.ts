import { createOpenAI } from '@ai-sdk/openai';
import { generateObject, generateText, jsonSchema, stepCountIs, streamText, tool } from 'ai';
import OpenAI from 'openai';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  chunk,
  completion,
  cutStream,
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

/** The official clients, as they are, with nothing changed but their base URL. */
let llm: LlmServer;
let openai: OpenAI;
let vercel: ReturnType<typeof createOpenAI>;
let before = 0;
beforeAll(async () => {
  llm = await openLlmServer();
  openai = new OpenAI({ baseURL: `${llm.url}/v1`, apiKey: llm.server.user.key, maxRetries: 0 });
  vercel = createOpenAI({ baseURL: `${llm.url}/v1`, apiKey: llm.server.user.key });
}, 60_000);
afterAll(() => llm.close());
beforeEach(async () => {
  llm.server.parts.clock.advance(120_000);
  before = await llm.available();
});
afterEach(() => llm.settled());

const spent = async () => before - (await llm.available());
const messages = [{ role: 'user' as const, content: 'Say hello' }];
const weather = {
  type: 'function' as const,
  function: { name: 'get_weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
};

describe('the openai SDK', () => {
  test('gets a completion', async () => {
    llm.first.next(completion('Hello.', usage(12, 3)));
    const reply = await openai.chat.completions.create({ model: 'fake', messages });
    expect(reply.choices[0]?.message.content).toBe('Hello.');
    expect(reply.usage?.total_tokens).toBe(15);
    expect(await spent()).toBe(12 * 10 + 3 * 40);
  });

  test.each([1, 3, 11])('gets a stream that the network cut every %i bytes', async (size) => {
    llm.first.next(hostileStream(textEvents('Grüße 你好 👋🏽', { used: usage(12, 3) }), size, { gapMs: 0 }));
    let text = '';
    for await (const part of await openai.chat.completions.create({ model: 'fake', messages, stream: true })) {
      expect(part.choices).toHaveLength(1);
      text += part.choices[0]?.delta.content ?? '';
    }
    expect(text).toBe('Grüße 你好 👋🏽');
    expect(await spent()).toBe(12 * 10 + 3 * 40);
  });

  test('gets the usage chunk when it asks for it', async () => {
    llm.first.next(stream(textEvents('a b', { used: usage(12, 3) })));
    const parts = [];
    const options = { model: 'fake', messages, stream: true as const, stream_options: { include_usage: true } };
    for await (const part of await openai.chat.completions.create(options)) parts.push(part);
    expect(parts.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 15 } });
  });

  test('puts streamed calls of tools together', async () => {
    llm.first.next(hostileStream(toolEvents(usage(30, 20)), 9, { gapMs: 0 }));
    const run = openai.chat.completions.stream({ model: 'fake', messages, tools: [weather] });
    const { choices } = await run.finalChatCompletion();
    expect(choices[0]?.message.tool_calls?.map((call) => (call.type === 'function' ? call.function : null))).toEqual([
      expect.objectContaining({ name: 'get_weather', arguments: '{"city":"Zürich"}' }),
      expect.objectContaining({ name: 'get_time', arguments: '{"zone":"Europe/Zurich"}' }),
    ]);
    expect(await spent()).toBe(30 * 10 + 20 * 40);
  });

  test('throws at an error in the middle of a stream', async () => {
    llm.first.next(cutStream([chunk({ content: 'Hel' })]));
    const run = async () => {
      let text = '';
      for await (const part of await openai.chat.completions.create({ model: 'fake', messages, stream: true })) {
        text += part.choices[0]?.delta.content ?? '';
      }
      return text;
    };
    await expect(run()).rejects.toThrow(/no backend can serve/);
    await llm.settled();
    expect(await spent()).toBe(0);
  });

  test('stops the upstream when it stops reading', async () => {
    llm.first.next(hangingStream([chunk({ content: 'one ' })]));
    const run = await openai.chat.completions.create({ model: 'fake', messages, stream: true });
    for await (const part of run) {
      expect(part.choices[0]?.delta.content).toBe('one ');
      break;
    }
    await expect.poll(() => llm.first.last().isAborted, { timeout: 10_000 }).toBe(true);
  });

  test('knows our errors by class', async () => {
    const create = (model: string, client = openai) => client.chat.completions.create({ model, messages });
    await expect(create('nobody-knows')).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    await expect(create('gpt-5')).rejects.toBeInstanceOf(OpenAI.InternalServerError);
    const stranger = new OpenAI({ baseURL: `${llm.url}/v1`, apiKey: 'sk-stranger', maxRetries: 0 });
    await expect(create('fake', stranger)).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
    llm.first.next(error(429, 'slow'), error(429, 'slow'));
    await expect(create('fake-one')).rejects.toBeInstanceOf(OpenAI.RateLimitError);
    llm.first.next(error(400, 'odd', { code: 'odd_code', param: 'x' }));
    await expect(create('fake-one')).rejects.toMatchObject({ status: 400, code: 'odd_code', param: 'x' });
  });

  test('lists models', async () => {
    const ids = [];
    for await (const { id } of openai.models.list()) ids.push(id);
    expect(ids).toContain('fake');
  });

  test('embeds', async () => {
    const data = [{ object: 'embedding', index: 0, embedding: [0.5, -0.25] }];
    llm.first.next(json({ object: 'list', data, model: 'fake', usage: { prompt_tokens: 7, total_tokens: 7 } }));
    const reply = await openai.embeddings.create({ model: 'fake', input: 'hello', encoding_format: 'float' });
    expect(reply.data[0]?.embedding).toEqual([0.5, -0.25]);
    expect(await spent()).toBe(70);
  });

  test('uses the Responses API where the upstream has it, streamed too', async () => {
    const response = {
      id: 'resp_1',
      object: 'response',
      status: 'completed',
      output: [
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hi.', annotations: [] }] },
      ],
      usage: { input_tokens: 8, output_tokens: 2, total_tokens: 10, input_tokens_details: { cached_tokens: 3 } },
    };
    const cost = 5 * 10 + 3 * 2 + 2 * 40;
    llm.first.next(json(response));
    expect((await openai.responses.create({ model: 'fake', input: 'hello' })).output_text).toBe('Hi.');
    expect(await spent()).toBe(cost);
    const event = (data: { type: string; [member: string]: unknown }) =>
      `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
    const events = [
      event({ type: 'response.output_text.delta', delta: 'Hi.' }),
      event({ type: 'response.completed', response }),
    ];
    llm.first.next(hostileStream(events, 5, { gapMs: 0 }));
    const types = [];
    const streamed = await openai.responses.create({ model: 'fake', input: 'hello', stream: true });
    for await (const { type } of streamed) types.push(type);
    expect(types).toEqual(['response.output_text.delta', 'response.completed']);
    expect(await spent()).toBe(2 * cost);
  });

  test('transcribes a file', async () => {
    llm.first.next(json({ text: 'Good morning.', usage: { type: 'duration', seconds: 90 } }));
    const file = new File([Buffer.alloc(50_000, 7)], 'größe "x".mp3', { type: 'audio/mpeg' });
    const reply = await openai.audio.transcriptions.create({ model: 'fake-whisper', file, language: 'en' });
    expect(reply.text).toBe('Good morning.');
    const sent = llm.first.last();
    expect(sent.path).toBe('/v1/audio/transcriptions');
    const form = await new Response(new Uint8Array(sent.bytes), {
      headers: { 'content-type': String(sent.headers['content-type']) },
    }).formData();
    expect(form.get('language')).toBe('en');
    expect((form.get('file') as File).size).toBe(50_000);
    expect((await llm.rows())[0]).toMatchObject({
      task_type: 'transcription',
      meta_extra: { llm: { audio_seconds: 90 } },
    });
  });
});

describe('the Vercel AI SDK', () => {
  test('generates a text', async () => {
    llm.first.next(completion('Hello.', usage(12, 3)));
    const { text, usage: used } = await generateText({
      model: vercel.chat('fake'),
      prompt: 'Say hello',
      maxRetries: 0,
    });
    expect([text, used.inputTokens, used.outputTokens]).toEqual(['Hello.', 12, 3]);
    expect(await spent()).toBe(12 * 10 + 3 * 40);
  });

  test('streams a text that the network cut every 4 bytes', async () => {
    llm.first.next(hostileStream(textEvents('Grüße 你好 👋🏽', { used: usage(12, 3) }), 4, { gapMs: 0 }));
    const run = streamText({ model: vercel.chat('fake'), prompt: 'Say hello', maxRetries: 0 });
    let text = '';
    for await (const part of run.textStream) text += part;
    expect(text).toBe('Grüße 你好 👋🏽');
    expect((await run.usage).totalTokens).toBe(15);
    expect(await spent()).toBe(12 * 10 + 3 * 40);
  });

  test('runs a tool and goes on with its result', async () => {
    llm.first.next(stream(toolEvents(usage(30, 20)).filter((event) => !/call_b|Europe/.test(event))));
    llm.first.next(stream(textEvents('It rains.', { used: usage(50, 4) })));
    const run = streamText({
      model: vercel.chat('fake'),
      prompt: 'What is the weather?',
      maxRetries: 0,
      stopWhen: stepCountIs(2),
      tools: {
        get_weather: tool({
          inputSchema: jsonSchema<{ city: string }>({
            type: 'object',
            properties: { city: { type: 'string' } },
            required: ['city'],
          }),
          execute: async ({ city }) => `rain in ${city}`,
        }),
      },
    });
    let text = '';
    for await (const part of run.textStream) text += part;
    expect(text).toBe('It rains.');
    expect(llm.first.last().body.messages).toContainEqual({
      role: 'tool',
      tool_call_id: 'call_a',
      content: 'rain in Zürich',
    });
    expect(await spent()).toBe(80 * 10 + 24 * 40);
  });

  test('generates an object by a JSON schema', async () => {
    llm.first.next(completion('{"name":"Ada"}', usage(12, 3)));
    const { object } = await generateObject({
      model: vercel.chat('fake'),
      prompt: 'Somebody',
      maxRetries: 0,
      schema: jsonSchema<{ name: string }>({
        type: 'object',
        properties: { name: { type: 'string' } },
        required: ['name'],
        additionalProperties: false,
      }),
    });
    expect(object).toEqual({ name: 'Ada' });
    expect(llm.first.last().body.response_format).toMatchObject({ type: 'json_schema' });
  });

  test('tells of a refusal', async () => {
    await expect(generateText({ model: vercel.chat('gpt-5'), prompt: 'x', maxRetries: 0 })).rejects.toThrow(
      /no backend can serve the model "gpt-5"/,
    );
  });
});
