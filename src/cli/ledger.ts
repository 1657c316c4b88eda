import { Command } from 'commander';
import { verifyLedger } from '../ledger/verify-ledger.ts';
import { withDatabase } from './with-database.ts';

export function ledgerCommand(): Command {
  const verify = new Command('verify')
    .description('Check every rule of the ledger. Exit code 1 when something is wrong.')
    .option('--json', 'print the report as JSON')
    .action(async (options: { json?: boolean }, command: Command) => {
      const report = await withDatabase(command, verifyLedger);
      if (options.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
      else {
        for (const { rule, subject, off } of report.problems)
          process.stdout.write(`WRONG  ${rule}: ${subject} is off by ${off}\n`);
        process.stdout.write(
          `${report.problems.length === 0 ? 'the ledger is right' : `${report.problems.length} problems`}: ${report.accounts} accounts, ${report.entries} entries, ${report.heldPoints} points held, ${report.capturedPoints} charged\n`,
        );
      }
      if (report.problems.length > 0) process.exitCode = 1;
    });
  return new Command('ledger').description('Money.').addCommand(verify.exitOverride());
}
