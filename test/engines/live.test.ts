import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, startApp } from '../../src/app.ts';
import type { Backend } from '../../src/backends/backend.ts';
import { engineMappings } from '../../src/backends/embedded/mapping.ts';
import { createCatalog } from '../../src/catalog/catalog.ts';
import { loadSettings } from '../../src/config/load-settings.ts';
import { createLogger } from '../../src/observe/log.ts';
import { familyNames, pairOf, readFamilyPage } from '../contract/family-page.ts';
import { type Client, createClient } from '../harness/client.ts';
import { root } from '../harness/program.ts';
import { ADMIN_KEY, scratchFolder } from '../harness/server.ts';
import { probeResult } from '../sandbox/probe-result.ts';
import { type LiveMedia, makeLiveMedia } from './live-media.ts';

/**
 * Every pair that an embedded engine serves, with a live key, over HTTP: a real result of the right kind comes back,
 * names its engine and says in the logs what it is.
 */

const TASK_MS = 400_000;
type Urls = Record<keyof LiveMedia, string> & { grid: string };

/** What to ask, and of which kinds the files of the output may be; `[]`: files are no part of what is looked at. */
const cases: Readonly<Record<string, { input(urls: Urls): object; kinds: readonly string[] }>> = {
  'Qubico/mmaudio/video2audio': { input: ({ clip }) => ({ video: clip, prompt: 'rain' }), kinds: ['mp3'] },
  'Qubico/tts/zero-shot': {
    input: ({ voice }) => ({ gen_text: 'Good morning.', ref_audio: voice }),
    kinds: ['pcm_s16le', 'mp3'],
  },
  'Qubico/ace-step/txt2audio': { input: () => ({ style_prompt: 'lofi piano', duration: 5 }), kinds: ['mp3'] },
  'Qubico/ace-step/audio2audio': {
    input: ({ voice }) => ({ style_audio: voice, style_prompt: 'jazz', duration: 5 }),
    kinds: ['mp3'],
  },
  'Qubico/diffrhythm/txt2audio-base': {
    input: () => ({ style_prompt: 'folk', lyrics: '[00:05.00] first line\n[00:10.00] second line' }),
    kinds: ['mp3'],
  },
  'Qubico/diffrhythm/txt2audio-full': { input: () => ({ style_prompt: 'rock' }), kinds: ['mp3'] },
  'music-u/generate_music': {
    input: () => ({ lyrics_type: 'instrumental', gpt_description_prompt: 'a calm waltz' }),
    kinds: ['mp3', 'jpeg', 'png'],
  },
  'music-u/generate_lyrics': { input: () => ({ prompt: 'a letter from the sea' }), kinds: [] },
  'suno/generate_music': { input: () => ({ gpt_description_prompt: 'disco' }), kinds: ['mp3', 'jpeg', 'png', 'h264'] },
  'suno/generate_music_custom': {
    input: () => ({ prompt: '[verse]\nHello there', tags: 'pop' }),
    kinds: ['mp3', 'jpeg', 'png', 'h264'],
  },
  'suno/music': {
    input: () => ({ prompt: 'techno', make_instrumental: true, tags: 'techno' }),
    kinds: ['mp3', 'jpeg', 'png', 'h264'],
  },
  'suno/lyrics': { input: () => ({ prompt: 'winter' }), kinds: [] },
  'kling/sound': { input: () => ({ prompt: 'thunder', duration: 3 }), kinds: ['mp3'] },
  'Qubico/hug-video/image_to_video': { input: ({ pair }) => ({ image_url: pair }), kinds: ['h264'] },
  'Qubico/image-toolkit/face-swap': {
    input: ({ face, otherFace }) => ({ target_image: otherFace, swap_image: face }),
    kinds: ['png', 'jpeg'],
  },
  'Qubico/image-toolkit/multi-face-swap': {
    input: ({ face, pair }) => ({
      target_image: pair,
      swap_image: face,
      swap_faces_index: '0',
      target_faces_index: '1',
    }),
    kinds: ['png', 'jpeg'],
  },
  'Qubico/video-toolkit/face-swap': {
    input: ({ face, faceClip }) => ({ target_video: faceClip, swap_image: face }),
    kinds: ['h264'],
  },
  'midjourney/describe': { input: ({ pair }) => ({ image_url: pair }), kinds: [] },
  'midjourney/upscale': { input: ({ grid }) => ({ origin_task_id: grid, index: '3' }), kinds: ['png'] },
  'Qubico/joycaption/joycaption-beta-one': { input: ({ thing }) => ({ image: thing }), kinds: [] },
  'Qubico/image-toolkit/background-remove': { input: ({ thing }) => ({ image: thing }), kinds: ['png'] },
  'Qubico/video-toolkit/background-remove': { input: ({ blink }) => ({ video: blink }), kinds: ['h264'] },
  'Qubico/image-toolkit/upscale': { input: ({ face }) => ({ image: face, scale: 2 }), kinds: ['png'] },
  'Qubico/video-toolkit/upscale': { input: ({ clip }) => ({ video: clip }), kinds: ['h264'] },
  'Qubico/trellis/image-to-3d': { input: ({ thing }) => ({ image: thing }), kinds: ['png', 'h264', 'glb'] },
  'Qubico/trellis2/image-to-3d': { input: ({ thing }) => ({ image: thing }), kinds: ['glb'] },
  'Qubico/pixal3d/image-to-3d': { input: ({ thing }) => ({ image: thing }), kinds: ['glb'] },
};

const catalog = createCatalog();
let app: App;
let folder: string;
let client: Client;
let urls: Urls;

beforeAll(async () => {
  folder = await scratchFolder('engines');
  const settings = loadSettings({
    env: {},
    cwd: root,
    cores: 2,
    isTerminal: false,
    overrides: {
      'storage.dataDir': path.join(folder, 'data'),
      'server.port': 0,
      'bootstrap.key': ADMIN_KEY,
      'engines.faceSwapConsent': true,
      'engines.concurrency': 1,
      'limits.requestsPerMinute': 100_000,
    },
  });
  const log = createLogger({ format: 'silent', level: 'error' });
  app = await startApp({ settings, log, backends: [await gridMaker()] });
  client = createClient(app.url, ADMIN_KEY);
  await mkdir(path.join(folder, 'media'));
  const media = await makeLiveMedia(path.join(folder, 'media'));
  const uploaded = Object.entries(media).map(async ([name, file]) => [name, await client.upload(file)] as const);
  const imagine = { model: 'midjourney', task_type: 'imagine', input: { prompt: 'four colours' } };
  const { task_id: grid } = await client.post<{ task_id: string }>('/api/v1/task', imagine);
  await client.waitFor(grid);
  urls = { ...Object.fromEntries(await Promise.all(uploaded)), grid } as Urls;
}, 120_000);
afterAll(async () => {
  await app?.stop({ graceMs: 0 });
  await rm(folder, { recursive: true, force: true });
});

/** A provider that only makes grids, so that there is one to take a tile from. */
async function gridMaker(): Promise<Backend> {
  const tile = (fill: string) =>
    sharp({ create: { width: 64, height: 64, channels: 3, background: fill } })
      .png()
      .toBuffer();
  const tiles = await Promise.all(['#c81e1e', '#1ec81e', '#1e1ec8', '#c8c81e'].map(tile));
  const places = tiles.map((input, n) => ({ input, left: (n % 2) * 64, top: Math.floor(n / 2) * 64 }));
  const grid = await sharp({ create: { width: 128, height: 128, channels: 3, background: '#000' } })
    .composite(places)
    .png()
    .toBuffer();
  return {
    name: 'grids',
    lane: 'remote',
    submitPolicy: 'idempotent',
    supports: ({ taskType }) => (taskType === 'imagine' ? { ok: true } : { ok: false, reason: 'only makes grids' }),
    async start() {
      const files = [
        { role: 'image', source: { kind: 'bytes' as const, bytes: grid } },
        ...tiles.map((bytes) => ({ role: 'tile', source: { kind: 'bytes' as const, bytes } })),
      ];
      return { kind: 'done', result: { files, data: {} } };
    },
  };
}

const addressesIn = (value: unknown): string[] => {
  if (typeof value === 'string') return /^https?:\/\//.test(value) ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(addressesIn) : [];
};

async function kindOf(url: string): Promise<string> {
  const reply = await fetch(url, { signal: AbortSignal.timeout(60_000) });
  expect(reply.status).toBe(200);
  const bytes = Buffer.from(await reply.arrayBuffer());
  const file = path.join(folder, path.basename(new URL(url).pathname));
  await writeFile(file, bytes);
  return (await probeResult(file, bytes)).type;
}

test('every pair that an engine serves has a case', () => {
  const documented = familyNames.flatMap((name) => readFamilyPage(name).tasks.map(pairOf));
  const served = Object.keys(engineMappings).filter((pair) => documented.includes(pair));
  expect(Object.keys(cases).sort()).toEqual(served.sort());
});

describe.each(Object.entries(cases))('%s', (pair, { input, kinds }) => {
  test(
    'gives a real result that names its engine',
    async () => {
      const cut = pair.lastIndexOf('/');
      const [model, taskType] = [pair.slice(0, cut), pair.slice(cut + 1)];
      const { task_id } = await client.post<{ task_id: string }>('/api/v1/task', {
        model,
        task_type: taskType,
        input: input(urls),
      });
      const task = await client.waitFor(task_id, undefined, TASK_MS);
      expect(task.error.raw_message).toBe('');
      expect(task.status).toBe('completed');
      expect(task.detail).toMatchObject({ backend: 'embedded', engine: `embedded/${engineMappings[pair]?.label}` });
      expect(task.logs.some((line) => line.startsWith(`${engineMappings[pair]?.label}: `))).toBe(true);
      expect(catalog.find(model, taskType).output.safeParse(task.output).error?.issues).toBeUndefined();
      expect(task.meta.usage.frozen).toBe(0);
      const found = [...new Set(addressesIn(task.output))];
      const made = await Promise.all(found.map(kindOf));
      if (kinds.length === 0) return;
      expect(made.length).toBeGreaterThan(0);
      for (const kind of made) expect(kinds).toContain(kind);
    },
    TASK_MS + 20_000,
  );
});

test('the ledger is right after all of it', async () => {
  expect((await client.verifyLedger()).problems).toEqual([]);
});
