import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createClient } from '../harness/client.ts';
import { makeClip } from '../harness/clips.ts';
import { PATIENT } from '../harness/patience.ts';
import { runCommand } from '../harness/program.ts';
import { ADMIN_KEY, scratchFolder, startServer, type TestServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';
import { startVideoHost, type VideoHost } from '../harness/video-host.ts';

vi.setConfig(PATIENT);

/** Starts and ends of a process, and the commands of the command line. */

let folder: string;
let clip: string;
let host: VideoHost;

beforeAll(async () => {
  folder = await scratchFolder('life');
  host = await startVideoHost();
  clip = await makeClip(folder, 'clip.mp4', { seconds: 1 });
});

afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
});

const dataDir = (name: string) => path.join(folder, name);
const KEY = /sk-[0-9A-Za-z]{48}/;

describe('starts', () => {
  it('the first one prints the address, the data folder and a key that works; the second one reuses them and prints no key', async () => {
    const data = dataDir('two-starts');
    const first = await startServer({ dataDir: data, adminKey: null, env: { POLYMUSE_LOG: 'pretty' } });
    const page = first.lines.join('\n');
    expect(page).toContain(first.url);
    expect(page).toContain(data);
    const key = KEY.exec(page)?.[0] ?? '';
    expect(page.split(key)).toHaveLength(2);
    const client = createClient(first.url, key);
    expect(await client.balance()).toMatchObject({ available: 1_000_000_000 });
    const task = await client.create({ video: await client.upload(clip), steps: 1 });
    const done = await client.waitFor(task.task_id);
    await first.stop();
    expect(first.lines.join('\n')).not.toMatch(new RegExp(`${key}[\\s\\S]*${key}`));

    const second = await startServer({ dataDir: data, adminKey: null, env: { POLYMUSE_LOG: 'pretty' } });
    expect(second.lines.join('\n')).not.toMatch(KEY);
    const again = createClient(second.url, key);
    expect((await again.read(task.task_id)).meta).toEqual(done.meta);
    expect(await again.balance()).toMatchObject({ available: 1_000_000_000 - 5_000, used: 5_000 });
    await second.stop();
  });

  it('with a bootstrap key on an empty database makes it the admin key; later starts ignore another one', async () => {
    const data = dataDir('bootstrap');
    const first = await startServer({ dataDir: data });
    expect(first.lines.join('\n')).not.toContain(ADMIN_KEY);
    expect((await first.admin.balance()).available).toBe(1_000_000_000);
    await first.stop();
    const other = 'another-key-of-at-least-32-characters';
    const second = await startServer({ dataDir: data, adminKey: other });
    expect((await second.admin.send('GET', '/account/info')).status).toBe(401);
    expect((await createClient(second.url, ADMIN_KEY).send('GET', '/account/info')).status).toBe(200);
    await second.stop();
  });

  it('of a second process on the same data folder is refused with the reason; the first one goes on', async () => {
    const data = dataDir('owned');
    const first = await startServer({ dataDir: data });
    const second = await runCommand(['serve'], { PORT: '0', POLYMUSE_DATA: data, POLYMUSE_LOG: 'json' });
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(data);
    expect(second.stderr).toMatch(/in use by process \d+/);
    expect(second.stderr).not.toMatch(/\n\s+at /);
    expect((await first.admin.send('GET', '/account/info')).status).toBe(200);
    const verify = await runCommand(['ledger', 'verify'], { POLYMUSE_DATA: data });
    expect(verify.code).toBe(1);
    expect(verify.stderr).toMatch(/in use/);
    await first.stop();
  });

  it('on a port that is taken is refused with the reason', async () => {
    const port = new URL(host.origin).port;
    const result = await runCommand(['serve'], { PORT: port, POLYMUSE_DATA: dataDir('port'), POLYMUSE_LOG: 'json' });
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/EADDRINUSE|in use/);
  });

  it.each([
    [{ POLYMUSE_PROT: '8080' }, /POLYMUSE_PROT.*unknown variable/],
    [{ POLYMUSE_ENGINES_CONCURENCY: '2' }, /POLYMUSE_ENGINES_CONCURENCY.*POLYMUSE_ENGINES_CONCURRENCY/],
    [{ PORT: 'eighty' }, /PORT/],
    [{ POLYMUSE_BOOTSTRAP_KEY: 'short' }, /POLYMUSE_BOOTSTRAP_KEY/],
    [{ POLYMUSE_LOG: 'loud' }, /POLYMUSE_LOG/],
  ])('with the settings %o are refused before anything is made', async (env, message) => {
    const data = dataDir('never');
    const result = await runCommand(['serve'], { POLYMUSE_DATA: data, ...(env as Record<string, string>) });
    expect(result.code).toBe(2);
    expect(result.stderr.replace(/\n/g, ' ')).toMatch(message);
    expect(result.stderr).not.toContain('short');
    await expect(rm(data, { recursive: true })).rejects.toThrow(/ENOENT/);
  });

  it('with an unknown key in the settings file are refused with its place', async () => {
    const data = dataDir('bad-file');
    await mkdir(data);
    await writeFile(path.join(data, 'polymuse.yaml'), 'server:\n  prot: 8080\n');
    const result = await runCommand(['serve'], { POLYMUSE_DATA: data });
    expect(result.code).toBe(2);
    expect(result.stderr).toMatch(/polymuse\.yaml:2/);
    expect(result.stderr).toContain('port');
  });
});

describe('ends', () => {
  it('SIGINT lets a running task finish, answers reads meanwhile, takes no new work, and exits with 0', async () => {
    const data = dataDir('drain');
    const server = await startServer({ dataDir: data, env: { POLYMUSE_TRUSTED_ORIGINS: host.origin } });
    const task = await server.admin.create({ video: host.give('/held/clip.mp4', clip), steps: 1 });
    await server.admin.waitFor(task.task_id, ['processing']);
    server.kill('SIGINT');
    const ready = async () => (await fetch(`${server.url}/readyz`)).status;
    await until(async () => (await ready()) !== 200, { what: 'not ready any more', everyMs: 10 });
    expect(await ready()).toBe(503);
    expect((await server.admin.read(task.task_id)).status).toBe('processing');
    const refused = await server.admin.submit({ video: host.origin });
    expect(refused.status).toBe(503);
    expect(refused.body.message).toMatch(/^service unavailable/);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    await host.release();
    expect(await server.ended).toEqual({ code: 0, signal: null });

    const next = await startServer({ dataDir: data, env: { POLYMUSE_TRUSTED_ORIGINS: host.origin } });
    // It had ended before the process did: nobody asked for the video again.
    expect((await next.admin.read(task.task_id)).status).toBe('completed');
    expect(host.asked.filter((one) => one === '/held/clip.mp4')).toHaveLength(1);
    await next.stop();
  });

  it('a task that does not finish within the grace is handed back and finished by the next start, charged once', async () => {
    const data = dataDir('hand-back');
    const env = { POLYMUSE_TRUSTED_ORIGINS: host.origin, POLYMUSE_SERVER_SHUTDOWN_GRACE_MS: '300' };
    const video = host.give('/held/back.mp4', clip);
    const server = await startServer({ dataDir: data, env });
    const task = await server.admin.create({ video, steps: 1 });
    await server.admin.waitFor(task.task_id, ['processing']);
    server.kill('SIGTERM');
    expect((await server.ended).code).toBe(0);
    const next = await startServer({ dataDir: data, env });
    expect((await next.admin.read(task.task_id)).status).toBe('processing');
    await host.release();
    const done = await next.admin.waitFor(task.task_id);
    expect(done.status, JSON.stringify(done.error)).toBe('completed');
    expect(await next.admin.balance()).toEqual({ available: 1_000_000_000 - 5_000, frozen: 0, used: 5_000 });
    expect((await next.admin.verifyLedger()).problems).toEqual([]);
    await next.stop();
  });

  it('a second SIGINT ends the process at once', async () => {
    const server = await startServer({
      dataDir: dataDir('at-once'),
      env: { POLYMUSE_TRUSTED_ORIGINS: host.origin },
    });
    const task = await server.admin.create({ video: host.give('/held/slow.mp4', clip) });
    await server.admin.waitFor(task.task_id, ['processing']);
    server.kill('SIGINT');
    await until(async () => (await fetch(`${server.url}/readyz`)).status !== 200, { what: 'not ready any more' });
    const askedAt = performance.now();
    server.kill('SIGINT');
    expect(await server.ended).toEqual({ code: 130, signal: null });
    expect(performance.now() - askedAt).toBeLessThan(2_000);
    host.releaseAll();
  });
});

describe('what the operator sees', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ env: { POLYMUSE_LOG_LEVEL: 'trace' } });
  });
  afterAll(() => server.stop());

  it('/healthz and /readyz answer 200 without a key, /metrics this machine', async () => {
    const health = await fetch(`${server.url}/healthz`);
    expect([health.status, await health.json()]).toEqual([200, { status: 'ok', version: expect.any(String) }]);
    const ready = await fetch(`${server.url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }]);
    const metrics = await fetch(`${server.url}/metrics`);
    expect(metrics.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(await metrics.text()).toMatch(/^# HELP /m);
  });

  it('/metrics with a token in the settings asks for it', async () => {
    const token = 'a-long-random-token';
    const guarded = await startServer({ env: { POLYMUSE_SERVER_METRICS_TOKEN: token } });
    const ask = (headers: Record<string, string>) => fetch(`${guarded.url}/metrics`, { headers }).then((r) => r.status);
    expect(await ask({})).toBe(401);
    expect(await ask({ Authorization: 'Bearer wrong' })).toBe(401);
    expect(await ask({ 'X-API-Key': ADMIN_KEY })).toBe(401);
    expect(await ask({ Authorization: `Bearer ${token}` })).toBe(200);
    await guarded.stop();
  });

  it('/openapi.json describes every route, and /docs is a page that needs nothing from elsewhere', async () => {
    const described = (await (await fetch(`${server.url}/openapi.json`)).json()) as {
      openapi: string;
      paths: Record<string, Record<string, unknown>>;
    };
    expect(described.openapi).toMatch(/^3\.1/);
    expect(Object.keys(described.paths)).toEqual(
      expect.arrayContaining([
        '/api/v1/task',
        '/api/v1/task/{task_id}',
        '/api/ephemeral_resource',
        '/ephemeral/{name}',
        '/account/info',
        '/healthz',
        '/readyz',
      ]),
    );
    const page = await fetch(`${server.url}/docs`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const text = await page.text();
    expect(text).not.toMatch(/(src|href)="https?:/);
    for (const [, asset] of text.matchAll(/(?:src|href)="(\/[^"]+)"/g))
      expect((await fetch(server.url + asset)).status, asset).toBe(200);
  });

  it('no key, given or made, is ever in the log', async () => {
    const client = await server.account();
    await client.create({ video: 'http://127.0.0.1:1/x' });
    await client.send('GET', '/account/info', { anonymous: true, headers: { Authorization: `Bearer ${client.key}` } });
    await client.send('GET', '/account/info', { headers: { 'X-API-Key': `${client.key}x` } });
    await until(() => server.lines.filter((line) => line.includes('/account/info')).length >= 2, { what: 'the log' });
    expect(server.lines.length).toBeGreaterThan(3);
    expect(server.lines.join('\n')).not.toContain(client.key);
    expect(server.lines.join('\n')).not.toContain(ADMIN_KEY);
  });
});

describe('commands', () => {
  it('config print shows every value and where it came from, secrets masked', async () => {
    const result = await runCommand(['config', 'print'], {
      PORT: '9999',
      POLYMUSE_DATA: dataDir('print'),
      POLYMUSE_BOOTSTRAP_KEY: 'a-secret-key-of-at-least-32-characters',
      DATABASE_URL: 'postgres://user:hunter2hunter2@db.example.com/x',
    });
    expect(result.code).toBe(0);
    expect(result.stdout).toMatch(/^server\.port\s+9999\s+from PORT/m);
    expect(result.stdout).toMatch(/^server\.host\s+127\.0\.0\.1\s+default/m);
    expect(result.stdout).not.toContain('a-secret-key');
    expect(result.stdout).not.toContain('hunter2');
    expect(result.stdout).toMatch(/^bootstrap\.key\s+\*+/m);
  });

  it('ledger verify says that the ledger is right', async () => {
    const data = dataDir('bootstrap');
    const result = await runCommand(['ledger', 'verify', '--json'], { POLYMUSE_DATA: data });
    expect(result.code, result.stderr).toBe(0);
    expect(JSON.parse(result.stdout)).toMatchObject({ problems: [], accounts: 1 });
  });

  it('an unknown command or option is a usage error', async () => {
    expect((await runCommand(['srve'], {})).code).toBe(2);
    expect((await runCommand(['serve', '--prot', '1'], {})).code).toBe(2);
    const help = await runCommand(['--help'], {});
    expect(help.code).toBe(0);
    for (const command of ['serve', 'demo', 'config', 'db', 'ledger']) expect(help.stdout).toContain(command);
  });
});
