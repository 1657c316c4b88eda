import type { Database, DatabaseParts } from './database.ts';
import { openPglite } from './open-pglite.ts';
import { openPostgres } from './open-postgres.ts';

export type DatabaseOptions = { dataDir: string } | { databaseUrl: string; poolSize?: number };

/**
 * Opens and migrates the database: PostgreSQL when a URL is given, else PGlite in `<dataDir>/database`
 * (`memory://` keeps nothing). Throws DataFolderBusy when another process owns the folder, and MigrationError when
 * the database is newer than this binary understands.
 */
export function openDatabase(options: DatabaseOptions, parts: DatabaseParts): Promise<Database> {
  return 'databaseUrl' in options ? openPostgres(options, parts) : openPglite(options.dataDir, parts);
}
