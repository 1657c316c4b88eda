/**
 * The upstream of the LLM bench, a process of its own: answers at once, or streams as a model would. How is in the name
 * of the model: `instant`, or `stream-<first ms>-<tokens>-<gap ms>`.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const head = { id: 'chatcmpl-bench', created: 1_700_000_000, model: 'bench' };
const usage = { prompt_tokens: 12, completion_tokens: 20, total_tokens: 32 };
const chunk = (choices: unknown[], more = {}) =>
  `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices, ...more })}\n\n`;
const token = chunk([{ index: 0, delta: { content: 'token ' }, finish_reason: null }]);
const last = `${chunk([{ index: 0, delta: {}, finish_reason: 'stop' }])}${chunk([], { usage })}data: [DONE]\n\n`;
const whole = JSON.stringify({
  ...head,
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: 'token '.repeat(20) }, finish_reason: 'stop' }],
  usage,
});

const server = createServer((request, reply) => {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => {
    const { model } = JSON.parse(Buffer.concat(pieces).toString('utf8')) as { model: string };
    const [, first, tokens, gap] = /^stream-(\d+)-(\d+)-(\d+)$/.exec(model) ?? [];
    if (first === undefined) {
      reply.writeHead(200, { 'content-type': 'application/json' }).end(whole);
      return;
    }
    let left = Number(tokens);
    const next = () => {
      if (reply.destroyed) return;
      if (!reply.headersSent) reply.writeHead(200, { 'content-type': 'text/event-stream' });
      if (left-- > 0) {
        reply.write(token);
        setTimeout(next, Number(gap));
      } else reply.end(last);
    };
    setTimeout(next, Number(first));
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log(`port ${(server.address() as AddressInfo).port}`));
