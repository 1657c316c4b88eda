import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Client, Reply } from '../harness/client.ts';
import { makeClip } from '../harness/clips.ts';
import { inflateDuration } from '../harness/mp4-header.ts';
import { PATIENT } from '../harness/patience.ts';
import { rawRequest } from '../harness/raw-request.ts';
import { scratchFolder, startServer, type TestServer } from '../harness/server.ts';
import { startVideoHost, type VideoHost } from '../harness/video-host.ts';

vi.setConfig(PATIENT);

/** Whatever is sent: an answer in the envelope, never a 5xx, nothing charged, and the server goes on. */

let server: TestServer;
let host: VideoHost;
let folder: string;
let client: Client;
let clip: string;
let opening: { available: number; frozen: number; used: number };

beforeAll(async () => {
  folder = await scratchFolder('hostile');
  host = await startVideoHost();
  [server, clip] = await Promise.all([
    startServer({
      env: {
        POLYMUSE_TRUSTED_ORIGINS: host.origin,
        POLYMUSE_ENGINES_CONCURRENCY: '2',
        POLYMUSE_LIMITS_REQUESTS_PER_MINUTE: '6000',
      },
    }),
    makeClip(folder, 'clip.mp4', { seconds: 2 }),
  ]);
  client = await server.account({ points: 1_000_000_000, maxConcurrentTasks: 100 });
  opening = await client.balance();
});

afterAll(async () => {
  await server.stop();
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

/** Refused by us, politely: a 4xx in the envelope without a word of our insides. */
function expectRefusal(reply: Reply | { status: number; text: string; body?: unknown }, status?: number): void {
  expect(reply.status, reply.text.slice(0, 300)).toBeGreaterThanOrEqual(400);
  expect(reply.status, reply.text.slice(0, 300)).toBeLessThan(500);
  if (status !== undefined) expect(reply.status, reply.text.slice(0, 300)).toBe(status);
  expect(reply.body).toEqual({ code: reply.status, data: null, message: expect.any(String) });
  const { message } = reply.body as { message: string };
  expect(message.length).toBeGreaterThan(0);
  expect(message.length).toBeLessThan(600);
  expect(reply.text).not.toMatch(/node_modules|\.ts:|\.js:|\\n +at |\/tmp\/|\/src\//);
}

const post = (body: string, headers: Record<string, string> = {}) =>
  client.send('POST', '/api/v1/task', { body, headers });

describe('bodies', () => {
  it.each([
    ['nothing', ''],
    ['a word', 'hello'],
    ['half an object', '{"model": "Qubico/mmaudio", '],
    ['single quotes', "{'model': 1}"],
    ['a trailing comma', '{"model": "x",}'],
    ['NaN', '{"model": NaN}'],
    ['two objects', '{}{}'],
    ['a byte order mark in the middle', '{"a":\uFEFF1}'],
    ['an array', '[]'],
    ['a number', '7'],
    ['a text', '"text"'],
    ['null', 'null'],
    ['a zero byte', '{"model":"a\u0000b"}'],
    ['an unfinished escape', '{"model":"\\u12'],
  ])('that are %s are a 400', async (_name, body) => {
    expectRefusal(await post(body), 400);
  });

  it('of bytes that are no UTF-8 are a 400', async () => {
    const body = Buffer.concat([Buffer.from('{"model": "'), Buffer.from([0xff, 0xfe, 0xc0]), Buffer.from('"}')]);
    expectRefusal(await client.send('POST', '/api/v1/task', { body: new Uint8Array(body) }), 400);
  });

  it.each([33, 1_000, 100_000])('nested %i levels deep are a 400', async (levels) => {
    expectRefusal(await post(`{"input":${'['.repeat(levels)}${']'.repeat(levels)}}`), 400);
    expectRefusal(await post(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`), 400);
    expectRefusal(await post('['.repeat(levels)), 400);
  });

  it('of 100 MB are a 413, with and without a length', async () => {
    const chunk = Buffer.alloc(1_048_576, 0x61);
    const start = '{"model":"Qubico/mmaudio","task_type":"video2audio","input":{"video":"';
    for (const isChunked of [false, true]) {
      const reply = await rawRequest(`${client.base}/api/v1/task`, {
        headers: {
          'X-API-Key': client.key,
          'Content-Type': 'application/json',
          ...(isChunked ? {} : { 'Content-Length': String(start.length + 100 * chunk.length) }),
        },
        *chunks() {
          yield start;
          for (let n = 0; n < 100; n++) yield chunk;
        },
      });
      expectRefusal(reply, 413);
      expect((reply.body as { message: string }).message).toMatch(/^task input too large/);
    }
  });

  it('with 200,000 members, or one name of a megabyte, are answered at once', async () => {
    const many = Object.fromEntries(Array.from({ length: 200_000 }, (_, n) => [`m${n}`, n]));
    const startedAt = performance.now();
    expectRefusal(await client.submit({ ...many }), 400);
    expectRefusal(await post(JSON.stringify({ [`k${'x'.repeat(1_000_000)}`]: 1 })), 400);
    expectRefusal(await post(`{"model":"${'x'.repeat(1_000_000)}","task_type":"y"}`), 400);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  it('with __proto__, constructor and prototype members are read as if those were not there', async () => {
    const video = host.give('/proto/none.mp4', '/nowhere');
    const body = `{"__proto__":{"model":"x"},"constructor":{"prototype":{"polluted":1}},"model":"Qubico/mmaudio","task_type":"video2audio",
      "input":{"video":"${video}","__proto__":{"steps":99,"polluted":1},"constructor":1,"toString":2,"hasOwnProperty":3},
      "config":{"__proto__":{"service_mode":"private"},"webhook_config":{"__proto__":{"endpoint":"http://127.0.0.1"}}}}`;
    const reply = await post(body);
    expect(reply.status, reply.text).toBe(200);
    const { input, config, task_id } = reply.body.data as {
      input: Record<string, unknown>;
      config: unknown;
      task_id: string;
    };
    expect(Object.keys(input)).toEqual(['negative_prompt', 'prompt', 'seed', 'steps', 'video']);
    expect(config).toEqual({ service_mode: '', webhook_config: { endpoint: '', secret: '' } });
    expect(input.steps).toBe(20);
    await client.waitFor(task_id);
  });
});

describe('fields', () => {
  const wrong = [true, 7, 1.5, ['x'], { a: 1 }, [[['x']]]];
  it.each(['prompt', 'negative_prompt', 'video'])('%s of a wrong type names itself in a 400', async (field) => {
    for (const value of wrong) {
      const reply = await client.submit({ video: 'https://example.com/a.mp4', [field]: value });
      expectRefusal(reply, 400);
      expect(reply.body.message).toContain(`invalid ${field}`);
    }
  });

  const badNumbers = [
    true,
    false,
    1.5,
    -2,
    1e300,
    -1e300,
    9.1e15,
    '1.5',
    'ten',
    '0x10',
    '1e400',
    'Infinity',
    [1],
    {},
    { a: 1 },
  ];
  it.each(['steps', 'seed'])('%s that is no number in its range names itself in a 400', async (field) => {
    for (const value of badNumbers.filter((one) => JSON.stringify(one) !== '{}')) {
      const reply = await client.submit({ video: 'https://example.com/a.mp4', [field]: value });
      expectRefusal(reply, 400);
      expect(reply.body.message).toContain(`invalid ${field}`);
    }
  });

  it('of huge numbers written out are a 400, never a server error', async () => {
    for (const number of ['1e999', '-1e999', `1${'0'.repeat(5_000)}`, '99999999999999999999999', '0.1e-400'])
      expectRefusal(
        await post(
          `{"model":"Qubico/mmaudio","task_type":"video2audio","input":{"video":"https://x.example/a","steps":${number}}}`,
        ),
        400,
      );
  });

  it.each(['prompt', 'negative_prompt'])(
    '%s of more than 2000 characters is a 400 that does not repeat it',
    async (field) => {
      const reply = await client.submit({ video: 'https://example.com/a.mp4', [field]: 'ж'.repeat(2_001) });
      expectRefusal(reply, 400);
    },
  );

  it.each([
    'file:///etc/passwd',
    'ftp://example.com/a.mp4',
    'gopher://127.0.0.1:70/',
    'javascript:alert(1)',
    '/etc/passwd',
    '../../etc/passwd',
    'C:\\windows\\win.ini',
    'http://',
    'https://exa mple.com/a',
    'data:video/mp4,plain',
    'data:video/mp4;base64,!!!!',
    'data:;base64,',
    'concat:http://a|http://b',
    'pipe:0',
    '-i /etc/passwd',
    `https://example.com/${'x'.repeat(9_000)}`,
    'not base64 at all',
  ])('video "%.60s" is a 400', async (video) => {
    const reply = await client.submit({ video });
    expectRefusal(reply, 400);
    expect(reply.body.message).toMatch(/^invalid request: invalid video/);
  });

  it('input that is no object is a 400', async () => {
    for (const input of [7, 'text', [1], true]) expectRefusal(await client.submit(input), 400);
  });
});

describe('task ids', () => {
  it.each([
    '../../etc/passwd',
    '..%2f..%2fetc%2fpasswd',
    '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '%2e%2e/%2e%2e/',
    '%00',
    'a%00b',
    '%',
    '%zz',
    '%c0%ae%c0%ae',
    "1'%20OR%20'1'='1",
    '00000000-0000-4000-8000-000000000000%00',
    '__proto__',
    'x'.repeat(5_000),
    '%F0%9F%92%A9',
  ])('like "%.50s" are a 404', async (id) => {
    for (const method of ['GET', 'DELETE']) {
      // fetch would resolve the dots itself.
      const reply = await rawRequest(`${client.base}/api/v1/task/${id}`, {
        method,
        headers: { 'X-API-Key': client.key },
      });
      expectRefusal(reply);
      expect([400, 404, 405]).toContain(reply.status);
    }
  });
});

describe('requests that are hardly HTTP', () => {
  it.each(['PUT', 'PATCH', 'OPTIONS', 'PROPFIND', 'TRACE', 'BREW'])('the method %s is refused', async (method) => {
    const reply = await rawRequest(`${client.base}/api/v1/task`, { method, headers: { 'X-API-Key': client.key } });
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect(reply.status).toBeLessThan(500);
  });

  it('headers of 100 kB are refused', async () => {
    const reply = await rawRequest(`${client.base}/account/info`, {
      method: 'GET',
      headers: { 'X-API-Key': client.key, 'X-Long': 'x'.repeat(100_000) },
    });
    expect(reply.status).toBe(431);
  });

  it('a form that is cut off in the middle is a 400', async () => {
    const reply = await client.send('POST', '/api/ephemeral_resource', {
      body: '--b\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\nabc',
      headers: { 'Content-Type': 'multipart/form-data; boundary=b' },
    });
    expectRefusal(reply, 400);
  });

  it('a form without a boundary is a 4xx', async () => {
    expectRefusal(
      await client.send('POST', '/api/ephemeral_resource', {
        body: 'abc',
        headers: { 'Content-Type': 'multipart/form-data' },
      }),
    );
  });
});

describe('videos that are none', () => {
  /** Each is tried as URL, and where it is small as a data URI and as bare base64. */
  const cases: Record<string, () => Promise<string>> = {
    'a text file': async () => {
      const file = path.join(folder, 'text.mp4');
      await writeFile(file, 'This is a letter about a video, not a video. '.repeat(50));
      return file;
    },
    'a page of HTML': async () => {
      const file = path.join(folder, 'page.mp4');
      await writeFile(file, `<!doctype html><html><body>${'<p>404</p>'.repeat(100)}</body></html>`);
      return file;
    },
    'a playlist that names a local file': async () => {
      const file = path.join(folder, 'list.mp4');
      await writeFile(
        file,
        `#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n${'#\n'.repeat(50)}`,
      );
      return file;
    },
    'a truncated mp4': async () => {
      const file = path.join(folder, 'cut.mp4');
      const source = await makeClip(folder, 'tail-moov.mp4', {
        seconds: 2,
        arguments: [
          '-f',
          'lavfi',
          '-i',
          'testsrc=size=320x180:rate=25:duration=2',
          '-c:v',
          'libx264',
          '-pix_fmt',
          'yuv420p',
        ],
      });
      const bytes = await readFile(source);
      await writeFile(file, bytes.subarray(0, Math.floor(bytes.length / 2)));
      return file;
    },
    'the first 100 bytes of an mp4': async () => {
      const file = path.join(folder, 'head.mp4');
      await writeFile(file, (await readFile(clip)).subarray(0, 100));
      return file;
    },
    'an mp4 with sound only': () =>
      makeClip(folder, 'sound.mp4', {
        seconds: 2,
        arguments: ['-f', 'lavfi', '-i', 'sine=duration=2', '-c:a', 'aac'],
      }),
    'a header that claims two hours': async () => {
      const file = path.join(folder, 'two-hours.mp4');
      await writeFile(file, inflateDuration(await readFile(clip), 7_200));
      return file;
    },
    'random bytes behind an mp4 header': async () => {
      const file = path.join(folder, 'noise.mp4');
      const bytes = Buffer.from(await readFile(clip));
      for (let at = 64; at < bytes.length; at++) bytes[at] = (at * 2_654_435_761) & 0xff;
      await writeFile(file, bytes);
      return file;
    },
    'an empty file': async () => {
      const file = path.join(folder, 'empty.mp4');
      await writeFile(file, '');
      return file;
    },
  };

  it.each(Object.keys(cases))('%s fails the task, says why, and costs nothing', async (name) => {
    const file = await cases[name]!();
    const bytes = await readFile(file);
    const base64 = bytes.toString('base64');
    const ways = [host.give(`/${path.basename(file)}`, file)];
    if (bytes.length > 0) ways.push(`data:video/mp4;base64,${base64}`, base64);
    const tasks = await Promise.all(ways.map((video) => client.submit({ video, steps: 1 })));
    for (const [index, created] of tasks.entries()) {
      expect(created.status, `${name}, way ${index}: ${created.text.slice(0, 300)}`).toBe(200);
      const task = await client.waitFor(created.body.data.task_id);
      expect(task.status, `${name}, way ${index}: ${JSON.stringify(task.logs)}`).toBe('failed');
      expect(task.error.code).toBe(10010);
      expect(task.error.message).toContain('failed to get valid video');
      expect(task.error.raw_message).toContain('failed to get valid video');
      const reason = String(task.error.detail?.reason ?? '');
      expect(reason.length).toBeGreaterThan(0);
      expect(task.logs.join('\n')).toContain(reason);
      expect(JSON.stringify(task)).not.toMatch(/\/tmp\/|node_modules|\/etc\//);
      expect(task.meta.usage).toMatchObject({ frozen: 0, consume: 0 });
      expect(task.output).toBeNull();
    }
  });

  it.each([
    'http://127.0.0.1:1/a.mp4',
    'http://localhost/a.mp4',
    'http://[::1]/a.mp4',
    'http://[::ffff:127.0.0.1]/a.mp4',
    'http://169.254.169.254/latest/meta-data/',
    'http://metadata.google.internal/computeMetadata/v1/',
    'http://10.0.0.1/a.mp4',
    'http://0x7f000001/a.mp4',
    'http://2130706433/a.mp4',
    'http://127.1/a.mp4',
    'http://0/a.mp4',
    'http://user:password@127.0.0.1/a.mp4',
  ])('%s is not fetched', async (video) => {
    const task = await client.create({ video, steps: 1 });
    const failed = await client.waitFor(task.task_id);
    expect(failed).toMatchObject({
      status: 'failed',
      error: { code: 10010, detail: { reason: expect.any(String) } },
      meta: { usage: { frozen: 0, consume: 0 } },
    });
    expect(failed.error.message).toContain('failed to get valid video');
    expect(failed.logs.join('\n')).toContain(String(failed.error.detail!.reason));
  });

  it('the server itself, on its own port, is asked for files only', async () => {
    for (const video of [`${server.url}/account/info`, `${server.url}/metrics`, `${server.url}/ephemeral/../metrics`]) {
      const task = await client.create({ video, steps: 1 });
      expect(await client.waitFor(task.task_id)).toMatchObject({ status: 'failed', error: { code: 10010 } });
    }
  });
});

describe('afterwards', () => {
  it('nothing was charged or is held, and the ledger adds up', async () => {
    expect(await client.balance()).toEqual(opening);
    expect((await server.admin.verifyLedger()).problems).toEqual([]);
  });

  it('the same process still does its job', async () => {
    expect(server.child.exitCode).toBeNull();
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    const task = await client.create({ video: await client.upload(clip), steps: 1 });
    expect((await client.waitFor(task.task_id)).status).toBe('completed');
  });

  it('nothing of it was logged as our own fault', () => {
    const errors = server.lines.filter((line) => line.includes('"level":"error"') || line.includes('"level":"fatal"'));
    expect(errors).toEqual([]);
  });
});
