import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { loadSettings } from '../config/load-settings.ts';
import type { Settings } from '../config/schema.ts';
import { withSetupEnvironment } from '../config/setup-environment.ts';

const packageRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Settings of this process, with what set-up noted and what the command line overrides. */
export function openSettings(command: Command, overrides: Record<string, unknown> = {}): Settings {
  const { config } = command.optsWithGlobals<{ config?: string }>();
  return loadSettings({
    env: withSetupEnvironment(process.env, packageRoot),
    cwd: process.cwd(),
    overrides,
    ...(config === undefined ? {} : { configPath: config }),
  });
}
