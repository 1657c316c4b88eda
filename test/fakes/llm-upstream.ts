import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** One request that reached the fake. */
export interface SeenCall {
  path: string;
  headers: IncomingMessage['headers'];
  /** Parsed JSON, or the raw bytes of anything else. */
  body: Record<string, unknown>;
  bytes: Buffer;
  /** The client of the fake (our server) hung up before the answer was whole. */
  isAborted: boolean;
}

/** How the fake answers one request. */
export type Script = (call: SeenCall, reply: ServerResponse) => Promise<void> | void;

export interface LlmUpstream {
  /** Ends with `/v1`. */
  url: string;
  /** Without it. */
  root: string;
  calls: SeenCall[];
  /** The last call. */
  last(): SeenCall;
  /** Answers the next requests, one script each; then `otherwise` again. */
  next(...scripts: Script[]): void;
  otherwise: Script;
  close(): Promise<void>;
}

/** A server that answers like a provider of LLMs, byte by byte as a script says. */
export async function startLlmUpstream(otherwise: Script = completion('Hello there.')): Promise<LlmUpstream> {
  const queue: Script[] = [];
  const calls: SeenCall[] = [];
  const server = createServer(async (request, reply) => {
    const bytes = await buffer(request);
    const call: SeenCall = {
      path: request.url ?? '',
      headers: request.headers,
      body: jsonOf(bytes),
      bytes,
      isAborted: false,
    };
    calls.push(call);
    reply.once('close', () => {
      if (!reply.writableFinished) call.isAborted = true;
    });
    await (queue.shift() ?? upstream.otherwise)(call, reply);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const upstream: LlmUpstream = {
    url: `${root}/v1`,
    root,
    calls,
    last() {
      const call = calls.at(-1);
      if (!call) throw new Error('the upstream was never asked');
      return call;
    },
    next: (...scripts) => void queue.push(...scripts),
    otherwise,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return upstream;
}

function jsonOf(bytes: Buffer): Record<string, unknown> {
  try {
    return JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  prompt_tokens_details?: { cached_tokens: number };
}
export const usage = (prompt_tokens: number, completion_tokens: number, cached_tokens = 0): Usage => ({
  prompt_tokens,
  completion_tokens,
  total_tokens: prompt_tokens + completion_tokens,
  prompt_tokens_details: { cached_tokens },
});

const HEAD = { id: 'chatcmpl-fake01', created: 1_700_000_000, model: 'fake-model-2026-01-01' };

export const json =
  (value: unknown, status = 200, headers: Record<string, string> = {}): Script =>
  (_call, reply) => {
    reply.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
  };

export const error = (status: number, message: string, more: Record<string, unknown> = {}, headers = {}): Script =>
  json({ error: { message, type: 'some_error', param: null, code: null, ...more } }, status, headers);

/** Text as one completion, or as a stream word by word when the request asks for one. */
export function completion(text: string, used: Usage = usage(10, 5)): Script {
  return (call, reply) => {
    if (call.body.stream === true) {
      return stream(textEvents(text, { used: wantsUsage(call) ? used : undefined }))(call, reply);
    }
    const message = { role: 'assistant', content: text };
    return json({
      ...HEAD,
      object: 'chat.completion',
      choices: [{ index: 0, message, finish_reason: 'stop' }],
      usage: used,
    })(call, reply);
  };
}

export const wantsUsage = ({ body }: SeenCall): boolean =>
  (body.stream_options as { include_usage?: boolean } | undefined)?.include_usage === true;

export const chunk = (delta: object, finish_reason: string | null = null, more: object = {}): string =>
  `data: ${JSON.stringify({
    ...HEAD,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    ...more,
  })}\n\n`;

/** As OpenAI sends them: with usage asked for, every chunk has `usage: null` and one without choices has the figures. */
export function textEvents(text: string, { used }: { used?: Usage | undefined } = {}): string[] {
  const more = used ? { usage: null } : {};
  return [
    chunk({ role: 'assistant', content: '' }, null, more),
    ...(text.match(/\S+\s*/g) ?? []).map((word) => chunk({ content: word }, null, more)),
    chunk({}, 'stop', more),
    ...(used
      ? [`data: ${JSON.stringify({ ...HEAD, object: 'chat.completion.chunk', choices: [], usage: used })}\n\n`]
      : []),
    'data: [DONE]\n\n',
  ];
}

/** Two calls of tools, their arguments in pieces. */
export function toolEvents(used: Usage): string[] {
  const call = (index: number, fn: object, id?: string) => ({
    tool_calls: [{ index, ...(id ? { id, type: 'function' } : {}), function: fn }],
  });
  return [
    chunk({ role: 'assistant', content: null }),
    chunk(call(0, { name: 'get_weather', arguments: '' }, 'call_a')),
    chunk(call(0, { arguments: '{"city":' })),
    chunk(call(0, { arguments: '"Zürich"}' })),
    chunk(call(1, { name: 'get_time', arguments: '' }, 'call_b')),
    chunk(call(1, { arguments: '{"zone":"Europe/Zurich"}' })),
    chunk({}, 'tool_calls'),
    `data: ${JSON.stringify({ ...HEAD, object: 'chat.completion.chunk', choices: [], usage: used })}\n\n`,
    'data: [DONE]\n\n',
  ];
}

/** One write per event. */
export function stream(events: readonly string[], { gapMs = 0 } = {}): Script {
  return async (_call, reply) => {
    reply.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of events) {
      if (reply.destroyed) return;
      reply.write(event);
      if (gapMs > 0) await sleep(gapMs);
    }
    reply.end();
  };
}

/** The same bytes cut everywhere: after every `size` bytes, each piece in a packet of its own. */
export function hostileStream(events: readonly string[], size: number, { gapMs = 1 } = {}): Script {
  return async (_call, reply) => {
    reply.socket?.setNoDelay(true);
    reply.writeHead(200, { 'content-type': 'text/event-stream' });
    const bytes = Buffer.from(events.join(''));
    for (let at = 0; at < bytes.length && !reply.destroyed; at += size) {
      reply.write(bytes.subarray(at, at + size));
      await sleep(gapMs);
    }
    reply.end();
  };
}

/** Some events, then the connection is cut. */
export function cutStream(events: readonly string[]): Script {
  return async (_call, reply) => {
    reply.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of events) reply.write(event);
    await sleep(30);
    reply.destroy();
  };
}

/** Some events, then silence for ever. */
export function hangingStream(events: readonly string[]): Script {
  return (_call, reply) => {
    reply.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of events) reply.write(event);
  };
}

/** Takes the request and never answers. */
export const hang: Script = () => undefined;

/** Closes the connection without a byte. */
export const cut: Script = (_call, reply) => void reply.destroy();

/** Events of Anthropic's protocol. */
export function anthropicEvents(text: string): string[] {
  const event = (data: { type: string; [member: string]: unknown }) =>
    `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
  const message = {
    id: 'msg_fake',
    type: 'message',
    role: 'assistant',
    model: 'claude-fake',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 20, cache_creation_input_tokens: 0, cache_read_input_tokens: 4, output_tokens: 1 },
  };
  return [
    event({ type: 'message_start', message }),
    event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
    event({ type: 'ping' }),
    ...(text.match(/\S+\s*/g) ?? []).map((word) =>
      event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: word } }),
    ),
    event({ type: 'content_block_stop', index: 0 }),
    event({
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: 9 },
    }),
    event({ type: 'message_stop' }),
  ];
}
