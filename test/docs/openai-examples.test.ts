import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { probeMedia } from '../harness/clips.ts';
import { PATIENT } from '../harness/patience.ts';
import { root } from '../harness/program.ts';
import { openTestMode, type TestMode } from '../sandbox/open-test-mode.ts';
import { block } from './documents.ts';

vi.setConfig(PATIENT);

/** The scripts of the page on the OpenAI SDK, run as a reader would. */

const PAGE = 'docs/guide/openai-sdk.md';
const run = promisify(execFile);
let mode: TestMode;
let folder: string;

beforeAll(async () => {
  mode = await openTestMode();
  // Inside the project, so that the SDK is found.
  folder = await mkdtemp(path.join(root, 'dist', 'openai-examples-'));
  await writeFile(path.join(folder, 'client.mjs'), block(PAGE, 'js client'));
});
afterAll(async () => {
  await mode?.close();
  await rm(folder, { recursive: true, force: true });
});

async function said(name: string, key = mode.test.key): Promise<string> {
  await writeFile(path.join(folder, `${name}.mjs`), block(PAGE, `js ${name}`));
  const env = { ...process.env, BASE: mode.live.base, KEY: key };
  const { stdout } = await run(process.execPath, [`${name}.mjs`], { cwd: folder, env, timeout: 90_000 });
  return stdout.trim();
}

test('speech is written as a file, with a live key too', async () => {
  for (const key of [mode.test.key, mode.live.key]) {
    expect(await said('speech', key)).toMatch(/^audio\/wav [0-9a-f-]{36}$/);
    const { streams } = await probeMedia(path.join(folder, 'fox.wav'));
    expect(streams[0]?.codec_name).toBe('pcm_s16le');
  }
});

test('a picture is drawn and changed', async () => {
  const url = await said('pictures');
  expect(await sharp(path.join(folder, 'lighthouse.png')).metadata()).toMatchObject({ width: 1536, height: 1024 });
  expect((await fetch(url)).headers.get('content-type')).toBe('image/png');
});

test('a video is made, downloaded and deleted', async () => {
  expect(await said('video')).toBe('completed 4 1280x720');
  const { streams } = await probeMedia(path.join(folder, 'kite.mp4'));
  expect(streams.some(({ codec_name }) => codec_name === 'h264')).toBe(true);
});

test('a picture comes through chat', async () => {
  const reply = await fetch(await said('chat'));
  const bytes = Buffer.from(await reply.arrayBuffer());
  expect(await sharp(bytes).metadata()).toMatchObject({ width: 1024, height: 1536 });
});

test('the assistant answers a live key', async () => {
  expect(await said('assistant', mode.live.key)).toContain('US$3.2');
});

test('the prices of the page are those of the catalogue', async () => {
  const page = await readFile(path.join(root, PAGE), 'utf8');
  const { models } = await mode.live.get<{
    models: { model: string; task_type: string; price: { table?: { usd: number }[] } }[];
  }>('/api/v1/models');
  for (const model of ['gpt-image-1', 'gpt-image-1.5', 'gpt-image-2', 'gpt-image-2-preview']) {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${model}\` |`)) ?? '';
    const shown = [...row.replace(`\`${model}\``, '').matchAll(/\d+\.\d+/g)].map(([usd]) => Number(usd));
    const rule = models.find((one) => one.model === model && one.task_type === 'image-generation')!.price.table!;
    expect([...new Set(shown)], model).toEqual([...new Set(rule.map(({ usd }) => usd))]);
  }
});
