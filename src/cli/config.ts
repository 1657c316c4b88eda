import { Command } from 'commander';
import { renderSettings } from '../config/describe-settings.ts';
import { openSettings } from './open-settings.ts';

export function configCommand(): Command {
  const print = new Command('print')
    .description('Every setting, its value, and where the value comes from; secrets are masked.')
    .action((_options: unknown, command: Command) => {
      process.stdout.write(renderSettings(openSettings(command)));
    });
  return new Command('config').description('Settings.').addCommand(print.exitOverride());
}
