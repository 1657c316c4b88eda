import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCatalog } from '../../src/catalog/catalog.ts';
import { familyNames, pairOf, readFamilyPage } from '../contract/family-page.ts';
import type { Client, TaskReply } from '../harness/client.ts';
import type { HookReceiver } from '../harness/webhook-receiver.ts';
import { cases, type Expected, type Made, type Urls } from './cases.ts';
import { makeGivenMedia } from './given-media.ts';
import { openTestMode, type TestMode } from './open-test-mode.ts';
import { type Probed, probeResult } from './probe-result.ts';

/**
 * Every pair of the catalogue over HTTP in test mode: create, webhook, GET, then every URL of the output is fetched
 * and measured. Over in two minutes on a small machine that has nothing else to do.
 */

const SWEEP_MS = 600_000;
const TASK_MS = 400_000;
const POINTS = 10_000_000_000;
const catalog = createCatalog();
const pages = new Map(
  familyNames.flatMap((name) => readFamilyPage(name).tasks.map((page) => [pairOf(page), page] as const)),
);

let mode: TestMode;
let folder: string;
let client: Client;
let receiver: HookReceiver;
let urls: Urls;
const made = new Map<string, Promise<TaskReply>>();

beforeAll(async () => {
  mode = await openTestMode({ 'accounts.testPoints': POINTS, 'accounts.defaultConcurrency': 200 });
  ({ folder, test: client, receiver } = mode);
  expect(client.key).toMatch(/^sk-test-/);
  await mkdir(path.join(folder, 'given'));
  await mkdir(path.join(folder, 'got'));
  const files = await makeGivenMedia(path.join(folder, 'given'));
  const given = await Promise.all(
    Object.entries(files).map(async ([name, file]) => [name, await client.upload(file)] as const),
  );
  urls = Object.fromEntries(given) as Urls;
  // All at once: the server has to keep its head while two of them are drawn at a time.
  for (const pair of cases.keys()) made.set(pair, finishedTask(pair));
  await Promise.allSettled(made.values());
}, SWEEP_MS);

afterAll(() => mode?.close());

test('every pair of the catalogue has a case', () => {
  expect([...cases.keys()].sort()).toEqual(catalog.all.map(({ model, taskType }) => `${model}/${taskType}`).sort());
});

test.each([...cases.keys()])(
  '%s: what was asked for is what comes back',
  async (pair) => {
    const task = await made.get(pair);
    if (!task) throw new Error('no task');
    expect(task.error.message).toBe('');
    expect(task.status).toBe('completed');
    expect(task.detail).toMatchObject({ backend: 'sandbox' });

    const taskType = catalog.find(task.model, task.task_type);
    expect(taskType.output.safeParse(task.output).error?.issues).toBeUndefined();
    for (const at of readPaths(pair, task.input)) expect(valuesAt(task.output, at), at).not.toEqual([]);

    const hook = await receiver.nth(hookPath(pair), 1);
    expect(hook.body.data).toMatchObject({ task_id: task.task_id, status: 'completed', output: task.output });

    const expected = new Map<string, Expected>();
    for (const { at, count = 1, is } of cases.get(pair)?.files ?? []) {
      const found = valuesAt(task.output, at);
      expect(found, at).toHaveLength(count);
      for (const url of found) expected.set(String(url), is);
    }
    // Every address in the output is a result (protocol page, constraint C9), and none is left unmeasured.
    expect(new Set(urlsIn(task.output))).toEqual(new Set(expected.keys()));
    for (const [url, is] of expected) fits(await download(url), is);
  },
  SWEEP_MS,
);

async function finishedTask(pair: string): Promise<TaskReply> {
  const one = cases.get(pair);
  if (!one) throw new Error(`no case for ${pair}`);
  const earlier = one.after === undefined ? undefined : await made.get(one.after);
  const cut = pair.lastIndexOf('/');
  const task = await client.post<TaskReply>('/api/v1/task', {
    model: pair.slice(0, cut),
    task_type: pair.slice(cut + 1),
    input: one.input(urls, earlier as unknown as Made),
    config: { webhook_config: { endpoint: receiver.url(hookPath(pair)), secret: 'a secret' } },
  });
  await receiver.nth(hookPath(pair), 1, TASK_MS);
  return client.read(task.task_id);
}

const hookPath = (pair: string): string => `/${pair.replaceAll('/', '_')}`;

/** `read_by_clients` of the page, of the variant where the input asks for one. */
function readPaths(pair: string, input: Record<string, unknown>): readonly string[] {
  const { output } = pages.get(pair) ?? {};
  const variant = output?.variants?.find(({ when }) =>
    Object.entries(when).every(([name, wanted]) => [wanted].flat().includes(input[name])),
  );
  return variant?.read_by_clients ?? output?.read_by_clients ?? [];
}

/** The values at a path such as `works[].video.resource`, `clips.*.id` or `[0].title`; missing ones are left out. */
function valuesAt(output: unknown, at: string): unknown[] {
  const steps = at.match(/\[\d*\]|[^.[\]]+/g) ?? [];
  return steps
    .reduce<unknown[]>(
      (found, step) =>
        found.flatMap((value) => {
          if (step === '[]' || step === '*') return Object.values(Object(value));
          return [Object(value)[step.replace(/[[\]]/g, '')]];
        }),
      [output],
    )
    .filter((value) => value !== undefined);
}

function urlsIn(value: unknown): string[] {
  if (typeof value === 'string') return /^https?:\/\//.test(value) ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(urlsIn) : [];
}

async function download(url: string): Promise<Probed> {
  const reply = await fetch(url, { signal: AbortSignal.timeout(60_000) });
  expect(reply.status).toBe(200);
  const bytes = Buffer.from(await reply.arrayBuffer());
  const file = path.join(folder, 'got', path.basename(new URL(url).pathname));
  await writeFile(file, bytes);
  const probed = await probeResult(file, bytes);
  const types = {
    png: 'image/png',
    jpeg: 'image/jpeg',
    h264: 'video/mp4',
    mp3: 'audio/mpeg',
    glb: 'model/gltf-binary',
  };
  expect(reply.headers.get('content-type')).toBe(types[probed.type as keyof typeof types]);
  await rm(file);
  return probed;
}

function fits(probed: Probed, { seconds, fps, ...exact }: Expected): void {
  expect(probed).toMatchObject(exact);
  if (fps !== undefined) expect(probed.fps).toBeCloseTo(fps, 2);
  // MP3 counts in frames of 26 ms and adds the delay of its filters.
  if (seconds !== undefined) expect(Math.abs((probed.seconds ?? 0) - seconds)).toBeLessThan(0.1);
}
