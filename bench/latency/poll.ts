/**
 * A client in a process of its own: asks one URL at a fixed rate until its standard input ends, then prints what it
 * measured as one line of JSON. The rate is open-loop: a slow answer does not delay the next question, and each latency
 * counts from the moment at which the question was due, so that a stall of the server is not hidden ("coordinated
 * omission", Gil Tene 2013).
 *
 *   node --import tsx bench/latency/poll.ts <url> <key> <questions per second>
 */
import { Agent, request } from 'node:http';

const [url = '', key = '', rate = '200'] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const everyMs = 1_000 / Number(rate);
const latenciesMs: number[] = [];
let failures = 0;
let open = 0;

function ask(dueAt: number): void {
  open += 1;
  const end = (isGood: boolean) => {
    open -= 1;
    if (isGood) latenciesMs.push(performance.now() - dueAt);
    else failures += 1;
  };
  const sent = request(url, { agent, headers: { 'X-API-Key': key }, timeout: 10_000 }, (reply) => {
    reply.resume();
    reply.once('end', () => end(reply.statusCode === 200));
  });
  sent.once('timeout', () => sent.destroy(new Error('no answer')));
  sent.once('error', () => end(false));
  sent.end();
}

const startedAt = performance.now();
let asked = 0;
const timer = setInterval(() => {
  for (; startedAt + asked * everyMs <= performance.now(); asked += 1) ask(startedAt + asked * everyMs);
}, 1);

process.stdin.resume();
process.stdin.once('end', async () => {
  clearInterval(timer);
  for (let waited = 0; open > 0 && waited < 10_000; waited += 10) await new Promise((go) => setTimeout(go, 10));
  agent.destroy();
  latenciesMs.sort((a, b) => a - b);
  const at = (share: number) => latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(share * latenciesMs.length))];
  const [p50, p90, p99, max] = [at(0.5), at(0.9), at(0.99), latenciesMs.at(-1)];
  process.stdout.write(`${JSON.stringify({ count: latenciesMs.length, failures, p50, p90, p99, max })}\n`);
});
