import type { Clock } from '../clock.ts';
import type { Settings } from '../config/schema.ts';
import { AppError, toAppError } from '../errors.ts';
import { createStreamFromChat, toMessage } from './anthropic/from-chat.ts';
import { toChatRequest } from './anthropic/to-chat-request.ts';
import { askUpstream, isWorthAnother, readReply, refusalOf, type UpstreamReply, unreachable } from './ask-upstream.ts';
import { asksForUsage, type CheckedCall, type Outgoing, outgoing } from './call-request.ts';
import type { CallSignal } from './call-signal.ts';
import type { ChatModelProvider, ChatRequest } from './chat-model.ts';
import { type Choice, noteFailure, noteSuccess } from './choose-upstream.ts';
import type { TokenUsage } from './model-prices.ts';
import { ownCompletion, ownEvents } from './own-answers.ts';
import { createSseReader, type SseEvent } from './sse-reader.ts';
import type { AnswerStream } from './streams/answer-stream.ts';
import { createChatStream } from './streams/chat-stream.ts';
import { createMessagesStream } from './streams/messages-stream.ts';
import { createResponsesStream } from './streams/responses-stream.ts';
import type { Upstream } from './upstreams.ts';
import { wholeFacts } from './whole-answer.ts';

export interface AskParts {
  llm: Settings['llm'];
  clock: Clock;
  publicUrl(): string;
  uuid(): string;
}

interface AskedBase {
  /** Absent for an answer of our own. */
  choice: Choice | undefined;
  /** For the history. */
  upstream: string;
}

export type Asked = AskedBase &
  (
    | {
        kind: 'whole';
        contentType: string;
        body: Buffer;
        usage: TokenUsage | undefined;
        text: string;
        finishReason: string | null;
      }
    | {
        kind: 'stream';
        stream: AnswerStream;
        events: AsyncIterable<SseEvent[]>;
        /** Ends the upstream's work, if it still goes on. */
        dispose(): Promise<void>;
      }
  );

interface AskOptions {
  own: ChatModelProvider | undefined;
  choices: readonly Choice[];
  signal: CallSignal;
  /** Names of upstreams that failed are added here. */
  failed: string[];
}

/** One call asks at most so many times. */
const MAX_TRIES = 4;
const PAUSE_MS = 250;

/**
 * Asks until somebody answers: the choices in their order, a single one twice. For a stream, an answer is its first
 * event, so whatever fails before can be tried elsewhere. @throws AppError of the last one asked.
 */
export async function ask(parts: AskParts, call: CheckedCall, options: AskOptions): Promise<Asked> {
  if (options.own) return askOwn(parts, call, options.own, options.signal);
  const { choices, signal, failed } = options;
  const order = choices.length === 1 ? [...choices, ...choices] : choices.slice(0, MAX_TRIES);
  let last: AppError | undefined;
  for (const [position, choice] of order.entries()) {
    const { upstream } = choice;
    if (upstream.busy >= upstream.concurrency) {
      last ??= new AppError('rate_limited', {
        message: `too many requests: rate limit: ${upstream.concurrency} calls run at the upstream already`,
        retryAfterSeconds: 1,
      });
      continue;
    }
    if (position > 0 && order[position - 1]?.upstream === upstream && last) await pause(PAUSE_MS, signal.signal);
    try {
      return await askOne(parts, call, choice, signal);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (signal.signal.aborted || !isWorthAnother(error)) throw error;
      noteFailure(upstream, parts.clock.now());
      failed.push(upstream.name);
      last = error;
    }
  }
  throw last ?? new AppError('no_backend');
}

async function askOne(parts: AskParts, call: CheckedCall, choice: Choice, { signal }: CallSignal): Promise<Asked> {
  const { upstream } = choice;
  const { llm } = parts;
  const out = outgoing(call, choice);
  let isReleased = false;
  const release = () => {
    if (isReleased) return;
    isReleased = true;
    upstream.busy--;
  };
  upstream.busy++;
  try {
    const reply = await askUpstream(upstream, {
      ...out,
      firstByteMs: (call.stream ? llm.firstByteSeconds : llm.callSeconds) * 1000,
      idleMs: (call.stream ? llm.idleSeconds : llm.callSeconds) * 1000,
      signal,
    });
    if (reply.status < 200 || reply.status > 299) throw await refusalOf(upstream, reply, signal);
    if (call.stream && /text\/event-stream/i.test(reply.contentType)) {
      const asked = await startStream(parts, call, { choice, reply, out, signal, release });
      noteSuccess(upstream);
      return asked;
    }
    const body = await readReply(upstream, reply, llm.replyLimitBytes, signal);
    if (call.stream && call.kind !== 'transcriptions') {
      throw new AppError('no_backend', {
        message: `no backend can serve this: the upstream ${upstream.name} sent no stream`,
      });
    }
    const facts = wholeFacts(call.kind, body);
    noteSuccess(upstream);
    release();
    const whole = out.isTranslated && facts.json ? JSON.stringify(toMessage(facts.json, call.model)) : body;
    return {
      kind: 'whole',
      choice,
      upstream: upstream.name,
      contentType: out.isTranslated ? 'application/json' : reply.contentType || 'application/json',
      body: Buffer.from(whole),
      ...facts,
    };
  } catch (error) {
    release();
    throw error;
  }
}

async function startStream(
  { llm }: AskParts,
  call: CheckedCall,
  {
    choice,
    reply,
    out,
    signal,
    release,
  }: { choice: Choice; reply: UpstreamReply; out: Outgoing; signal: AbortSignal; release: () => void },
): Promise<Asked> {
  const { upstream } = choice;
  const events = eventsOf(upstream, reply, llm.replyLimitBytes, signal);
  const first = await events.next();
  if (first.done) {
    throw new AppError('no_backend', {
      message: `no backend can serve this: the upstream ${upstream.name} sent an empty stream`,
    });
  }
  return {
    kind: 'stream',
    choice,
    upstream: upstream.name,
    stream: streamFor(call, out.isTranslated),
    events: following(first.value, events),
    async dispose() {
      release();
      reply.body.destroy();
    },
  };
}

function streamFor(call: CheckedCall, isTranslated: boolean): AnswerStream {
  if (isTranslated) return createStreamFromChat({ model: call.model, promptTokens: call.prompt.likely });
  if (call.kind === 'messages') return createMessagesStream();
  if (call.kind === 'responses' || call.kind === 'transcriptions') return createResponsesStream();
  return createChatStream({ showsUsage: asksForUsage(call) });
}

/** The events of each piece that the network brings. @throws AppError when it breaks off. */
async function* eventsOf(
  upstream: Upstream,
  reply: UpstreamReply,
  maxEventBytes: number,
  signal: AbortSignal,
): AsyncGenerator<SseEvent[]> {
  const reader = createSseReader({ maxEventBytes });
  try {
    for await (const piece of reply.body as AsyncIterable<Buffer>) {
      const events = reader.push(piece);
      if (events.length > 0) yield events;
    }
    const rest = reader.end();
    if (rest.length > 0) yield rest;
  } catch (error) {
    throw unreachable(upstream, error, signal);
  } finally {
    reply.body.destroy();
  }
}

async function* following(first: SseEvent[], rest: AsyncIterable<SseEvent[]>): AsyncGenerator<SseEvent[]> {
  yield first;
  yield* rest;
}

async function askOwn(
  parts: AskParts,
  call: CheckedCall,
  provider: ChatModelProvider,
  { signal }: CallSignal,
): Promise<Asked> {
  const isTranslated = call.kind === 'messages';
  const request = (isTranslated ? toChatRequest(call.body) : call.body) as ChatRequest;
  const context = { ...call.owner, signal, publicUrl: parts.publicUrl() };
  const head = {
    id: `chatcmpl-${parts.uuid().replaceAll('-', '')}`,
    created: Math.floor(parts.clock.now() / 1000),
    model: call.model,
  };
  if (!call.stream) {
    const completion = await ownCompletion(provider, request, context, head);
    const whole = Buffer.from(JSON.stringify(isTranslated ? toMessage(completion, call.model) : completion));
    const { usage, text, finishReason } = wholeFacts(call.kind, whole);
    const contentType = 'application/json; charset=utf-8';
    return {
      kind: 'whole',
      choice: undefined,
      upstream: provider.name,
      contentType,
      body: whole,
      usage,
      text,
      finishReason,
    };
  }
  const events = ownEvents(provider, request, context, head);
  const first = await events.next();
  return {
    kind: 'stream',
    choice: undefined,
    upstream: provider.name,
    stream: streamFor(call, isTranslated),
    events: inBatches(first.done ? [] : [first.value], events),
    async dispose() {
      await events.return(undefined);
    },
  };
}

async function* inBatches(first: SseEvent[], rest: AsyncIterable<SseEvent>): AsyncGenerator<SseEvent[]> {
  yield first;
  for await (const event of rest) yield [event];
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
