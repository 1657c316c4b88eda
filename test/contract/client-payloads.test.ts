import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCatalog } from '../../src/catalog/catalog.ts';
import { runTask } from '../../src/tasks/run-task.ts';
import { type LlmUpstream, startLlmUpstream } from '../fakes/llm-upstream.ts';
import { root } from '../harness/program.ts';
import { type MemoryServer, openMemoryServer } from '../support/memory-server.ts';
import { perfectBackend } from '../support/perfect-backend.ts';

/** A request as a working client sends it, and whether it has to be taken. */
interface Line {
  line: number;
  endpoint: string;
  model: string | null;
  task_type: string | null;
  expect: 'accept' | 'refuse';
  payload: Record<string, unknown> & { input?: Record<string, unknown> };
}

const lines: readonly Line[] = readFileSync(path.join(root, 'spec/client-payloads.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((text, index) => ({ line: index + 1, ...(JSON.parse(text) as Omit<Line, 'line'>) }));

let server: MemoryServer;
let upstream: LlmUpstream;
let key: string;
beforeAll(async () => {
  upstream = await startLlmUpstream();
  server = await openMemoryServer({
    taskTypes: createCatalog().all,
    settings: { 'limits.requestsPerMinute': 1_000_000, 'llm.openaiUrl': upstream.url },
  });
  server.parts.serveWith(perfectBackend());
  ({ key } = await server.parts.account({ points: 1_000_000_000_000, maxConcurrentTasks: 10_000 }));
  for (const id of originsIn(lines)) await makeOrigin(id);
}, 60_000);
afterAll(async () => {
  await server.close();
  await upstream.close();
});

async function post(url: string, payload: object) {
  const reply = await server.ask({ method: 'POST', url, payload, headers: { 'x-api-key': key } });
  return { status: reply.statusCode, body: reply.json() };
}

/** Earlier tasks that clients continue: of the client's own account, so they have to be there. */
function originsIn(all: readonly Line[]): Set<string> {
  return new Set(
    all
      .filter((line) => line.expect === 'accept')
      .map(({ payload }) => payload.input?.origin_task_id)
      .filter((id): id is string => typeof id === 'string'),
  );
}

/** A finished video under the id that the client names. */
async function makeOrigin(id: string): Promise<void> {
  const { random } = server.parts;
  const uuid = random.uuid;
  random.uuid = () => id;
  const reply = await post('/api/v1/task', {
    model: 'kling',
    task_type: 'video_generation',
    input: { prompt: 'a fox' },
  }).finally(() => {
    random.uuid = uuid;
  });
  expect(reply).toMatchObject({ status: 200, body: { data: { task_id: id } } });
  await runTask(server.parts, id, new AbortController().signal);
}

const isTask = ({ endpoint }: Line): boolean => endpoint === '/api/v1/task';
const nameOf = ({ line, model, task_type, expect: wanted }: Line) => `line ${line}: ${model} ${task_type} → ${wanted}`;

test('the file has lines of every endpoint that clients call', () => {
  expect(lines.length).toBeGreaterThanOrEqual(62);
  expect(new Set(lines.map(({ endpoint }) => endpoint))).toEqual(
    new Set(['/api/v1/task', '/api/ephemeral_resource', '/v1/chat/completions', '/v1/images/generations']),
  );
  expect(lines.every(({ expect: wanted }) => wanted === 'accept' || wanted === 'refuse')).toBe(true);
});

describe('tasks', () => {
  test.each(lines.filter(isTask).map((line) => [nameOf(line), line] as const))('%s', async (_, line) => {
    const { status, body } = await post(line.endpoint, line.payload);
    if (line.expect === 'refuse') {
      expect({ status, body }).toMatchObject({ status: 400, body: { code: 400, data: null } });
      expect(body.message).toMatch(/^invalid (request|model|task type): /);
      return;
    }
    expect({ status, body }).toMatchObject({ status: 200, body: { code: 200, message: 'success' } });
    // Names are echoed as the client spelled its model, so that its own bookkeeping works.
    expect(body.data).toMatchObject({ model: line.model, task_type: line.task_type });
    expect(['pending', 'staged']).toContain(body.data.status);
  });
});

describe('uploads', () => {
  test.each(lines.filter(({ endpoint }) => endpoint === '/api/ephemeral_resource'))('line $line', async (line) => {
    const { status, body } = await post(line.endpoint, line.payload);
    expect({ status, body }).toMatchObject({ status: 200, body: { code: 200 } });
  });
});

describe('AI endpoints', () => {
  const ai = lines.filter(({ endpoint }) => endpoint.startsWith('/v1/'));
  // Pictures are tasks, and these endpoints answer when theirs has ended.
  beforeAll(() => {
    server.parts.queues.lane('remote').work((id, signal) => runTask(server.parts, id, signal), { concurrency: 4 });
  });

  test.each(ai.map((line) => [nameOf(line), line] as const))(
    '%s',
    async (_, line) => {
      const reply = await server.ask({
        method: 'POST',
        url: line.endpoint,
        payload: line.payload,
        headers: { 'x-api-key': key },
      });
      expect(reply.statusCode === 200, reply.body).toBe(line.expect === 'accept');
      if (line.payload.stream === true) expect(reply.body).toMatch(/data: \[DONE\]\n\n$/);
      else expect(reply.json()).toMatchObject({ created: expect.any(Number) });
    },
    120_000,
  );
});
