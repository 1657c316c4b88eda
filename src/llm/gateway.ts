import type { Clock } from '../clock.ts';
import type { Settings } from '../config/schema.ts';
import { AppError, toAppError } from '../errors.ts';
import type { Logger } from '../observe/log.ts';
import { type AnswerCache, cacheKey } from './answer-cache.ts';
import { type Asked, type AskParts, ask } from './ask.ts';
import type { CallBook, CallOutcome, OpenCall } from './call-book.ts';
import { type CallRequest, type CheckedCall, checkCall } from './call-request.ts';
import { type CallSignal, createCallSignal } from './call-signal.ts';
import type { ChatModelProvider, ChatModels } from './chat-model.ts';
import type { Chooser } from './choose-upstream.ts';
import { callPoints, type TokenUsage } from './model-prices.ts';
import type { AnswerStream } from './streams/answer-stream.ts';
import { estimateText } from './token-estimate.ts';

export interface GatewayParts {
  llm: Settings['llm'];
  chooser: Chooser;
  own: ChatModels;
  /** Answers test accounts, whatever the model. */
  sandbox: ChatModelProvider;
  book: CallBook;
  clock: Clock;
  log: Pick<Logger, 'warn' | 'error'>;
  cache: AnswerCache | undefined;
  /** @throws AppError `content_violation`. */
  moderate(call: { kind: string; accountId: number; model: string; input: unknown }): Promise<void>;
  publicUrl(): string;
  uuid(): string;
}

export type Answer =
  | { kind: 'whole'; contentType: string; body: Buffer; fromCache: boolean }
  /** Wire text, ready to be written; ends by itself. Never throws: errors are events by now. */
  | { kind: 'stream'; texts: AsyncIterable<string>; fromCache: boolean };

export interface Gateway {
  /** @throws AppError: nothing of the answer has been given out then. */
  answer(request: CallRequest): Promise<Answer>;
  /** Waits for what runs, for so long, then stops it; resolves when everything is settled. */
  close(options: { graceMs: number }): Promise<void>;
}

const SETTLE_MS = 5_000;
const LOOK_MS = 25;

export function createGateway(parts: GatewayParts): Gateway {
  const running = new Set<CallSignal>();
  const askParts: AskParts = { ...parts };

  async function answer(request: CallRequest): Promise<Answer> {
    const startedAt = parts.clock.now();
    const call = checkCall(request, parts.llm);
    const isChat = call.kind === 'chat' || call.kind === 'messages';
    // What runs here costs nobody anything, so test keys have it too.
    const own = isChat ? (parts.own.find(call.model) ?? (call.owner.isTest ? parts.sandbox : undefined)) : undefined;
    if (call.owner.isTest && !own) {
      throw new AppError('no_backend', { message: `no backend can serve ${call.kind} to test keys` });
    }
    const choices = own ? [] : parts.chooser.choices(call.model, call.kind);
    const { accountId } = call.owner;
    await parts.moderate({ kind: call.kind, accountId, model: call.model, input: call.body });
    const ownersWay = own?.chargedBy === 'provider';
    const key = parts.cache && !own && !call.form ? cacheKey(accountId, call.kind, call.body) : undefined;
    const kept = key === undefined || call.isFresh ? undefined : parts.cache?.find(key);
    const most: TokenUsage = {
      promptTokens: call.prompt.most,
      cachedTokens: 0,
      completionTokens: call.maxOutput,
      seconds: call.seconds.most,
    };
    const hold = kept ? 0 : Math.max(0, ...choices.map(({ price }) => callPoints(price, most)));
    const { kind, model, stream, body, owner } = call;
    const opening = ownersWay
      ? undefined
      : parts.book.open({ owner, kind, model, stream, hold, request: call.form ? null : body });
    const run: Run = { call, open: undefined, startedAt, failedBefore: [], firstByteMs: null, key };
    if (kept) {
      run.open = await opening;
      await run.open?.close(outcomeOf(run, { endedBy: 'cache' }));
      return call.stream
        ? { kind: 'stream', texts: once(kept.body.toString('utf8')), fromCache: true }
        : { kind: 'whole', ...kept, fromCache: true };
    }
    // Where the hold is as good as certain, it is written while the upstream already thinks.
    if (opening && !(hold > 0 && parts.book.isSure({ owner, model, hold }))) run.open = await opening;
    const signal = createCallSignal(call.left, parts.llm.callSeconds * 1000);
    running.add(signal);
    const release = () => {
      signal.release();
      running.delete(signal);
    };
    const asking = ask(askParts, call, { own, choices, signal, failed: run.failedBefore });
    // It is awaited below; until then its failure is nobody's.
    asking.catch(() => undefined);
    try {
      run.open ??= await opening;
    } catch (error) {
      signal.stop('client');
      void asking.then(
        (asked) => (asked.kind === 'stream' ? asked.dispose() : undefined),
        () => undefined,
      );
      release();
      throw error;
    }
    const { open } = run;
    try {
      const asked = await asking;
      run.firstByteMs = parts.clock.now() - startedAt;
      if (asked.kind === 'whole') {
        await settle(run, asked, asked.usage, { text: asked.text, finishReason: asked.finishReason });
        if (key !== undefined) parts.cache?.keep(key, { contentType: asked.contentType, body: asked.body });
        release();
        return { kind: 'whole', contentType: asked.contentType, body: asked.body, fromCache: false };
      }
      return { kind: 'stream', texts: relay(run, asked, signal, release), fromCache: false };
    } catch (thrown) {
      const error = toAppError(thrown);
      // Somebody may have begun to work for a client that left; it pays the prompt, as it would at the provider.
      const choice = choices[0];
      if (signal.reason() === 'client' && choice) {
        const usage = { promptTokens: call.prompt.likely, cachedTokens: 0, completionTokens: 0 };
        const points = callPoints(choice.price, usage);
        await open?.close(
          outcomeOf(run, { usage, isEstimated: true, points, endedBy: 'client', upstream: choice.upstream.name }),
        );
      } else await open?.close(outcomeOf(run, { error }));
      release();
      throw error;
    }
  }

  /** Gives the events on as they come; the call is settled before the stream's end is sent. */
  async function* relay(run: Run, asked: Asked & { kind: 'stream' }, signal: CallSignal, release: () => void) {
    const { stream, events } = asked;
    const { facts } = stream;
    const pieces: string[] | undefined = run.key === undefined ? undefined : [];
    let isSettled = false;
    const close = async (more: Partial<CallOutcome>) => {
      if (isSettled) return;
      isSettled = true;
      await settle(run, asked, facts.usage, { text: facts.text, finishReason: facts.finishReason, ...more });
    };
    try {
      for await (const batch of events) {
        const text = textOf(stream, batch);
        // Where the last event itself says that all is done, the money is settled before it is sent.
        if (facts.isDone && !facts.error) await close({});
        if (text !== '') {
          pieces?.push(text);
          yield text;
        }
        if (facts.error) throw facts.error;
        if (facts.isDone) break;
      }
      if (!facts.isDone && facts.finishReason === null) {
        throw new AppError('no_backend', { message: 'no backend can serve this: the upstream ended too early' });
      }
      await close({});
      const end = stream.end();
      if (run.key !== undefined && pieces) {
        const body = Buffer.from(pieces.join('') + end);
        parts.cache?.keep(run.key, { contentType: 'text/event-stream', body });
      }
      if (end !== '') yield end;
    } catch (thrown) {
      const reason = signal.reason();
      const error = toAppError(thrown);
      if (error.httpStatus >= 500) parts.log.warn({ err: error.cause ?? error, model: run.call.model }, error.message);
      // What was delivered before the client left or the time was over is paid.
      await close(reason === 'client' || reason === 'deadline' ? { endedBy: 'client' } : { error });
      if (reason !== 'client') yield stream.failure(error);
    } finally {
      // The reader of this stream stopped reading.
      if (!isSettled) signal.stop('client');
      await close({ endedBy: 'client' });
      await asked.dispose();
      release();
    }
  }

  async function settle(
    run: Run,
    { choice, upstream }: Pick<Asked, 'choice' | 'upstream'>,
    reported: TokenUsage | undefined,
    { text, ...more }: { text: string } & Partial<CallOutcome>,
  ): Promise<void> {
    const { prompt, seconds } = run.call;
    const usage = reported ?? {
      promptTokens: prompt.likely,
      cachedTokens: 0,
      completionTokens: estimateText(text),
      ...(run.call.kind === 'transcriptions' ? { seconds: seconds.likely } : {}),
    };
    const points = choice && !more.error ? callPoints(choice.price, usage) : 0;
    await run.open?.close(
      outcomeOf(run, { upstream, usage, isEstimated: reported === undefined, points, answer: text, ...more }),
    );
  }

  function outcomeOf(run: Run, more: Partial<CallOutcome>): CallOutcome {
    return {
      upstream: null,
      usage: { promptTokens: 0, cachedTokens: 0, completionTokens: 0 },
      isEstimated: false,
      points: 0,
      firstByteMs: run.firstByteMs,
      latencyMs: parts.clock.now() - run.startedAt,
      finishReason: null,
      failedBefore: run.failedBefore,
      endedBy: 'upstream',
      error: null,
      answer: '',
      ...more,
    };
  }

  return {
    answer,
    async close({ graceMs }) {
      const until = (ms: number) => waitUntil(() => running.size === 0, ms);
      await until(graceMs);
      for (const signal of running) signal.stop('shutdown');
      await until(SETTLE_MS);
    },
  };
}

interface Run {
  call: CheckedCall;
  /** Absent where the provider charges by itself. */
  open: OpenCall | undefined;
  startedAt: number;
  failedBefore: string[];
  firstByteMs: number | null;
  /** Of the cache. */
  key: string | undefined;
}

function textOf(stream: AnswerStream, batch: readonly Parameters<AnswerStream['take']>[0][]): string {
  let text = '';
  for (const event of batch) {
    if (stream.facts.isDone || stream.facts.error) break;
    text += stream.take(event);
  }
  return text;
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

async function waitUntil(isTrue: () => boolean, ms: number): Promise<void> {
  const end = Date.now() + ms;
  while (!isTrue() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}
