/**
 * What the LLM gateway adds to calling an upstream directly, and how it compares with @portkey-ai/gateway, in one run on
 * one machine: time to the first byte and per token, requests a second, 1,000 streams at once, memory.
 * Polymuse does more per call: it authenticates, holds and charges in its database, and writes the history.
 * Portkey's gateway (1.15.2 fails at every stream on Node 20, so only its whole answers are compared) is measured when it is found in .setup/bench:
 *
 *   npm i --prefix .setup/bench --ignore-scripts @portkey-ai/gateway
 *   node --import tsx bench/llm/main.ts
 *
 * REQUESTS: how many calls the memory is watched over (50,000).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from '../../test/harness/client.ts';
import { root } from '../../test/harness/program.ts';
import { startServer } from '../../test/harness/server.ts';
import { quantile, streams, type Target, throughput } from './measure.ts';

const REQUESTS = Number(process.env.REQUESTS ?? 50_000);
const ROUNDS = 4;
/** A quick model: 50 ms until it begins, then 20 tokens, one every 5 ms. */
const MODEL = 'stream-50-20-5';
const price = { in: 1, out: 2 };

const children: ChildProcess[] = [];
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});
const upstreamPort = await startUpstream();
const upstream = `http://127.0.0.1:${upstreamPort}/v1`;
const server = await startServer({
  env: {
    POLYMUSE_LIMITS_REQUESTS_PER_MINUTE: '1000000',
    POLYMUSE_LLM_UPSTREAMS: JSON.stringify([
      {
        name: 'bench',
        base_url: upstream,
        models: ['instant', 'stream-*'],
        concurrency: 5000,
        prices: { instant: price, 'stream-*': price },
      },
    ]),
  },
});
try {
  const { key } = await server.account({ points: 1_000_000_000_000 });
  const direct: Target = { name: 'direct', url: `${upstream}/chat/completions`, headers: {} };
  const polymuse: Target = {
    name: 'Polymuse',
    url: `${server.url}/v1/chat/completions`,
    headers: { authorization: `Bearer ${key}` },
  };
  const portkey = await startPortkey();
  const targets = [direct, polymuse, ...(portkey ? [portkey] : [])];
  console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}\n`);
  for (const target of targets) await throughput(target, { concurrency: 8, ms: 2_000 });

  // One after the other in every round, so that a busy moment of the machine meets all of them.
  const first = new Map(targets.map(({ name }) => [name, [] as number[]]));
  const token = new Map(targets.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const target of targets) {
      const figures = await streams(target, { model: MODEL, count: 100, concurrency: 4 });
      first.get(target.name)?.push(...figures.firstByte);
      token.get(target.name)?.push(...figures.perToken);
    }
  }
  console.log('streams, 4 at a time     first byte p50     p99   per token p50   (ms; the model: 50 and 5)');
  for (const { name } of targets) {
    const [bytes, tokens] = [first.get(name) ?? [], token.get(name) ?? []];
    if (bytes.length === 0) {
      console.log(`${name.padEnd(22)}   no stream came through whole`);
      continue;
    }
    console.log(
      `${name.padEnd(22)}${ms(quantile(bytes, 0.5), 17)}${ms(quantile(bytes, 0.99), 8)}${ms(quantile(tokens, 0.5), 16)}`,
    );
  }
  const added = quantile(first.get('Polymuse') ?? [], 0.5) - quantile(first.get('direct') ?? [], 0.5);
  console.log(`added by Polymuse to the first byte, p50: ${added.toFixed(2)} ms\n`);

  const rates = new Map(targets.map(({ name }) => [name, [] as number[]]));
  let failed = 0;
  for (let round = 0; round < 3; round++) {
    for (const target of targets) {
      const run = await throughput(target, { concurrency: 64, ms: 4_000 });
      rates.get(target.name)?.push(run.perSecond);
      failed += run.failed;
    }
  }
  console.log('whole answers, 64 clients    requests a second (median of 3)');
  for (const { name } of targets) console.log(`${name.padEnd(22)}${ms(quantile(rates.get(name) ?? [], 0.5), 17)}`);
  if (portkey) {
    const times = quantile(rates.get('Polymuse') ?? [], 0.5) / quantile(rates.get(portkey.name) ?? [], 0.5);
    console.log(`Polymuse ÷ Portkey: ${times.toFixed(2)}`);
  }
  console.log(`failed: ${failed}\n`);

  const crowd = await streams(polymuse, { model: 'stream-500-20-100', count: 1_000, concurrency: 1_000 });
  console.log(
    `1,000 streams at once: ${crowd.firstByte.length} whole, ${crowd.lost} lost, first byte p50 ${ms(quantile(crowd.firstByte, 0.5))} of 500 ms\n`,
  );

  console.log('memory of the server (MiB) after calls');
  for (let done = 0; done <= REQUESTS; ) {
    console.log(`${String(done).padStart(8)}  ${residentMb(server.pid)}`);
    if (done === REQUESTS) break;
    const run = await throughput(polymuse, { concurrency: 32, ms: 600_000, requests: Math.ceil(REQUESTS / 5) });
    if (run.failed > 0) console.log(`          ${run.failed} failed`);
    done = Math.min(REQUESTS, done + run.done);
  }
  const report = await verified();
  console.log(`\nledger: ${report}`);
} finally {
  for (const child of children) child.kill('SIGTERM');
  await server.stop();
}

async function verified(): Promise<string> {
  const open = async () => {
    const data = await createClient(server.url, server.admin.key).get<Record<string, { processing_count: number }>>(
      '/account/active_tasks',
    );
    return data.llm?.processing_count ?? 0;
  };
  for (let tries = 0; tries < 50 && (await open()) > 0; tries++) await wait(200);
  return `${await open()} calls open`;
}

function startUpstream(): Promise<number> {
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(root, 'bench/llm/upstream.ts')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('the upstream ended')));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const port = /^port (\d+)$/.exec(line)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
}

async function startPortkey(): Promise<Target | undefined> {
  const script = path.join(root, '.setup/bench/node_modules/@portkey-ai/gateway/build/start-server.js');
  if (!existsSync(script)) {
    console.log('@portkey-ai/gateway is not installed in .setup/bench: not compared\n');
    return undefined;
  }
  const port = 18_787;
  children.push(
    spawn(process.execPath, [script, `--port=${port}`, '--headless'], {
      cwd: path.dirname(script),
      stdio: 'ignore',
      env: { ...process.env, NODE_ENV: 'production', TRUSTED_CUSTOM_HOSTS: '127.0.0.1' },
    }),
  );
  const target: Target = {
    name: 'Portkey gateway',
    url: `http://127.0.0.1:${port}/v1/chat/completions`,
    headers: { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': upstream, authorization: 'Bearer sk-bench' },
  };
  for (let tries = 0; tries < 100; tries++) {
    await wait(200);
    const run = await throughput(target, { concurrency: 1, ms: 1_000, requests: 1 });
    if (run.done > 0) return target;
  }
  console.log('@portkey-ai/gateway does not answer here: not compared\n');
  return undefined;
}

function residentMb(pid: number): string {
  const kb = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return kb === undefined ? 'unknown' : String(Math.round(Number(kb) / 1024));
}

function ms(value: number, width = 0): string {
  return value.toFixed(2).padStart(width);
}
