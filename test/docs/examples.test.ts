import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderDemoClip } from '../../src/cli/demo/scene.ts';
import { findFfmpeg } from '../../src/media/ffmpeg/find-ffmpeg.ts';
import { makeClip, probeMedia } from '../harness/clips.ts';
import { programArgs, root } from '../harness/program.ts';
import { ADMIN_KEY, scratchFolder, startServer, type TestServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';
import { startHookReceiver } from '../harness/webhook-receiver.ts';
import { block } from './documents.ts';

const run = promisify(execFile);
const DEADLINE_MS = 60_000;

let folder: string;
let hookPort: number;
let server: TestServer;

beforeAll(async () => {
  folder = await scratchFolder('examples');
  hookPort = await freePort();
  server = await startServer({ env: { POLYMUSE_TRUSTED_ORIGINS: `http://127.0.0.1:${hookPort}` } });
}, 60_000);

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** Runs lines of a page as a reader would, in the scratch folder; their example port becomes a free one. */
async function runLines(lines: string, base = server.url): Promise<string> {
  const script = path.join(folder, 'lines.sh');
  await writeFile(
    script,
    lines.replaceAll('127.0.0.1:9000', `127.0.0.1:${hookPort}`).replaceAll('listen(9000', `listen(${hookPort}`),
  );
  const env = { ...process.env, BASE: base, KEY: ADMIN_KEY };
  const { stdout } = await run('bash', ['-e', '-o', 'pipefail', script], { cwd: folder, env, timeout: DEADLINE_MS });
  return stdout;
}

describe('the tour of the README', () => {
  test('is at most 20 lines', () => {
    expect(block('README.md', 'bash tour').trimEnd().split('\n').length).toBeLessThanOrEqual(20);
  });

  test(
    'uploads, creates, polls, downloads and receives the webhook, as it says',
    async () => {
      await mkdir(path.join(folder, 'demo-output'), { recursive: true });
      const { ffmpeg } = await findFfmpeg();
      await renderDemoClip(path.join(folder, 'demo-output/scene.mp4'), ffmpeg);
      const said = await runLines(block('README.md', 'bash tour'));
      expect(said.trim().split('\n')).toEqual([
        'completed',
        '40000 points',
        expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/ephemeral\/[0-9a-f-]{36}\.mp3$/),
        'completed (by webhook)',
      ]);
      const { durationSeconds, streams } = await probeMedia(path.join(folder, 'sound-track.mp3'));
      expect(durationSeconds).toBeCloseTo(8, 1);
      expect(streams[0]?.codec_name).toBe('mp3');
    },
    DEADLINE_MS,
  );
});

describe('the guide', () => {
  test('the receiver of the webhook page takes what we sign and refuses what we did not', async () => {
    const secret = `whsec_${Buffer.from('a signing secret of 32 bytes, ok').toString('base64')}`;
    // Beside the project, so that its import is found.
    const script = path.join(root, 'dist', `receiver-${hookPort}.mjs`);
    await writeFile(script, block('docs/guide/webhooks.md', 'js receiver'));
    const receiver = spawn(process.execPath, [script], {
      env: { ...process.env, WEBHOOK_SECRET: secret, HOOK_PORT: String(hookPort) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    receiver.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    try {
      const endpoint = `http://127.0.0.1:${hookPort}`;
      const forged = () =>
        fetch(endpoint, {
          method: 'POST',
          body: '{}',
          headers: { 'webhook-id': 'evt_1' },
          signal: AbortSignal.timeout(5_000),
        });
      const refused = await until(() => forged().catch(() => undefined), { what: 'the receiver listens' });
      expect(refused.status).toBe(401);

      const video = await server.admin.upload(await makeClip(folder, 'short.mp4', { seconds: 1 }));
      const { task_id } = await server.admin.create({ video }, { config: { webhook_config: { endpoint, secret } } });
      await until(() => said.includes('\n'), { what: 'the webhook is taken', deadlineMs: 30_000 });
      expect(said).toBe(`${task_id} completed\n`);
    } finally {
      receiver.kill();
      await rm(script, { force: true });
    }
  }, 60_000);

  test('the lines about the log of webhooks show deliveries and send them again, by HTTP and by command', async () => {
    const receiver = await startHookReceiver();
    const trusting = await startServer({ env: { POLYMUSE_TRUSTED_ORIGINS: receiver.origin } });
    try {
      const video = await trusting.admin.upload(await makeClip(folder, 'logged.mp4', { seconds: 1 }));
      const config = { webhook_config: { endpoint: receiver.url('/hook') } };
      await trusting.admin.create({ video, steps: 1 }, { config });
      const delivered = () =>
        trusting.admin.get<{ deliveries: { id: string }[] }>('/api/v1/webhooks/deliveries?state=delivered');
      const first = await until(async () => (await delivered()).deliveries[0], { what: 'it is delivered' });
      const said = await runLines(block('docs/guide/webhooks.md', 'bash webhooks'), trusting.url);
      const replies = said
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { code: number; data: Record<string, unknown> });
      expect(replies.map(({ code }) => code)).toEqual([200, 200, 200, 200]);
      expect(replies[1]?.data).toMatchObject({ id: first.id, attempts: [{ number: 1, status: 200, reply: 'ok' }] });
      expect(replies[2]?.data).toMatchObject({ id: first.id, state: 'due' });
      await receiver.nth('/hook', 2);
      await until(async () => (await delivered()).deliveries[0], { what: 'the second one is noted' });
      const program = [process.execPath, ...programArgs()].map((part) => `'${part}'`).join(' ');
      const lines = `polymuse() { (cd '${root}' && ${program} "$@"); }\n${block('docs/guide/webhooks.md', 'bash webhooks-cli')}`;
      const printed = await runLines(lines, trusting.url);
      expect(printed.trim().split('\n')).toEqual([
        expect.stringContaining(`${first.id}  delivered  task.completed`),
        '1 delivery will be sent again',
      ]);
    } finally {
      await trusting.stop();
      await receiver.close();
    }
  }, 120_000);

  test('the lines about accounts and keys make an account, a key and a top-up', async () => {
    const said = await runLines(block('docs/guide/operating.md', 'bash admin'));
    const replies = said
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { code: number; data: Record<string, unknown> });
    expect(replies.map(({ code }) => code)).toEqual([200, 200, 200, 200]);
    const [account, key, topUp, ledger] = replies.map(({ data }) => data);
    expect(account).toMatchObject({ id: 2, available: 50_000_000 });
    expect(key?.key).toMatch(/^sk-[0-9A-Za-z]{32,}$/);
    expect(topUp).toMatchObject({ available: 60_000_000 });
    expect(ledger?.problems).toEqual([]);
  });

  test('the lines about keys make a limited and a test key, and show keys and usage', async () => {
    const said = await runLines(block('docs/guide/keys-and-budgets.md', 'bash keys'));
    const replies = said
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { code: number; data: Record<string, unknown> });
    expect(replies.map(({ code }) => code)).toEqual([200, 200, 200, 200]);
    const [limited, forTests, list, usage] = replies.map(({ data }) => data);
    expect(limited).toMatchObject({ models: ['flux', 'kling'], monthly_budget: 50_000_000 });
    expect(forTests?.key).toMatch(/^sk-test-/);
    expect(list?.keys).toContainEqual(expect.objectContaining({ name: 'web shop', status: 'active' }));
    expect(usage).toMatchObject({ group_by: ['day', 'model', 'key'] });
  });

  test(
    'the JavaScript of the quick start runs a task to its end',
    async () => {
      const video = await server.admin.upload(await makeClip(folder, 'example.mp4', { seconds: 1 }));
      const text = block('docs/guide/quick-start.md', 'js')
        .replace('http://127.0.0.1:8787', server.url)
        .replace('https://example.com/clip.mp4', video);
      await writeFile(path.join(folder, 'quick-start.mjs'), text);
      const { stdout } = await run(process.execPath, ['quick-start.mjs'], {
        cwd: folder,
        env: { ...process.env, KEY: ADMIN_KEY },
        timeout: DEADLINE_MS,
      });
      const sound = await readResult(stdout.trim());
      expect(sound.subarray(0, 3).toString('latin1') === 'ID3' || sound[0] === 0xff).toBe(true);
    },
    DEADLINE_MS,
  );
});

async function readResult(url: string): Promise<Buffer> {
  const reply = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  expect(reply.status).toBe(200);
  return Buffer.from(await reply.arrayBuffer());
}
