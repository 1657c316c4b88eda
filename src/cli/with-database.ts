import type { Command } from 'commander';
import { systemClock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { openDatabase } from '../db/open-database.ts';
import { createLogger } from '../observe/log.ts';
import { openSettings } from './open-settings.ts';

/** Opens (and migrates) the database of the settings for one command. The embedded one needs the server to be stopped. */
export async function withDatabase<T>(command: Command, work: (database: Database) => Promise<T>): Promise<T> {
  const settings = openSettings(command);
  const database = await openDatabase(
    settings.database.url === null
      ? { dataDir: settings.storage.dataDir }
      : { databaseUrl: settings.database.url, poolSize: settings.database.poolSize },
    { log: createLogger({ format: 'silent', level: 'error' }), clock: systemClock },
  );
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
