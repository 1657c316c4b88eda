import { Command, CommanderError } from 'commander';
import { SettingsError } from '../config/settings-error.ts';
import { version } from '../version.ts';
import { configCommand } from './config.ts';
import { dbCommand } from './db.ts';
import { demoCommand } from './demo/demo.ts';
import { doctorCommand } from './doctor.ts';
import { enginesCommand } from './engines.ts';
import { keysCommand } from './keys.ts';
import { ledgerCommand } from './ledger.ts';
import { serveCommand } from './serve.ts';
import { webhooksCommand } from './webhooks/webhooks.ts';

/** Runs one command line (without node and script). Returns the exit code: 0 done, 1 failed, 2 used wrongly. */
export async function run(args: readonly string[]): Promise<number> {
  const program = new Command('polymuse')
    .description('One API for every generative-media model, on your own machine.')
    .version(version)
    .option('--config <file>', 'settings file (default: polymuse.yaml in the data folder or here)')
    .showHelpAfterError('(polymuse --help lists the commands)')
    .exitOverride();
  for (const command of [
    serveCommand,
    demoCommand,
    configCommand,
    dbCommand,
    keysCommand,
    ledgerCommand,
    webhooksCommand,
    enginesCommand,
    doctorCommand,
  ]) {
    program.addCommand(command().exitOverride());
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    process.stderr.write(`polymuse: ${reasonOf(error)}\n`);
    return error instanceof SettingsError ? 2 : 1;
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Error)
    return process.env.POLYMUSE_LOG_LEVEL === 'debug' ? (error.stack ?? error.message) : error.message;
  return String(error);
}
