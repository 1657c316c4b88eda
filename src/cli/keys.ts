import { Command, InvalidArgumentError, Option } from 'commander';
import { systemClock } from '../clock.ts';
import type { Queryable } from '../db/database.ts';
import { createKey } from '../ledger/accounts.ts';
import { type KeyRow, listKeys, readKey, revokeKey } from '../ledger/keys.ts';
import { type Scope, scopes } from '../ledger/scopes.ts';
import { testAccountOf } from '../ledger/test-account.ts';
import { openSettings } from './open-settings.ts';
import { withDatabase } from './with-database.ts';

const DAY_MS = 86_400_000;
const MAX_LISTED = 1_000;

interface CreateOptions {
  account?: number;
  name: string;
  scopes: Scope[];
  admin?: boolean;
  test?: boolean;
  days?: number;
  budget?: number;
}

/** Keys without a server, and so without a key: for whoever lost the last admin key. */
export function keysCommand(): Command {
  return new Command('keys')
    .description('API keys, straight in the database; with the embedded one while the server is stopped.')
    .addCommand(createCommand().exitOverride())
    .addCommand(listCommand().exitOverride())
    .addCommand(revokeCommand().exitOverride());
}

function createCommand(): Command {
  return new Command('create')
    .description('Make a key and print it, this once.')
    .option('--account <number>', 'whose key (default: the first account)', wholeNumber)
    .option('--name <name>', 'for people', 'command line')
    .addOption(
      new Option('--scopes <list>', `some of ${scopes.join(', ')}, with commas`)
        .default(['task', 'account'], 'task,account')
        .argParser(scopeList),
    )
    .option('--admin', 'every scope')
    .option('--test', 'a test key (sk-test-…) of the test account beside it')
    .option('--days <number>', 'until it expires', wholeNumber)
    .option('--budget <points>', 'points that its tasks of a month may cost', wholeNumber)
    .action(async (options: CreateOptions, command: Command) => {
      const { testPoints } = openSettings(command).accounts;
      const made = await withDatabase(command, (database) =>
        database.transaction((tx) => create(tx, options, testPoints)),
      );
      // The key alone on the standard output, for scripts.
      process.stderr.write(`key ${made.id} of account ${made.accountId}, shown this once:\n`);
      process.stdout.write(`${made.key}\n`);
    });
}

async function create(tx: Queryable, options: CreateOptions, testPoints: number) {
  const owner = options.account ?? (await firstAccount(tx));
  const accountId = options.test
    ? await testAccountOf(tx, systemClock, { accountId: owner, points: testPoints })
    : owner;
  const made = await createKey(tx, systemClock, {
    accountId,
    name: options.name,
    scopes: options.admin ? scopes : options.scopes,
    ...(options.days === undefined ? {} : { expiresAt: new Date(systemClock.now() + options.days * DAY_MS) }),
    ...(options.budget === undefined ? {} : { monthlyBudget: options.budget }),
  });
  return { ...made, accountId };
}

async function firstAccount(tx: Queryable): Promise<number> {
  const { rows } = await tx.query<{ id: number }>('SELECT id FROM accounts WHERE test_of IS NULL ORDER BY id LIMIT 1');
  if (!rows[0]) throw new Error('there is no account yet: start the server once, and it makes one with a key');
  return rows[0].id;
}

function listCommand(): Command {
  return new Command('list')
    .description('List keys, newest first, without the keys themselves.')
    .option('--account <number>', 'only of this account and its test account', wholeNumber)
    .option('--revoked', 'revoked ones too')
    .option('--json', 'print them as JSON')
    .action(async (options: { account?: number; revoked?: boolean; json?: boolean }, command: Command) => {
      const keys = await withDatabase(command, (database) =>
        listKeys(database, systemClock, {
          ...(options.account === undefined ? {} : { ownerId: options.account }),
          includeRevoked: options.revoked === true,
          limit: MAX_LISTED,
        }),
      );
      process.stdout.write(options.json ? `${JSON.stringify(keys, null, 2)}\n` : keys.map(lineOf).join(''));
    });
}

function lineOf(key: KeyRow): string {
  const ends = key.revoked_at ? 'revoked' : key.expires_at ? `until ${key.expires_at.toISOString()}` : '';
  const used = key.last_used_at ? `used ${key.last_used_at.toISOString()}` : 'never used';
  const shown = `${key.shown_start}…${key.shown_end}`;
  return `${[key.id, `account ${key.account_id}`, shown, key.scopes.join(','), used, ends, key.name].filter(Boolean).join('  ')}\n`;
}

function revokeCommand(): Command {
  return new Command('revoke')
    .description('Revoke a key for good; running servers know within 15 seconds.')
    .argument('<number>', 'as `keys list` shows it', wholeNumber)
    .action(async (id: number, _options: unknown, command: Command) => {
      await withDatabase(command, (database) =>
        database.transaction(async (tx) => {
          await readKey(tx, systemClock, { id });
          await revokeKey(tx, systemClock, id);
        }),
      );
      process.stdout.write(`key ${id} is revoked\n`);
    });
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (/^\d{1,15}$/.test(text) && value > 0) return value;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}

function scopeList(text: string): Scope[] {
  const named = text.split(',').map((name) => name.trim());
  const isScope = (name: string): name is Scope => (scopes as readonly string[]).includes(name);
  if (named.every(isScope)) return [...new Set(named)];
  throw new InvalidArgumentError(`It must name some of ${scopes.join(', ')}.`);
}
