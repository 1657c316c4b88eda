import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { openDatabase } from '../../src/db/open-database.ts';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const rounds = 10;
let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'polymuse-kill-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

/** Lets a writer run and kills it while it writes; returns the numbers it had acknowledged. */
async function writeAndKill(first: number, afterMs: number): Promise<number[]> {
  const script = fileURLToPath(new URL('./database-kill-writer.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, dataDir, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  const gone = new Promise<string | null>((resolve) => child.once('close', (_code, signal) => resolve(signal)));
  const started = new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  await Promise.race([started, gone]);
  await wait(afterMs);
  child.kill('SIGKILL');
  expect(await gone).toBe('SIGKILL');
  return output.split('\n').slice(0, -1).map(Number);
}

test('kill -9 amid write transactions loses nothing that was acknowledged and keeps no half transaction', async () => {
  const acknowledged: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const numbers = await writeAndKill(round * 1_000_000, 20 + round * 17);
    expect(numbers.length).toBeGreaterThan(0);
    acknowledged.push(...numbers);
  }
  const database = await openDatabase({ dataDir }, { log: quiet, clock: systemClock });
  const { rows } = await database.query<{ n: number; parts: number; whole: boolean }>(
    `SELECT n, count(*)::int AS parts, bool_and(body = repeat(n || ':' || part, 200)) AS whole
     FROM written GROUP BY n ORDER BY n`,
  );
  await database.close();
  const found = new Set(rows.map((row) => row.n));
  expect(acknowledged.filter((n) => !found.has(n))).toEqual([]);
  expect(rows.filter((row) => row.parts !== 3 || !row.whole)).toEqual([]);
  // At most the one transaction per round whose acknowledgement was still on its way.
  expect(rows.length - acknowledged.length).toBeLessThanOrEqual(rounds);
}, 120_000);
