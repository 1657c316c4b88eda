import { Command } from 'commander';
import { withDatabase } from './with-database.ts';

export function dbCommand(): Command {
  const migrate = new Command('migrate')
    .description('Bring the database up to date (the server does this by itself at its start).')
    .action(async (_options: unknown, command: Command) => {
      const kind = await withDatabase(command, async (database) => database.kind);
      process.stdout.write(`the ${kind === 'pglite' ? 'embedded' : 'PostgreSQL'} database is up to date\n`);
    });
  return new Command('db').description('The database.').addCommand(migrate.exitOverride());
}
