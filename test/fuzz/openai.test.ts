import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mmaudio } from '../../src/catalog/mmaudio.ts';
import { sora } from '../../src/catalog/sora.ts';
import { verifyLedger } from '../../src/ledger/verify-ledger.ts';
import { runTask } from '../../src/tasks/run-task.ts';
import { type MemoryServer, openMemoryServer } from '../support/memory-server.ts';
import { perfectBackend } from '../support/perfect-backend.ts';
import { bodyText, hostileValue } from './hostile-values.ts';

/** Any body at the OpenAI-shaped media endpoints, while their tasks really run. */

const BODIES_PER_ROUTE = 60;
const HANGS_AFTER_MS = 60_000;
const SEED = 20_261_125;

let server: MemoryServer;
let key: string;
beforeAll(async () => {
  server = await openMemoryServer({
    taskTypes: [...mmaudio, ...sora],
    settings: { 'limits.requestsPerMinute': 1_000_000 },
  });
  server.parts.serveWith(perfectBackend());
  server.parts.queues.lane('remote').work((id, signal) => runTask(server.parts, id, signal), { concurrency: 4 });
  ({ key } = await server.parts.account({ points: 900_000_000_000_000, maxConcurrentTasks: 10_000 }));
}, 60_000);
afterAll(() => server.close());

/** Right in the most part, so that the checks behind the first are reached too. */
const members = {
  model: fc.oneof(fc.constantFrom('tts-1', 'gpt-image-1', 'gpt-image-2', 'sora-2', 'sora-2-pro'), hostileValue),
  prompt: fc.oneof(fc.constant('a fox'), hostileValue),
  input: fc.oneof(fc.constant('hello'), hostileValue),
  voice: fc.oneof(fc.constant('nova'), hostileValue),
  image: fc.oneof(fc.constant('https://media.example.org/a.png'), hostileValue),
  images: hostileValue,
  mask: fc.option(hostileValue, { nil: undefined, freq: 2 }),
  n: fc.option(fc.oneof(fc.integer({ min: 0, max: 11 }), hostileValue), { nil: undefined }),
  size: fc.option(fc.oneof(fc.constantFrom('1024x1024', '720x1280'), hostileValue), { nil: undefined }),
  seconds: fc.option(fc.oneof(fc.constantFrom('4', 8), hostileValue), { nil: undefined }),
  response_format: fc.option(fc.oneof(fc.constantFrom('url', 'wav'), hostileValue), { nil: undefined }),
  input_reference: fc.option(hostileValue, { nil: undefined, freq: 2 }),
};
const body = fc.oneof(
  { weight: 1, arbitrary: hostileValue },
  { weight: 5, arbitrary: fc.record(members, { requiredKeys: [] }) },
);

it.each(['/v1/audio/speech', '/v1/images/generations', '/v1/images/edits', '/v1/videos'])(
  '%s answers whatever is sent, without a 5xx, in the words of OpenAI',
  async (url) => {
    const property = fc.asyncProperty(body, async (value) => {
      const reply = await server.app.inject({
        method: 'POST',
        url,
        payload: bodyText(value),
        headers: { 'x-api-key': key, 'content-type': 'application/json' },
        signal: AbortSignal.timeout(HANGS_AFTER_MS),
      });
      // What an input URL gives is for the task to find out: nothing else may fail so late.
      expect(reply.statusCode, reply.body).toBeLessThan(500);
      if (reply.statusCode === 200) return;
      const { error } = reply.json<{ error: Record<string, unknown> }>();
      expect(Object.keys(error).sort()).toEqual(['code', 'message', 'param', 'type']);
      expect(error.message).not.toBe('');
    });
    await fc.assert(property, { numRuns: BODIES_PER_ROUTE, seed: SEED, endOnFailure: true });
  },
  300_000,
);

it('afterwards the ledger is right', async () => {
  expect((await verifyLedger(server.parts.database)).problems).toEqual([]);
});
