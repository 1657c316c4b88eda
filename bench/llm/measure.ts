import { Agent } from 'undici';

export interface Target {
  name: string;
  /** Of the chat completions. */
  url: string;
  headers: Record<string, string>;
}

export interface StreamFigures {
  /** Milliseconds. */
  firstByte: number[];
  perToken: number[];
  /** Streams that ended without `[DONE]`. */
  lost: number;
}

const body = (model: string, stream: boolean) =>
  JSON.stringify({
    model,
    stream,
    max_tokens: 100,
    messages: [{ role: 'user', content: 'Say twenty tokens, please.' }],
  });

export const newAgent = (connections: number): Agent =>
  new Agent({ connections, pipelining: 1, keepAliveTimeout: 60_000, headersTimeout: 120_000, bodyTimeout: 120_000 });

async function post(agent: Agent, { url, headers }: Target, model: string, stream: boolean) {
  const { origin, pathname } = new URL(url);
  return agent.request({
    origin,
    path: pathname,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: body(model, stream),
  });
}

/** `count` streams, `concurrency` at a time: when the first byte of text came, and how fast the tokens followed. */
export async function streams(
  target: Target,
  { model, count, concurrency }: { model: string; count: number; concurrency: number },
): Promise<StreamFigures> {
  const agent = newAgent(concurrency);
  const figures: StreamFigures = { firstByte: [], perToken: [], lost: 0 };
  let left = count;
  const one = async () => {
    while (left-- > 0) {
      const start = performance.now();
      let first = 0;
      let last = 0;
      let tokens = 0;
      let tail = '';
      try {
        const reply = await post(agent, target, model, true);
        for await (const piece of reply.body as AsyncIterable<Buffer>) {
          const text = piece.toString('latin1');
          last = performance.now();
          if (first === 0) first = last;
          tokens += text.split('"content"').length - 1;
          tail = (tail + text).slice(-40);
        }
      } catch {
        tail = '';
      }
      if (!tail.includes('[DONE]')) {
        figures.lost++;
        continue;
      }
      figures.firstByte.push(first - start);
      figures.perToken.push((last - first) / Math.max(1, tokens));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, one));
  await agent.close();
  return figures;
}

/** Whole answers as fast as `concurrency` clients can ask: requests per second, and how many failed. */
export async function throughput(
  target: Target,
  { concurrency, ms, requests = Number.POSITIVE_INFINITY }: { concurrency: number; ms: number; requests?: number },
): Promise<{ perSecond: number; done: number; failed: number; latencies: number[] }> {
  const agent = newAgent(concurrency);
  const start = performance.now();
  const latencies: number[] = [];
  let done = 0;
  let failed = 0;
  const one = async () => {
    while (performance.now() - start < ms && done + failed < requests) {
      const at = performance.now();
      try {
        const reply = await post(agent, target, 'instant', false);
        await reply.body.text();
        if (reply.statusCode === 200) {
          done++;
          latencies.push(performance.now() - at);
        } else failed++;
      } catch {
        failed++;
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, one));
  const seconds = (performance.now() - start) / 1000;
  await agent.close();
  return { perSecond: done / seconds, done, failed, latencies };
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}
