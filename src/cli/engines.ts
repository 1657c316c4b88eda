import { Command } from 'commander';
import {
  describePackages,
  type EngineName,
  engineNames,
  isEngineInstalled,
  isEngineName,
} from '../engines/host/index.ts';
import { installEngine, installedBytes, removeEngine } from '../engines/host/install-engine.ts';
import { openSettings } from './open-settings.ts';

const MIB = 1_048_576;

/** `polymuse engines list|add|remove`: the embedded engines that need packages of their own. */
export function enginesCommand(): Command {
  return new Command('engines')
    .description('Engines of this machine: which are there, and the packages of the heavy ones.')
    .addCommand(listCommand().exitOverride())
    .addCommand(addCommand().exitOverride())
    .addCommand(removeCommand().exitOverride());
}

function listCommand(): Command {
  return new Command('list')
    .description('List the engines with their state, size and licence.')
    .option('--json', 'print the list as JSON')
    .action(async (options: { json?: boolean }, command: Command) => {
      const folder = openSettings(command).engines.folder;
      const engines = await Promise.all(engineNames.map((name) => describe(folder, name)));
      if (options.json) process.stdout.write(`${JSON.stringify({ folder, engines }, null, 2)}\n`);
      else process.stdout.write(`${table(engines)}\n\nfolder: ${folder}\n`);
    });
}

function addCommand(): Command {
  return new Command('add')
    .description('Install the packages of engines (npm, pinned versions, no scripts are run).')
    .argument('[names...]', 'engines, see `polymuse engines list`')
    .option('--all', 'every engine')
    .action(async (names: string[], options: { all?: boolean }, command: Command) => {
      const folder = openSettings(command).engines.folder;
      const wanted = options.all ? engineNames : known(names);
      if (wanted.length === 0) throw new Error('name an engine, or say --all; `polymuse engines list` lists them');
      for (const name of wanted) {
        const packages = describePackages(name);
        if (packages === null || isEngineInstalled(folder, name)) {
          if (!options.all) process.stdout.write(`${name}: ${packages ? 'is installed' : 'needs no packages'}\n`);
          continue;
        }
        process.stdout.write(`${name}: installing about ${packages.installedMb} MB (${packages.licence}) …\n`);
        await installEngine(folder, name);
        process.stdout.write(`${name}: installed\n`);
      }
    });
}

function removeCommand(): Command {
  return new Command('remove')
    .description('Remove the packages of engines.')
    .argument('<names...>', 'engines')
    .action(async (names: string[], _options: object, command: Command) => {
      const folder = openSettings(command).engines.folder;
      for (const name of known(names)) {
        const removed = await removeEngine(folder, name);
        process.stdout.write(`${name}: ${removed ? 'removed' : 'was not installed'}\n`);
      }
    });
}

function known(names: readonly string[]): EngineName[] {
  return names.map((name) => {
    if (isEngineName(name)) return name;
    throw new Error(`no engine is called "${name}": there are ${engineNames.join(', ')}`);
  });
}

interface EngineLine {
  name: string;
  state: 'built in' | 'installed' | 'not installed';
  /** MB: installed, or what an installation would take. */
  megabytes: number;
  licence: string;
  about: string;
}

async function describe(folder: string, name: EngineName): Promise<EngineLine> {
  const packages = describePackages(name);
  if (packages === null) return { name, state: 'built in', megabytes: 0, licence: 'MIT', about: '' };
  const { licence, about, installedMb } = packages;
  if (!isEngineInstalled(folder, name)) return { name, state: 'not installed', megabytes: installedMb, licence, about };
  const megabytes = Math.round((await installedBytes(folder, name)) / MIB);
  return { name, state: 'installed', megabytes, licence, about };
}

function table(engines: readonly EngineLine[]): string {
  const rows = [
    ['engine', 'state', 'size', 'licence', ''],
    ...engines.map(({ name, state, megabytes, licence, about }) => [
      name,
      state,
      megabytes === 0 ? '' : `${megabytes} MB`,
      licence,
      about,
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
