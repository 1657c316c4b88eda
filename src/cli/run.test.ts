import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { openDatabase } from '../db/open-database.ts';
import { createAccount } from '../ledger/accounts.ts';
import { createKeyLookup } from '../ledger/key-lookup.ts';
import { version } from '../version.ts';
import { run } from './run.ts';

vi.setConfig({ testTimeout: 120_000 });

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'polymuse-cli-'));
  vi.stubEnv('POLYMUSE_DATA', dataDir);
  for (const name of ['DATABASE_URL', 'REDIS_URL', 'PORT', 'HOST', 'POLYMUSE_CONFIG']) vi.stubEnv(name, undefined);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  process.exitCode = undefined;
  await rm(dataDir, { recursive: true, force: true });
});

/** Runs one command line and keeps what it printed. */
async function polymuse(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const printed = { out: '', err: '' };
  const keep = (name: 'out' | 'err') => (text: string | Uint8Array) => {
    printed[name] += String(text);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(keep('out'));
  vi.spyOn(process.stderr, 'write').mockImplementation(keep('err'));
  const code = await run(args);
  vi.restoreAllMocks();
  return { code, ...printed };
}

describe('the command line', () => {
  test('--help lists every command and is no failure', async () => {
    const { code, out } = await polymuse('--help');
    expect(code).toBe(0);
    for (const name of ['serve', 'demo', 'config', 'db', 'keys', 'ledger', 'webhooks', 'engines', 'doctor'])
      expect(out).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
  });

  test.each([
    ['serve'],
    ['demo'],
    ['config', 'print'],
    ['db', 'migrate'],
    ['ledger', 'verify'],
    ['keys', 'create'],
    ['webhooks', 'list'],
    ['webhooks', 'replay'],
    ['webhooks', 'listen'],
    ['engines', 'list'],
    ['engines', 'add'],
    ['doctor'],
  ])('explains %s %s', async (...command) => {
    const { code, out } = await polymuse(...command.filter(Boolean), '--help');
    expect(code).toBe(0);
    expect(out).toMatch(/^Usage: polymuse /);
  });

  test('--version prints the version of the package', async () => {
    expect(await polymuse('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  test.each([[['nope']], [['serve', '--nope']], [['config', 'nope']], [['--nope']], [['db', 'migrate', 'extra']]])(
    '%j is used wrongly: exit code 2, and where help is',
    async (args) => {
      const { code, out, err } = await polymuse(...args);
      expect(code).toBe(2);
      expect(out).toBe('');
      expect(err).toMatch(/^error: /);
    },
  );

  test('a bad setting is used wrongly too, and named', async () => {
    vi.stubEnv('PORT', 'eighty');
    const { code, err } = await polymuse('config', 'print');
    expect(code).toBe(2);
    expect(err).toMatch(/^polymuse: /);
    expect(err).toContain('PORT');
    expect(err).not.toMatch(/ at .*\.ts/);
  });
});

describe('config print', () => {
  test('shows values with where they come from, and no secret', async () => {
    const key = 'a-bootstrap-key-of-more-than-32-characters';
    vi.stubEnv('POLYMUSE_BOOTSTRAP_KEY', key);
    vi.stubEnv('DATABASE_URL', 'postgres://polymuse:hunter2hunter2@db.example.com:5432/polymuse');
    vi.stubEnv('PORT', '9999');
    const { code, out } = await polymuse('config', 'print');
    expect(code).toBe(0);
    expect(out).toContain('9999');
    expect(out).toContain('PORT');
    expect(out).toContain(dataDir);
    expect(out).not.toContain(key);
    expect(out).not.toContain('hunter2');
  });

  test('takes the file named by --config, and fails when it is not there', async () => {
    const file = path.join(dataDir, 'mine.yaml');
    await writeFile(file, 'server:\n  port: 4321\n');
    expect((await polymuse('--config', file, 'config', 'print')).out).toContain('4321');
    expect((await polymuse('--config', `${file}.gone`, 'config', 'print')).code).toBe(2);
  });
});

describe('keys', () => {
  const withDatabase = async <T>(work: (database: Database) => Promise<T>): Promise<T> => {
    const database = await openDatabase({ dataDir }, { log: quiet, clock: systemClock });
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  };
  const callerOf = (key: string) => withDatabase((database) => createKeyLookup(database, systemClock).find(key));

  test('create --admin makes the key of somebody who lost theirs, and revoke ends it', async () => {
    await withDatabase((database) =>
      database.transaction((tx) => createAccount(tx, systemClock, { name: 'x', maxConcurrentTasks: 1 })),
    );
    const made = await polymuse('keys', 'create', '--admin', '--name', 'spare');
    expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^sk-\w{48}\n$/) });
    expect(made.err).toContain('key 1 of account 1');
    const key = made.out.trim();
    expect(await callerOf(key)).toMatchObject({ accountId: 1, scopes: ['task', 'account', 'admin'] });

    const listed = await polymuse('keys', 'list');
    expect(listed.out).toMatch(/^1 .*spare/m);
    expect(listed.out).not.toContain(key);
    expect(JSON.parse((await polymuse('keys', 'list', '--json')).out)).toMatchObject([{ id: 1, name: 'spare' }]);

    expect(await polymuse('keys', 'revoke', '1')).toEqual({ code: 0, out: 'key 1 is revoked\n', err: '' });
    expect(await callerOf(key)).toBeNull();
    expect((await polymuse('keys', 'list')).out).not.toContain('spare');
  });

  test('create --test makes a key of the test account', async () => {
    await withDatabase((database) =>
      database.transaction((tx) => createAccount(tx, systemClock, { name: 'x', maxConcurrentTasks: 1 })),
    );
    const { out } = await polymuse('keys', 'create', '--account', '1', '--test', '--days', '3', '--budget', '500');
    expect(out).toMatch(/^sk-test-\w{48}\n$/);
    expect(await callerOf(out.trim())).toMatchObject({ accountId: 2, isTest: true, scopes: ['task', 'account'] });
  });

  test.each([
    [['keys', 'create'], 'there is no account yet'],
    [['keys', 'create', '--account', '7'], 'no such account'],
    [['keys', 'revoke', '7'], 'no such key'],
  ])('%j says what is missing', async (args, text) => {
    const { code, out, err } = await polymuse(...args);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(text);
  });

  test.each([[['keys', 'revoke', 'x']], [['keys', 'create', '--days', '0']], [['keys', 'create', '--scopes', 'root']]])(
    '%j is used wrongly',
    async (args) => {
      expect((await polymuse(...args)).code).toBe(2);
    },
  );
});

describe('the database commands', () => {
  test('db migrate makes the database, twice without harm', async () => {
    for (let i = 0; i < 2; i++) {
      expect(await polymuse('db', 'migrate')).toEqual({
        code: 0,
        out: 'the embedded database is up to date\n',
        err: '',
      });
    }
    expect(await readdir(dataDir)).toContain('database');
  });

  test('ledger verify finds a right ledger right, and a wrong one wrong with exit code 1', async () => {
    const database = await openDatabase({ dataDir }, { log: quiet, clock: systemClock });
    await database.transaction((tx) =>
      createAccount(tx, systemClock, { name: 'x', points: 500, maxConcurrentTasks: 1 }),
    );
    await database.close();
    expect(await polymuse('ledger', 'verify')).toEqual({
      code: 0,
      out: 'the ledger is right: 1 accounts, 1 entries, 0 points held, 0 charged\n',
      err: '',
    });

    const again = await openDatabase({ dataDir }, { log: quiet, clock: systemClock });
    await again.query('UPDATE accounts SET available = 507');
    await again.close();
    const wrong = await polymuse('ledger', 'verify');
    expect(wrong.code).toBe(1);
    expect(wrong.out).toMatch(/^WRONG {2}available = .*: 1 is off by 7\n1 problems: /);
    process.exitCode = undefined;
    const report = JSON.parse((await polymuse('ledger', 'verify', '--json')).out);
    expect(report).toMatchObject({ accounts: 1, problems: [{ subject: '1', off: 7 }] });
  });

  test('refuse a data folder that a running server owns, and say so', async () => {
    const owner = await openDatabase({ dataDir }, { log: quiet, clock: systemClock });
    const { code, err } = await polymuse('ledger', 'verify');
    await owner.close();
    expect(code).toBe(1);
    expect(err).toMatch(/^polymuse: .*(in use|already|another process)/i);
  });
});

describe('doctor', () => {
  test('tells for every pair what serves it live and in test mode, and is content with this machine', async () => {
    const { code, out } = await polymuse('doctor', '--json');
    expect(code).toBe(0);
    const { checks, pairs } = JSON.parse(out) as {
      checks: { name: string; state: string }[];
      pairs: {
        model: string;
        task_type: string;
        live: { available: boolean; quality: string | null };
        test: boolean;
      }[];
    };
    expect(checks.filter(({ state }) => state === 'wrong')).toEqual([]);
    expect(pairs.every(({ test }) => test)).toBe(true);
    const mmaudio = pairs.find(({ model }) => model === 'Qubico/mmaudio');
    expect(mmaudio?.live).toMatchObject({ available: true, backend: 'embedded', engine: 'embedded/foley@1' });
    expect(mmaudio?.live.quality).toMatch(/\.$/);
    const imagine = pairs.find(({ task_type }) => task_type === 'imagine');
    expect(imagine?.live).toMatchObject({ available: false, reason: expect.stringContaining('midjourney imagine') });
  });

  test('a data folder that cannot be written is wrong, and says what to change', async () => {
    const file = path.join(dataDir, 'a-file');
    await writeFile(file, '');
    vi.stubEnv('POLYMUSE_DATA', path.join(file, 'below'));
    const { code, out } = await polymuse('doctor');
    expect(code).toBe(1);
    expect(out).toMatch(/WRONG.*data folder.*POLYMUSE_DATA/);
  });
});

describe('engines', () => {
  test('list names state, size and licence of each', async () => {
    vi.stubEnv('POLYMUSE_ENGINES_FOLDER', path.join(dataDir, 'engines'));
    const { code, out } = await polymuse('engines', 'list');
    expect(code).toBe(0);
    expect(out).toMatch(/^foley +built in/m);
    expect(out).toMatch(/^song +not installed +\d+ MB +\S/m);
    const { engines } = JSON.parse((await polymuse('engines', 'list', '--json')).out) as {
      engines: { name: string }[];
    };
    expect(engines.map(({ name }) => name)).toContain('face-swap');
  });

  test('add and remove refuse a name that no engine has, and list the names there are', async () => {
    for (const command of ['add', 'remove']) {
      const { code, err } = await polymuse('engines', command, 'telepathy');
      expect(code).toBe(1);
      expect(err).toMatch(/no engine is called "telepathy": there are .*foley/);
    }
    expect((await polymuse('engines', 'add')).err).toContain('--all');
  });

  test('what is not installed is told when it is removed; a built-in engine needs no packages', async () => {
    vi.stubEnv('POLYMUSE_ENGINES_FOLDER', path.join(dataDir, 'engines'));
    expect((await polymuse('engines', 'remove', 'song')).out).toBe('song: was not installed\n');
    expect((await polymuse('engines', 'add', 'foley')).out).toBe('foley: needs no packages\n');
  });
});
