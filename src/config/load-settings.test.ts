import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeSettings, renderSettings, secretValues } from './describe-settings.ts';
import { type LoadOptions, loadSettings } from './load-settings.ts';
import { SettingsError } from './settings-error.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polymuse settings '));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const load = (options: Partial<LoadOptions> = {}) =>
  loadSettings({ env: { HOME: folder }, cwd: folder, cores: 4, isTerminal: false, ...options });
const yaml = (text: string, name = 'polymuse.yaml') => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};
const problemsOf = (options: Partial<LoadOptions>): string => {
  try {
    load(options);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  return 'no problem';
};

describe('layers', () => {
  test('without file and environment the documented defaults hold', () => {
    const settings = load();
    expect(settings.server).toMatchObject({ host: '127.0.0.1', port: 8787, publicUrl: null, bodyLimitBytes: 33554432 });
    expect(settings.storage).toMatchObject({ uploadHours: 24, resultHours: 72, inlineHours: 24, taskDays: 90 });
    expect(settings.accounts).toEqual({ defaultConcurrency: 20, stagedLimit: 50, testPoints: 1_000_000_000 });
    expect(settings.sandbox).toEqual({ latency: 'fast', cacheMb: 1024 });
    expect(settings.log).toEqual({ format: 'json', level: 'info' });
    expect(settings.engines.concurrency).toBe(3);
    expect(settings.database.url).toBeNull();
  });

  test('a file beats defaults, the environment beats the file, the command line beats all', () => {
    yaml('server:\n  port: 1001\n  host: 0.0.0.0\n  shutdownGraceMs: 5\n');
    const settings = load({ env: { HOME: folder, PORT: '1002', HOST: '::1' }, overrides: { 'server.port': 1003 } });
    expect(settings.server).toMatchObject({ port: 1003, host: '::1', shutdownGraceMs: 5 });
  });

  test('the names that scripts rely on are read', () => {
    const settings = load({
      env: {
        PORT: '0',
        HOST: '0.0.0.0',
        POLYMUSE_DATA: 'state',
        POLYMUSE_PUBLIC_URL: 'https://media.example.com/',
        POLYMUSE_BOOTSTRAP_KEY: 'k'.repeat(32),
        POLYMUSE_LOG: 'silent',
        POLYMUSE_TRUSTED_ORIGINS: 'http://127.0.0.1:9000, http://LOCALHOST:80/',
        DATABASE_URL: 'postgres://u:p@localhost/db',
        REDIS_URL: 'redis://localhost:6379',
      },
    });
    expect(settings.server).toMatchObject({ port: 0, host: '0.0.0.0', publicUrl: 'https://media.example.com' });
    expect(settings.storage.dataDir).toBe(join(folder, 'state'));
    expect(settings.bootstrap.key).toBe('k'.repeat(32));
    expect(settings.log.format).toBe('silent');
    expect(settings.outbound.trustedOrigins).toEqual(['http://127.0.0.1:9000', 'http://localhost']);
    expect(settings.database.url).toBe('postgres://u:p@localhost/db');
    expect(settings.redis.url).toBe('redis://localhost:6379');
  });

  test('every other setting is POLYMUSE_SECTION_KEY, with numbers, switches and words', () => {
    const settings = load({
      env: {
        HOME: folder,
        POLYMUSE_SERVER_BODY_LIMIT_BYTES: '2048',
        POLYMUSE_OUTBOUND_ALLOW_HTTP: 'false',
        POLYMUSE_LOG_LEVEL: 'debug',
        POLYMUSE_SERVER_TRUST_PROXY: '10.0.0.0/8, 127.0.0.1',
      },
    });
    expect(settings.server.bodyLimitBytes).toBe(2048);
    expect(settings.outbound.allowHttp).toBe(false);
    expect(settings.log.level).toBe('debug');
    expect(settings.server.trustProxy).toBe('10.0.0.0/8, 127.0.0.1');
  });

  test('an empty variable and a key without a value count as absent', () => {
    yaml('server:\n  port:\ndatabase:\n');
    expect(load({ env: { PORT: '', DATABASE_URL: ' ' } }).server.port).toBe(8787);
  });

  test('the file is looked for in the data folder before the working folder, and a named one must exist', () => {
    yaml('server: { port: 1 }');
    mkdirSync(join(folder, 'd'));
    yaml('server: { port: 2 }', 'd/polymuse.yaml');
    yaml('server: { port: 3 }', 'other.yaml');
    expect(load({ env: { POLYMUSE_DATA: 'd' } }).server.port).toBe(2);
    expect(load({ env: { POLYMUSE_DATA: 'd', POLYMUSE_CONFIG: 'other.yaml' } }).server.port).toBe(3);
    expect(load({ configPath: 'other.yaml' }).server.port).toBe(3);
    expect(problemsOf({ configPath: 'missing.yaml' })).toContain(`${join(folder, 'missing.yaml')}: cannot be read`);
  });

  test('a relative path starts at the folder of its file or at the working folder; ~ is the home folder', () => {
    mkdirSync(join(folder, 'etc'));
    const configPath = yaml('storage: { dataDir: data }', 'etc/x.yaml');
    expect(load({ configPath }).storage.dataDir).toBe(join(folder, 'etc', 'data'));
    expect(load({ env: { HOME: '/home/x', POLYMUSE_DATA: '~/muse' } }).storage.dataDir).toBe('/home/x/muse');
    expect(load({ env: { FFMPEG_PATH: 'bin/ffmpeg' } }).engines.ffmpegPath).toBe(join(folder, 'bin/ffmpeg'));
    expect(load().engines.ffmpegPath).toBeNull();
  });

  test('the data folder is ./data in a checkout of Polymuse, else the XDG data folder', () => {
    expect(load().storage.dataDir).toBe(join(folder, '.local/share/polymuse'));
    expect(load({ env: { XDG_DATA_HOME: '/xdg' } }).storage.dataDir).toBe('/xdg/polymuse');
    writeFileSync(join(folder, 'package.json'), '{"name":"polymuse"}');
    expect(load().storage.dataDir).toBe(join(folder, 'data'));
  });

  test('settings cannot be changed after loading', () => {
    const settings = load();
    expect(() => Object.assign(settings.server, { port: 1 })).toThrow(TypeError);
    expect(Object.isFrozen(settings.outbound.trustedOrigins)).toBe(true);
  });
});

describe('mistakes stop the start and name their place', () => {
  test.each([
    ['server:\n  prot: 1\n', ':2: unknown setting "server.prot"; did you mean server.port?'],
    ['# c\n\nservre:\n  port: 1\n', ':3: unknown section "servre"; did you mean server?'],
    ['port: 1\n', ':1: unknown section "port"; did you mean server.port?'],
    ['server:\n  level: debug\n', ':2: unknown setting "server.level"; did you mean log.level?'],
    ['server:\n  host: a\n  port: abc\n', ':3: server.port: "abc" must be a whole number from 0 to 65535'],
    ['server:\n  port: 70000\n', ':2: server.port: 70000 must be'],
    ['server:\n  port: [1]\n', ':2: server.port: [1] must be'],
    ['log:\n  format: xml\n', ':2: log.format: "xml" must be one of pretty, json, silent'],
    ['server: 5\n', ':1: section "server" must hold settings'],
    ['- a\n', ':1: must be sections with settings'],
    ['server:\n  port: 1\n  port: 2\n', ':3: Map keys must be unique'],
    ['server: {port: 1\n', ':2: '],
    ['outbound:\n  trustedOrigins: ["http://a/b"]\n', ':2: outbound.trustedOrigins: ["http://a/b"] must be origins'],
  ])('polymuse.yaml %j', (text, expected) => {
    const file = yaml(text);
    expect(problemsOf({})).toContain(`${file}${expected}`);
  });

  test.each([
    ['PORT', '80a', 'PORT: "80a" must be a whole number'],
    ['PORT', '1e3', 'PORT: "1e3" must be a whole number'],
    ['POLYMUSE_LOG', 'loud', 'POLYMUSE_LOG: "loud" must be one of'],
    ['POLYMUSE_OUTBOUND_ALLOW_HTTP', 'maybe', '"maybe" must be true or false'],
    ['POLYMUSE_PUBLIC_URL', 'example.com', 'must be an http:// or https:// address'],
    ['POLYMUSE_TRUSTED_ORIGINS', '*', 'must be origins such as'],
    ['POLYMUSE_DATE', 'x', 'POLYMUSE_DATE: unknown variable; did you mean POLYMUSE_DATA?'],
    ['POLYMUSE_SERVER_PORT', '1', 'POLYMUSE_SERVER_PORT: unknown variable; did you mean PORT?'],
    ['POLYMUSE_ENGINES_CONCURENCY', '1', 'did you mean POLYMUSE_ENGINES_CONCURRENCY?'],
    ['POLYMUSE_QWXZKV', '1', 'POLYMUSE_QWXZKV: unknown variable'],
  ])('%s=%s', (variable, value, expected) => {
    expect(problemsOf({ env: { [variable]: value } })).toContain(expected);
  });

  test('all mistakes are told at once', () => {
    yaml('server:\n  prot: 1\n');
    expect(problemsOf({ env: { PORT: 'x', POLYMUSE_X: '1' } }).split('\n')).toHaveLength(3);
  });

  test('a bad secret is refused without being repeated', () => {
    const message = problemsOf({ env: { POLYMUSE_BOOTSTRAP_KEY: 'short-secret', DATABASE_URL: 'mysql://u:hush@h/d' } });
    expect(message).toContain('POLYMUSE_BOOTSTRAP_KEY: must be 32 to 512 printable');
    expect(message).toContain('DATABASE_URL: must be an address that starts with postgres://');
    expect(message).not.toMatch(/short-secret|hush/);
  });

  test('an unknown override is refused', () => {
    expect(problemsOf({ overrides: { 'server.ports': 1 } })).toContain('did you mean server.port?');
  });
});

describe('showing settings', () => {
  const env = {
    POLYMUSE_BOOTSTRAP_KEY: `planted-${'s'.repeat(32)}`,
    DATABASE_URL: 'postgres://muse:pl%40nted@db/muse?sslpassword=planted3',
    REDIS_URL: 'redis://:planted2@cache:6379/0',
  };

  test('each row says the value, its variable and where it came from', () => {
    const file = yaml('limits:\n  jsonDepth: 40\n');
    const rows = new Map(describeSettings(load({ env: { PORT: '9000' } })).map((row) => [row.name, row]));
    expect(rows.get('server.port')).toEqual({ name: 'server.port', env: 'PORT', value: '9000', from: 'PORT' });
    expect(rows.get('limits.jsonDepth')?.from).toBe(`${file}:2`);
    expect(rows.get('server.host')?.from).toBe('default');
    expect(rows.get('engines.memoryMb')?.env).toBe('POLYMUSE_ENGINES_MEMORY_MB');
  });

  test('no secret is shown', () => {
    const page = renderSettings(load({ env }));
    expect(page).not.toMatch(/planted|pl%40nted|pl@nted/);
    expect(page).toContain('postgres://muse:********@db/muse');
    expect(page).toContain('redis://:********@cache:6379/0');
  });

  test('the log learns every secret, passwords in both spellings', () => {
    expect(secretValues(load({ env }))).toEqual(
      expect.arrayContaining([env.POLYMUSE_BOOTSTRAP_KEY, 'pl%40nted', 'pl@nted', 'planted2', 'planted3']),
    );
  });
});
