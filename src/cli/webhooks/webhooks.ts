import { Command } from 'commander';
import { webhooksListCommand } from './list.ts';
import { webhooksListenCommand } from './listen.ts';
import { webhooksReplayCommand } from './replay.ts';

/** `polymuse webhooks list|replay|listen`: through the HTTP API of a running server, with a key. */
export function webhooksCommand(): Command {
  return new Command('webhooks')
    .description('Webhooks of an account: what was delivered, sending it again, and a receiver for developers.')
    .addCommand(webhooksListCommand().exitOverride())
    .addCommand(webhooksReplayCommand().exitOverride())
    .addCommand(webhooksListenCommand().exitOverride());
}
