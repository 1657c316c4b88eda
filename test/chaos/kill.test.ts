import type { ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type LedgerReport, type TaskReply, TERMINAL } from '../harness/client.ts';
import { decodedSeconds, makeClip } from '../harness/clips.ts';
import { descendants, isAlive, type ProcessMark } from '../harness/process-tree.ts';
import { seededRandom } from '../harness/random.ts';
import { ADMIN_KEY, scratchFolder, startServer, type TestServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';
import { type HookReceiver, startHookReceiver } from '../harness/webhook-receiver.ts';
import { freePort } from '../services/start-process.ts';

/**
 * kill -9 of the server at random moments during 30 tasks, a new start each time, until every task has ended. Tasks are
 * created all the while, as a careful client does: with an Idempotency-Key, again until there is an answer.
 */

const TASKS = 30;
const MOST_KILLS = 10;
const OPENING = 1_000_000_000;
const DEADLINE_MS = 240_000;
const seed = Number(process.env.POLYMUSE_TEST_SEED ?? randomInt(1, 1_000_000));
const random = seededRandom(seed);

/** Price and expected end of each kind of input. */
const kinds = [
  { file: 'one.mp4', seconds: 1, points: 5_000, status: 'completed' },
  { file: 'two.mp4', seconds: 2, points: 10_000, status: 'completed' },
  { file: 'broken.mp4', seconds: 0, points: 0, status: 'failed' },
] as const;
type Kind = (typeof kinds)[number];

interface Wanted {
  kind: Kind;
  /** The reply of the create call, once it came through. */
  taskId?: string;
  /** The first terminal reply that was seen. */
  ended?: TaskReply;
}

let folder: string;
let receiver: HookReceiver;
const wanted: Wanted[] = [];
const changed: string[] = [];
const orphans: ProcessMark[] = [];
let kills = 0;
let killsAtStart = 0;
let report: LedgerReport;
let balance: { available: number; frozen: number; used: number };
let server: TestServer;
let seconds = 0;

beforeAll(async () => {
  const startedAt = performance.now();
  folder = await scratchFolder('chaos');
  receiver = await startHookReceiver();
  await makeInputs();
  const port = await freePort();
  const options = {
    dataDir: path.join(folder, 'data'),
    env: {
      PORT: String(port),
      POLYMUSE_ENGINES_CONCURRENCY: '2',
      POLYMUSE_TRUSTED_ORIGINS: receiver.origin,
      POLYMUSE_TASKS_SWEEP_SECONDS: '1',
      POLYMUSE_LIMITS_REQUESTS_PER_MINUTE: '100000',
    },
  };
  server = await startServer(options);
  const client = createClient(server.url, ADMIN_KEY);
  const urls = new Map<Kind, string>();
  for (const kind of kinds) urls.set(kind, await client.upload(path.join(folder, kind.file)));

  const work = Promise.all([createAll(client, urls), watchAll(client)]);
  let isDone = false;
  const done = work.then(
    () => {
      isDone = true;
    },
    (error: unknown) => {
      isDone = true;
      throw error;
    },
  );
  while (!isDone && kills < MOST_KILLS) {
    await oneMoreEnd();
    await wait(random.between(0, 900));
    if (isDone) break;
    await killServer(server.child);
    server = await restart(options);
  }
  await done;
  [balance, report] = [await client.balance(), await client.verifyLedger()];
  await until(() => wanted.every(({ taskId }) => hooksOf(taskId).length > 0), {
    what: 'every task has its webhook',
    deadlineMs: 30_000,
  });
  seconds = (performance.now() - startedAt) / 1000;

  async function oneMoreEnd(): Promise<void> {
    const before = wanted.filter(({ ended }) => ended).length;
    await until(() => isDone || wanted.filter(({ ended }) => ended).length > before, {
      what: 'one more task ends',
      deadlineMs: DEADLINE_MS,
    });
  }
}, DEADLINE_MS + 30_000);

afterAll(async () => {
  await server.stop();
  console.log(table());
  await receiver.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
});

const hooksOf = (taskId: string | undefined) =>
  receiver.at(`/hook/${wanted.findIndex((one) => one.taskId === taskId)}`);

async function makeInputs(): Promise<void> {
  await makeClip(folder, 'one.mp4', { seconds: 0.9 });
  const two = await makeClip(folder, 'two.mp4', { seconds: 1.9 });
  // Begins like an mp4, so that the upload takes it.
  await writeFile(path.join(folder, 'broken.mp4'), (await readFile(two)).subarray(0, 2_000));
}

async function createAll(client: ReturnType<typeof createClient>, urls: Map<Kind, string>): Promise<void> {
  for (let n = 0; n < TASKS; n++) {
    const entry: Wanted = { kind: n % 10 === 9 ? kinds[2] : random.pick([kinds[0], kinds[1]]) };
    wanted.push(entry);
    const config = { webhook_config: { endpoint: receiver.url(`/hook/${n}`) } };
    const input = { video: urls.get(entry.kind), steps: 1, seed: n + 1 };
    const task = await until(
      async () => {
        const reply = await client
          .submit(input, { config }, { 'Idempotency-Key': `${seed}-${n}` })
          .catch(() => undefined);
        return reply?.status === 200 ? reply.body.data : undefined;
      },
      { what: `task ${n} is created`, deadlineMs: DEADLINE_MS, everyMs: 100 },
    );
    entry.taskId = task.task_id;
    await wait(random.between(0, 200));
  }
}

/** Reads every task all the time, until all have ended; notes each that changes after its end. */
async function watchAll(client: ReturnType<typeof createClient>): Promise<void> {
  await until(
    async () => {
      for (const entry of wanted.filter(({ taskId }) => taskId)) {
        const task = await client.read(String(entry.taskId)).catch(() => undefined);
        if (!task) continue;
        if (entry.ended && JSON.stringify(task) !== JSON.stringify(entry.ended)) changed.push(task.task_id);
        if (!entry.ended && TERMINAL.includes(task.status)) entry.ended = task;
      }
      return wanted.length === TASKS && wanted.every(({ ended }) => ended);
    },
    { what: 'all tasks end', deadlineMs: DEADLINE_MS, everyMs: 50 },
  );
}

async function killServer(child: ChildProcess): Promise<void> {
  const family = descendants(child.pid ?? 0);
  const gone = new Promise((resolve) => child.once('exit', resolve));
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await gone;
  }
  kills += 1;
  // Engines and their ffmpeg have nobody left to work for.
  await until(() => !family.some(isAlive), { what: 'the children end too', deadlineMs: 5_000 }).catch(() => {
    orphans.push(...family.filter(isAlive));
  });
}

/** Now and then the new process is killed too, before it is ready. */
async function restart(options: Parameters<typeof startServer>[0]): Promise<TestServer> {
  while (kills < MOST_KILLS && random.next() < 0.3) {
    let spawned: ChildProcess | undefined;
    const starting = startServer({
      ...options,
      onSpawn: (child) => {
        spawned = child;
      },
    }).catch(() => undefined);
    await wait(random.between(50, 1_200));
    if (spawned) await killServer(spawned);
    await starting;
    killsAtStart += 1;
  }
  return startServer(options);
}

function table(): string {
  const count = (status: string) => wanted.filter(({ ended }) => ended?.status === status).length;
  const rows = {
    seed,
    'kills (of them before ready)': `${kills} (${killsAtStart})`,
    tasks: wanted.length,
    completed: count('completed'),
    'failed (their video is broken)': count('failed'),
    'changed after their end': changed.length,
    'webhooks received': receiver.received.length,
    'processes left behind': orphans.length,
    'ledger problems': report?.problems.length ?? '?',
    'points charged': report?.capturedPoints ?? '?',
    seconds: seconds.toFixed(1),
  };
  return Object.entries(rows)
    .map(([name, value]) => `${name.padEnd(32)} ${value}`)
    .join('\n');
}

describe(`kill -9 at random moments (POLYMUSE_TEST_SEED=${seed})`, () => {
  it('happened', () => {
    expect(kills).toBeGreaterThanOrEqual(5);
  });

  it('loses no task: all of them end as their input deserves', () => {
    expect(wanted).toHaveLength(TASKS);
    for (const { kind, ended } of wanted) expect(ended?.status, JSON.stringify(ended?.error)).toBe(kind.status);
    expect(new Set(wanted.map(({ taskId }) => taskId)).size).toBe(TASKS);
  });

  it('changes no task after its end', () => {
    expect(changed).toEqual([]);
  });

  it('charges every task once and at its own price, and nothing is held any more', () => {
    for (const { kind, ended } of wanted)
      expect(ended?.meta.usage).toEqual({ type: 'point', frozen: 0, consume: kind.points });
    const total = wanted.reduce((sum, { kind }) => sum + kind.points, 0);
    expect(balance).toEqual({ available: OPENING - total, frozen: 0, used: total });
  });

  it('leaves a ledger that adds up', () => {
    expect(report.problems).toEqual([]);
    expect(report.heldPoints).toBe(0);
  });

  it('loses no result: every file of a completed task downloads and plays', async () => {
    for (const { kind, ended } of wanted.filter((one) => one.ended?.status === 'completed')) {
      const reply = await fetch(ended!.output!.audio_url);
      expect(reply.status).toBe(200);
      const file = path.join(folder, `${ended!.task_id}.mp3`);
      await writeFile(file, Buffer.from(await reply.arrayBuffer()));
      expect(Math.abs((await decodedSeconds(file)) - (kind.seconds - 0.1))).toBeLessThanOrEqual(0.04);
    }
  });

  it('loses no webhook, and says the same on every call for a task', () => {
    for (const [n, { ended }] of wanted.entries()) {
      const hooks = receiver.at(`/hook/${n}`);
      expect(hooks.length).toBeGreaterThanOrEqual(1);
      expect(new Set(hooks.map((hook) => hook.headers['webhook-id'])).size).toBe(1);
      for (const hook of hooks) expect(hook.body.data).toEqual(ended);
    }
  });

  it('leaves no process behind', () => {
    expect(orphans).toEqual([]);
  });
});
