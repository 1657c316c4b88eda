// A process that writes until it is killed: `node --import tsx database-kill-writer.ts <dataDir> <first number>`.
// Prints a number only after the transaction that wrote it was acknowledged.
import { writeSync } from 'node:fs';
import { systemClock } from '../../src/clock.ts';
import { openDatabase } from '../../src/db/open-database.ts';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const [, , dataDir = '', first = '0'] = process.argv;
const database = await openDatabase({ dataDir }, { log: quiet, clock: systemClock });
await database.query('CREATE TABLE IF NOT EXISTS written (n int, part int, body text, PRIMARY KEY (n, part))');
for (let n = Number(first); ; n += 1) {
  await database.transaction(async (tx) => {
    for (const part of [1, 2, 3]) {
      await tx.query('INSERT INTO written VALUES ($1, $2, $3)', [n, part, `${n}:${part}`.repeat(200)]);
    }
  });
  writeSync(1, `${n}\n`);
}
