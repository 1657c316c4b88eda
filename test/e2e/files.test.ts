import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Client } from '../harness/client.ts';
import { makeClip } from '../harness/clips.ts';
import { PATIENT } from '../harness/patience.ts';
import { rawRequest } from '../harness/raw-request.ts';
import { scratchFolder, startServer, type TestServer } from '../harness/server.ts';

vi.setConfig(PATIENT);

/** Uploads and downloads (protocol page, section 13). */

const UPLOAD_LIMIT = 1_048_576;
const BODY_LIMIT = 2_097_152;

let server: TestServer;
let folder: string;
let client: Client;
let clip: Buffer;
let url: string;

beforeAll(async () => {
  folder = await scratchFolder('files');
  const made = makeClip(folder, 'clip.mp4', { seconds: 1 });
  server = await startServer({
    env: {
      POLYMUSE_SERVER_UPLOAD_LIMIT_BYTES: String(UPLOAD_LIMIT),
      POLYMUSE_SERVER_BODY_LIMIT_BYTES: String(BODY_LIMIT),
    },
  });
  client = await server.account();
  clip = await readFile(await made);
  url = await client.upload(await made);
});

afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const get = (headers: Record<string, string> = {}, method = 'GET') => fetch(url, { method, headers });
const bytesOf = async (reply: Response) => Buffer.from(await reply.arrayBuffer());

describe('a download', () => {
  it('needs no key and gives the bytes with their checked type', async () => {
    const reply = await get();
    expect(reply.status).toBe(200);
    expect((await bytesOf(reply)).equals(clip)).toBe(true);
    expect(Object.fromEntries(reply.headers)).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': String(clip.length),
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      'access-control-allow-origin': '*',
    });
    expect(reply.headers.get('content-disposition')).toBeNull();
  });

  it('by HEAD gives the same headers and no body', async () => {
    const [head, whole] = [await get({}, 'HEAD'), await get()];
    expect(head.status).toBe(200);
    for (const name of ['content-type', 'content-length', 'accept-ranges', 'etag', 'x-content-type-options'])
      expect(head.headers.get(name), name).toBe(whole.headers.get(name));
    expect((await bytesOf(head)).length).toBe(0);
  });

  it.each([
    ['bytes=0-0', 0, 1],
    ['bytes=0-99', 0, 100],
    ['bytes=100-', 100, Number.POSITIVE_INFINITY],
    ['bytes=-50', -50, Number.POSITIVE_INFINITY],
    ['bytes=10-99999999', 10, Number.POSITIVE_INFINITY],
  ])('of %s is that part with 206', async (range, from, to) => {
    const reply = await get({ Range: range });
    const expected = clip.subarray(from, to === Number.POSITIVE_INFINITY ? undefined : to);
    expect(reply.status).toBe(206);
    expect((await bytesOf(reply)).equals(expected)).toBe(true);
    const start = from < 0 ? clip.length + from : from;
    expect(reply.headers.get('content-range')).toBe(`bytes ${start}-${start + expected.length - 1}/${clip.length}`);
    expect(reply.headers.get('content-length')).toBe(String(expected.length));
  });

  it.each(['bytes=99999999-', 'bytes=-0'])('of %s is a 416 with the size', async (range) => {
    const reply = await get({ Range: range });
    expect(reply.status).toBe(416);
    expect(reply.headers.get('content-range')).toBe(`bytes */${clip.length}`);
    expect(await reply.json()).toMatchObject({ code: 416, data: null, message: expect.any(String) });
  });

  it.each(['bytes=9-5', 'lines=1-2', 'bytes=', 'nonsense'])('ignores the range "%s" as no valid one', async (range) => {
    const reply = await get({ Range: range });
    expect(reply.status).toBe(200);
    expect((await bytesOf(reply)).length).toBe(clip.length);
  });

  it('with If-Range gives the part only while the file is the same', async () => {
    const etag = (await get({}, 'HEAD')).headers.get('etag')!;
    expect((await get({ Range: 'bytes=0-9', 'If-Range': etag })).status).toBe(206);
    expect((await get({ Range: 'bytes=0-9', 'If-Range': '"another"' })).status).toBe(200);
  });

  it.each([
    'ffffffff-ffff-4fff-8fff-ffffffffffff.mp4',
    'clip.mp4',
    '..%2f..%2f..%2fetc%2fpasswd',
    '../../../etc/passwd',
    '%2e%2e/%2e%2e/config.default.yaml',
    '..%5c..%5cpackage.json',
    '%00',
    '.',
    'lock/owner-1',
    'x'.repeat(5_000),
  ])('of the name "%.40s" finds nothing', async (name) => {
    const reply = await rawRequest(`${server.url}/ephemeral/${name}`, { method: 'GET' });
    expect([400, 404]).toContain(reply.status);
    expect(reply.body).toMatchObject({ code: reply.status, data: null });
    expect(reply.text).not.toMatch(/root:|polymuse-server/);
  });

  it('cannot be written to', async () => {
    for (const method of ['PUT', 'POST', 'DELETE', 'PATCH']) expect((await get({}, method)).status).toBe(405);
    expect((await get()).status).toBe(200);
  });
});

describe('an upload', () => {
  const json = (body: unknown) => client.send('POST', '/api/ephemeral_resource', { body });
  const form = (bytes: Uint8Array, fileName: string, part = 'file') => {
    const data = new FormData();
    data.append(part, new Blob([new Uint8Array(bytes)]), fileName);
    return client.send('POST', '/api/ephemeral_resource', { body: data });
  };
  const base64 = () => clip.toString('base64');

  it('gives an unguessable name that ends in the right extension, another one each time', async () => {
    const urls = await Promise.all(
      [1, 2].map(async () => (await form(clip, 'a clip.MP4')).body as unknown as { url: string }),
    );
    for (const one of urls) expect(one.url).toMatch(new RegExp(`^${server.url}/ephemeral/[0-9a-f-]{36}\\.mp4$`));
    expect(urls[0]!.url).not.toBe(urls[1]!.url);
  });

  it('costs nothing', async () => {
    expect(await client.balance()).toMatchObject({ frozen: 0, used: 0 });
  });

  it('takes a data prefix', async () => {
    const reply = await json({ file_name: 'a.mp4', file_data: `data:video/mp4;base64,${base64()}` });
    expect(reply.status, reply.text).toBe(200);
  });

  it('names the file by its content where the extension is of the same kind only', async () => {
    const reply = await form(clip, 'clip.webm');
    expect(reply.status).toBe(200);
    expect((reply.body as unknown as { url: string }).url).toMatch(/\.mp4$/);
  });

  it.each([
    ['no name', () => ({ file_data: base64() })],
    ['an empty name', () => ({ file_name: '', file_data: base64() })],
    ['a name of 129 characters', () => ({ file_name: `${'x'.repeat(125)}.mp4`, file_data: base64() })],
    ['a name without extension', () => ({ file_name: 'clip', file_data: base64() })],
    ['an extension that is not listed', () => ({ file_name: 'clip.exe', file_data: base64() })],
    ['a number as name', () => ({ file_name: 7, file_data: base64() })],
    ['no data', () => ({ file_name: 'a.mp4' })],
    ['empty data', () => ({ file_name: 'a.mp4', file_data: '' })],
    ['data that is no base64', () => ({ file_name: 'a.mp4', file_data: '****' })],
    ['a URL as data', () => ({ file_name: 'a.mp4', file_data: 'https://example.com/a.mp4' })],
    ['text as video', () => ({ file_name: 'a.mp4', file_data: Buffer.from('text '.repeat(50)).toString('base64') })],
    ['a video as picture', () => ({ file_name: 'a.png', file_data: base64() })],
    [
      'an SVG as picture',
      () => ({ file_name: 'a.png', file_data: Buffer.from('<svg/>'.repeat(20)).toString('base64') }),
    ],
  ])('with %s is a 400', async (_name, body) => {
    const reply = await json(body());
    expect(reply.status, reply.text).toBe(400);
    expect(reply.body).toMatchObject({ code: 400, data: null });
    expect(reply.body.message).toMatch(/^Invalid request parameters/);
  });

  it('as a form with a wrong kind, a bad name or no file is a 400', async () => {
    const none = new FormData();
    none.append('note', 'hello');
    const replies = [
      await form(clip, 'clip.png'),
      await form(clip, 'clip'),
      await form(Buffer.from('just text'), 'clip.mp4'),
      await client.send('POST', '/api/ephemeral_resource', { body: none }),
    ];
    for (const reply of replies) {
      expect(reply.status, reply.text).toBe(400);
      expect(reply.body.message).toMatch(/^Invalid request parameters/);
    }
  });

  it('that is too large is a 413, as a form, as base64 and as a body', async () => {
    const large = Buffer.concat([clip, Buffer.alloc(UPLOAD_LIMIT)]);
    const replies = [
      await form(large, 'large.mp4'),
      await json({ file_name: 'large.mp4', file_data: large.toString('base64') }),
      await json({ file_name: 'large.mp4', file_data: 'A'.repeat(BODY_LIMIT) }),
    ];
    for (const reply of replies) {
      expect(reply.status, reply.text).toBe(413);
      expect(reply.body).toMatchObject({ code: 413, data: null });
      expect(reply.body.message).toMatch(/^task input too large/);
    }
  });

  it('without a key is a 401', async () => {
    const reply = await client.send('POST', '/api/ephemeral_resource', { body: {}, anonymous: true });
    expect(reply.status).toBe(401);
  });

  it('leaves nothing in the work folder', async () => {
    const names = await readdir(path.join(server.dataDir), { recursive: true });
    expect(names.filter((name) => /upload-/.test(name))).toEqual([]);
  });
});
