import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FetchFailed, FetchRefused } from './fetch-errors.ts';
import type { Resolve } from './guarded-connector.ts';
import { createSafeFetch, type DownloadOptions, type SafeFetch } from './safe-fetch.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const BOMB = gzipSync(Buffer.alloc(20_000_000));
const PUBLIC = { address: '198.17.0.1', family: 4 };

let scratch: string;
let trusted: http.Server;
let secret: http.Server;
let secure: https.Server;
let home = '';
let hidden = '';
let secureHome = '';
let secretHits = 0;
let seen: { method: string; url: string; headers: http.IncomingHttpHeaders; body: string }[] = [];
const open: SafeFetch[] = [];

const listen = async (server: net.Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
};

type Behaviour = (response: http.ServerResponse, argument: string, url: URL) => unknown;
const reply = (response: http.ServerResponse, body: Buffer | string, headers: http.OutgoingHttpHeaders = {}) =>
  response.writeHead(200, headers).end(body);
const redirect = (response: http.ServerResponse, to: string, status = 302) =>
  response.writeHead(status, { location: to }).end('moved');
const gzip = { 'content-encoding': 'gzip' };

/** What the local servers do, by the first part of the path; the second part is the argument. */
const behaviours: Record<string, Behaviour> = {
  png: (response) => reply(response, PNG, { 'content-type': 'text/html' }),
  html: (response) => reply(response, `<html>${'x'.repeat(10_000)}`, { 'content-type': 'image/png' }),
  svg: (response) => reply(response, '<svg xmlns="http://www.w3.org/2000/svg"/>', { 'content-type': 'image/svg+xml' }),
  status: (response, argument) => response.writeHead(Number(argument), { location: '/png' }).end('body'),
  hops: (response, argument) =>
    argument === '0' ? reply(response, PNG) : redirect(response, `/hops/${Number(argument) - 1}`),
  to: (response, argument, url) => redirect(response, url.searchParams.get('url') ?? '', Number(argument)),
  loop: (response) => redirect(response, '/loop'),
  nowhere: (response) => response.writeHead(302).end(),
  endless(response) {
    response.writeHead(200, { 'content-type': 'image/png' }).write(PNG);
    const more = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536, 1)));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  },
  'big-label': (response) => response.writeHead(200, { 'content-length': 1e9 }).write(PNG),
  'slow-body'(response) {
    response.writeHead(200).write(PNG);
    const drip = setInterval(() => response.write('x'), 20);
    response.on('close', () => clearInterval(drip));
  },
  'idle-body': (response) => response.writeHead(200).write(PNG),
  silent: () => undefined,
  'gzip-bomb': (response) => reply(response, BOMB, gzip),
  gzip: (response) => reply(response, gzipSync('{"ok":true}'), gzip),
  br: (response) => reply(response, brotliCompressSync('{"ok":true}'), { 'content-encoding': 'br' }),
  zstd: (response) => reply(response, 'x', { 'content-encoding': 'zstd' }),
  'gzip-png': (response) => reply(response, gzipSync(PNG), gzip),
  cut: (response) => response.writeHead(200, { 'content-length': 1000 }).write(PNG, () => response.destroy()),
  reset: (response) => (response.socket as net.Socket).resetAndDestroy(),
  echo: (response) => reply(response, 'ok', { 'x-one': '1', 'set-cookie': ['a=1', 'b=2'] }),
  text: (response, argument) => reply(response, 't'.repeat(Number(argument))),
};

const record: http.RequestListener = (request, response) => {
  const body: Buffer[] = [];
  request
    .on('data', (chunk: Buffer) => body.push(chunk))
    .on('end', () => {
      seen.push({
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(body).toString(),
      });
      const url = new URL(request.url ?? '/', 'http://here');
      const [, what = '', argument = ''] = url.pathname.split('/');
      behaviours[what]!(response, argument, url);
    });
};

beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), 'polymuse-fetch-'));
  const fixture = (name: string): Promise<Buffer> => readFile(new URL(`./__fixtures__/${name}`, import.meta.url));
  trusted = http.createServer(record);
  secret = http.createServer((_request, response) => {
    secretHits++;
    response.end(PNG);
  });
  secret.on('connection', () => secretHits++);
  secure = https.createServer(
    { key: await fixture('loopback-key.pem'), cert: await fixture('loopback-cert.pem') },
    record,
  );
  home = `http://${await listen(trusted)}`;
  hidden = `http://${await listen(secret)}`;
  secureHome = `https://${await listen(secure)}`;
});
beforeEach(async () => {
  await rm(file(), { force: true });
  seen = [];
  secretHits = 0;
});
afterAll(async () => {
  for (const server of [trusted, secret, secure]) server.closeAllConnections();
  await Promise.all([trusted, secret, secure].map((server) => new Promise((resolve) => server.close(resolve))));
  await Promise.all(open.map((each) => each.close()));
  await rm(scratch, { recursive: true, force: true });
});

const make = (
  resolve: Resolve = async () => [PUBLIC],
  more: Partial<Parameters<typeof createSafeFetch>[0]> = {},
): SafeFetch => {
  const safe = createSafeFetch({
    trustedOrigins: [home],
    resolve,
    waits: { dnsMs: 200, connectMs: 200, headersMs: 150, idleMs: 150 },
    ...more,
  });
  open.push(safe);
  return safe;
};
const file = (): string => path.join(scratch, 'download');
const get = (url: string, options: Partial<DownloadOptions> = {}, safe = make()) =>
  safe.download(url, { maxBytes: 100_000, timeoutMs: 3000, toPath: file(), ...options });
const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'fetched',
    (thrown: unknown) => {
      if (thrown instanceof FetchRefused) return `refused: ${thrown.reason}`;
      if (thrown instanceof FetchFailed) return `failed: ${thrown.reason}`;
      throw thrown;
    },
  );

describe('download', () => {
  it('stores the bytes, and believes them, not the label', async () => {
    expect(await get(`${home}/png?token=1#part`)).toEqual({
      path: file(),
      sizeBytes: PNG.length,
      contentType: 'image/png',
      finalUrl: `${home}/png?token=1`,
    });
    expect((await readFile(file())).equals(PNG)).toBe(true);
    expect(seen[0]).toMatchObject({ method: 'GET', url: '/png?token=1', headers: { 'accept-encoding': 'identity' } });
  });

  it('follows five redirects and not six', async () => {
    expect((await get(`${home}/hops/5`)).finalUrl).toBe(`${home}/hops/0`);
    expect(await outcome(get(`${home}/hops/6`))).toBe('failed: too_many_redirects');
    expect(await outcome(get(`${home}/loop`))).toBe('failed: too_many_redirects');
    expect(seen).toHaveLength(6 + 6 + 6);
  });

  it.each([301, 302, 303, 307, 308])('follows a %i', async (status) => {
    expect((await get(`${home}/to/${status}?url=/png`)).finalUrl).toBe(`${home}/png`);
  });

  it.each<[string, string, string]>([
    ['another loopback port', 'HIDDEN/png', 'refused: address'],
    ['the same port under another name', 'http://localhost:PORT/png', 'refused: name'],
    ['the same port under another spelling', 'https://127.0.0.1:PORT/png', 'refused: address'],
    ['another loopback address', 'http://127.0.0.2:PORT/png', 'refused: address'],
    ['IPv6 loopback', 'http://[::1]:PORT/png', 'refused: address'],
    ['the metadata service', 'http://169.254.169.254/latest/', 'refused: address'],
    ['a name with a private address', 'http://private.example.com/', 'refused: address'],
    ['a file', 'file:///etc/passwd', 'refused: scheme'],
    ['a URL with credentials', 'http://user:pw@example.com/', 'refused: credentials'],
    ['a database', 'http://example.com:6379/', 'refused: port'],
    ['no URL', 'http://', 'failed: bad_redirect'],
  ])('stops at a redirect to %s', async (_what, to, expected) => {
    const target = to.replace('HIDDEN', hidden).replace('PORT', new URL(home).port);
    const safe = make(async (name) => (name.startsWith('private') ? [{ address: '10.0.0.1', family: 4 }] : [PUBLIC]));
    expect(await outcome(get(`${home}/to/302?url=${encodeURIComponent(target)}`, {}, safe))).toBe(expected);
    expect(secretHits).toBe(0);
    await expect(access(file())).rejects.toThrow('ENOENT');
  });

  it('never goes from https to http, not even between trusted origins', async () => {
    const ca = await readFile(new URL('./__fixtures__/loopback-cert.pem', import.meta.url), 'utf8');
    const safe = make(undefined, { trustedOrigins: [home, secureHome], ca });
    expect((await get(`${secureHome}/png`, {}, safe)).contentType).toBe('image/png');
    expect((await get(`${home}/to/302?url=${encodeURIComponent(`${secureHome}/png`)}`, {}, safe)).finalUrl).toBe(
      `${secureHome}/png`,
    );
    expect(await outcome(get(`${secureHome}/to/302?url=${encodeURIComponent(`${home}/png`)}`, {}, safe))).toBe(
      'refused: downgrade',
    );
  });

  it('takes no certificate that it cannot check', async () => {
    expect(await outcome(get(`${secureHome}/png`, {}, make(undefined, { trustedOrigins: [secureHome] })))).toBe(
      'failed: tls',
    );
  });

  it('keeps credentials from another origin', async () => {
    const other = http.createServer(record);
    const away = `http://${await listen(other)}`;
    const safe = make(undefined, { trustedOrigins: [home, away] });
    const headers = {
      authorization: 'Bearer sk-1',
      'X-Api-Key': 'sk-1',
      cookie: 'a=1',
      'x-goog-api-key': 'sk-1',
      accept: 'image/png',
    };
    const to = encodeURIComponent(`${away}/png?api_key=sk-1&size=2`);
    await get(`${home}/to/302?api_key=sk-1&url=${to}`, { headers }, safe);
    expect(seen[0]!.headers).toMatchObject({ authorization: 'Bearer sk-1', 'x-api-key': 'sk-1' });
    expect(JSON.stringify(seen[1])).not.toContain('sk-1');
    expect(seen[1]).toMatchObject({ url: '/png?size=2', headers: { accept: 'image/png' } });
    await get(`${home}/to/302?url=/png`, { headers }, safe);
    expect(seen[3]!.headers).toMatchObject({ authorization: 'Bearer sk-1' });
    other.closeAllConnections();
    other.close();
  });

  it.each<[string, string, string]>([
    ['an endless body', '/endless', 'failed: too_large'],
    ['a label above the cap', '/big-label', 'failed: too_large'],
    ['a body one byte at a time', '/slow-body', 'failed: timeout'],
    ['a body that stalls', '/idle-body', 'failed: timeout'],
    ['a server that says nothing', '/silent', 'failed: timeout'],
    ['a gzip bomb', '/gzip-bomb', 'failed: encoded'],
    ['a compressed picture', '/gzip-png', 'failed: encoded'],
    ['a body that breaks off', '/cut', 'failed: broken'],
    ['a reset', '/reset', 'failed: broken'],
    ['a redirect without a target', '/nowhere', 'failed: bad_redirect'],
    ['HTML called a picture', '/html', 'failed: unwanted_type'],
    ['SVG', '/svg', 'failed: unwanted_type'],
    ['404', '/status/404', 'failed: http_status'],
    ['500', '/status/500', 'failed: http_status'],
    ['206', '/status/206', 'failed: http_status'],
    ['304', '/status/304', 'failed: http_status'],
  ])('gives up on %s and leaves no file', async (_what, at, expected) => {
    expect(await outcome(get(home + at, { accept: ['image'], timeoutMs: 400 }))).toBe(expected);
    await expect(access(file())).rejects.toThrow('ENOENT');
  });

  it('holds no more than it may: 20 endless bodies stay within their caps', async () => {
    const before = process.memoryUsage().rss;
    const all = Array.from({ length: 20 }, (_, i) =>
      outcome(
        get(`${home}/endless`, {
          maxBytes: 5_000_000,
          timeoutMs: 60_000,
          toPath: path.join(scratch, `endless-${i}`),
        }),
      ),
    );
    expect(new Set(await Promise.all(all))).toEqual(new Set(['failed: too_large']));
    expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
  });

  it('cannot be kept waiting by headers that never end', async () => {
    const drip = net.createServer((socket) => {
      socket.on('error', () => undefined).write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => socket.write('x-a: b\r\n'), 20);
      socket.on('close', () => clearInterval(timer));
    });
    const away = `http://${await listen(drip)}`;
    const result = await outcome(get(`${away}/`, { timeoutMs: 300 }, make(undefined, { trustedOrigins: [away] })));
    expect(['failed: timeout', 'failed: broken']).toContain(result);
    drip.close();
  });

  it('gives a silent or stalled server the short wait, not the long one', async () => {
    const started = Date.now();
    const waits = [`${home}/silent`, `${home}/idle-body`].map((url, i) =>
      outcome(get(url, { timeoutMs: 20_000, toPath: path.join(scratch, `wait-${i}`) })),
    );
    expect(await Promise.all(waits)).toEqual(['failed: timeout', 'failed: timeout']);
    expect(Date.now() - started).toBeLessThan(5000);
  });

  it('stops on abort', async () => {
    const stop = new AbortController();
    const running = outcome(get(`${home}/slow-body`, { signal: stop.signal }));
    await expect.poll(() => seen.length, { timeout: 1000 }).toBe(1);
    stop.abort();
    expect(await running).toBe('failed: aborted');
    expect(await outcome(get(`${home}/png`, { signal: stop.signal }))).toBe('failed: aborted');
    expect(seen).toHaveLength(1);
  });

  it('takes an unknown kind when nothing else was asked for', async () => {
    expect(await get(`${home}/text/10`)).toMatchObject({ sizeBytes: 10, contentType: null });
  });

  it('passes on the error of our own disk as it is', async () => {
    await expect(get(`${home}/png`, { toPath: '/nowhere/at/all' })).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('names', () => {
  const resolveTo =
    (...addresses: string[]): Resolve =>
    async () =>
      addresses.map((address) => ({ address, family: net.isIP(address) }));

  it.each<[string, string[]]>([
    ['a private answer', ['10.0.0.5']],
    ['one public and one private answer', ['8.8.8.8', '127.0.0.1']],
    ['a private answer behind many', ['8.8.8.8', '1.1.1.1', '9.9.9.9', '169.254.169.254']],
    ['IPv6 loopback', ['::1']],
    ['an IPv4-mapped address', ['::ffff:127.0.0.1']],
    ['an IPv4-mapped address in hex', ['::ffff:7f00:1']],
    ['NAT64', ['64:ff9b::a9fe:a9fe']],
    ['6to4', ['2002:7f00:1::1']],
    ['a zone', ['fe80::1%eth0']],
    ['an answer that is no address', ['localhost']],
  ])('with %s are refused', async (_what, addresses) => {
    const port = new URL(hidden).port;
    expect(await outcome(get(`http://example.com:${port}/`, {}, make(resolveTo(...addresses))))).toBe(
      'refused: address',
    );
    expect(secretHits).toBe(0);
  });

  it('that change between two look-ups are looked up once, and only the checked answer is dialled', async () => {
    let lookUps = 0;
    const rebinding: Resolve = async () => [lookUps++ === 0 ? PUBLIC : { address: '127.0.0.1', family: 4 }];
    const result = await outcome(get(`http://rebind.example.com:${new URL(hidden).port}/`, {}, make(rebinding)));
    // 198.17.0.1 answers nobody here: the point is where the dialling went.
    expect(['failed: connect', 'failed: timeout', 'failed: broken']).toContain(result);
    expect(lookUps).toBe(1);
    expect(secretHits).toBe(0);
  });

  it('are resolved as they are written in DNS, an international one in ASCII', async () => {
    const asked: string[] = [];
    const noting: Resolve = async (name) => {
      asked.push(name);
      return [{ address: '127.0.0.1', family: 4 }];
    };
    await outcome(get('http://bücher.example/', {}, make(noting)));
    await outcome(get('http://EXAMPLE.com./', {}, make(noting)));
    expect(asked).toEqual(['xn--bcher-kva.example', 'example.com.']);
  });

  it('of a trusted origin are dialled at the address that was resolved, with the name in Host', async () => {
    const origin = `http://media.internal:${new URL(home).port}`;
    const safe = make(resolveTo('127.0.0.1'), { trustedOrigins: [origin] });
    expect(await get(`${origin}/png`, {}, safe)).toMatchObject({ contentType: 'image/png' });
    expect(seen[0]!.headers.host).toBe(new URL(origin).host);
  });

  it.each<[string, Resolve]>([
    ['do not exist', async () => Promise.reject(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }))],
    ['have no address', async () => []],
    ['are not answered in time', () => new Promise(() => undefined)],
  ])('that %s fail as dns', async (_what, resolve) => {
    expect(await outcome(get('http://example.com/', {}, make(resolve)))).toBe('failed: dns');
  });

  it('trusted or not are never confused: a socket opened with trust serves no request without it', async () => {
    const safe = make();
    await get(`${home}/png`, {}, safe);
    const others = http.createServer(
      (_request, response) => void response.writeHead(302, { location: `${home}/png` }).end(),
    );
    const away = `http://${await listen(others)}`;
    // An origin nobody trusts cannot be reached here at all, so the redirect is played from a second trusted one.
    expect(await outcome(get(`${away}/`, {}, safe))).toBe('refused: address');
    expect(await outcome(get(`${away}/`, {}, make(undefined, { trustedOrigins: [home, away] })))).toBe('fetched');
    others.closeAllConnections();
    others.close();
  });
});

describe('request', () => {
  const post = (at: string, more: Partial<Parameters<SafeFetch['request']>[1]> = {}, safe = make()) =>
    safe.request(at.startsWith('http') ? at : home + at, {
      method: 'POST',
      timeoutMs: 400,
      maxBytes: 10_000,
      ...more,
    });

  it('sends what it was given and gives back what came', async () => {
    const reply = await post('/echo', {
      headers: { 'content-type': 'application/json', 'webhook-id': 'evt_1' },
      body: '{"a":1}',
    });
    expect(reply).toMatchObject({
      status: 200,
      headers: { 'x-one': '1', 'set-cookie': 'a=1, b=2' },
      body: Buffer.from('ok'),
    });
    expect(seen[0]).toMatchObject({
      method: 'POST',
      body: '{"a":1}',
      headers: { 'content-type': 'application/json', 'webhook-id': 'evt_1', 'content-length': '7' },
    });
  });

  it.each([200, 201, 204, 301, 302, 307, 308, 400, 404, 410, 429, 500, 503])(
    'gives back a %i and follows nothing',
    async (status) => {
      expect((await post(`/status/${status}`)).status).toBe(status);
      expect(seen).toHaveLength(1);
    },
  );

  it('inflates within the cap and not beyond', async () => {
    expect((await post('/gzip')).body.toString()).toBe('{"ok":true}');
    expect((await post('/br')).body.toString()).toBe('{"ok":true}');
    expect(await outcome(post('/gzip-bomb', { maxBytes: 100_000 }))).toBe('failed: too_large');
    expect(await outcome(post('/gzip-bomb', { maxBytes: 1e9 }))).toBe('failed: too_large');
    expect(await outcome(post('/zstd'))).toBe('failed: encoded');
  });

  it('fails at a longer body, or cuts it when told so', async () => {
    expect((await post('/text/10000')).body).toHaveLength(10_000);
    expect(await outcome(post('/text/10001'))).toBe('failed: too_large');
    expect((await post('/text/10001', { longBody: 'cut', maxBytes: 7 })).body.toString()).toBe('ttttttt');
    expect((await post('/endless', { longBody: 'cut' })).body).toHaveLength(10_000);
  });

  it.each([
    ['/silent', 'failed: timeout'],
    ['/idle-body', 'failed: timeout'],
    ['/slow-body', 'failed: timeout'],
    ['/reset', 'failed: broken'],
  ])('gives up on %s', async (at, expected) => {
    expect(await outcome(post(at))).toBe(expected);
  });

  it('says whether the request may have arrived', async () => {
    const failed = (work: Promise<unknown>): Promise<unknown> => work.catch((thrown: unknown) => thrown);
    const closed = net.createServer();
    const nobody = `http://${await listen(closed)}`;
    await new Promise((resolve) => closed.close(resolve));
    expect(await failed(post(`${nobody}/`, {}, make(undefined, { trustedOrigins: [nobody] })))).toMatchObject({
      reason: 'connect',
      mayHaveArrived: false,
    });
    expect(await failed(post('/reset'))).toMatchObject({ reason: 'broken', mayHaveArrived: true });
    expect(await failed(post('/silent'))).toMatchObject({ reason: 'timeout', mayHaveArrived: true });
  });

  it('is refused like any download', async () => {
    expect(await outcome(post(hidden))).toBe('refused: address');
    expect(await outcome(post('http://localhost/'))).toBe('refused: name');
    expect(secretHits).toBe(0);
  });

  it('writes no path, query or header of ours into an error', async () => {
    for (const at of ['/reset', '/silent', '/text/99999']) {
      const thrown = await post(`${at}?key=hunter2`, { headers: { authorization: 'hunter2' } }).catch(
        (error: unknown) => error as Error,
      );
      expect((thrown as Error).message).toMatch(/^fetch from http:\/\/127\.0\.0\.1:\d+ failed: \w+$/);
    }
  });
});
