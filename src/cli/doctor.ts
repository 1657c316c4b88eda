import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { Command } from 'commander';
import pc from 'picocolors';
import {
  builtInEngines,
  builtInProviders,
  builtInSandbox,
  ffmpegEnvironment,
  inOrder,
  type Providers,
} from '../backends/built-in.ts';
import { createRouter, type Offer, offerOf } from '../backends/router.ts';
import { type Catalog, createCatalog } from '../catalog/catalog.ts';
import { systemClock } from '../clock.ts';
import type { Settings } from '../config/schema.ts';
import { describePackages, engineNames, isEngineInstalled } from '../engines/host/index.ts';
import { findFfmpeg, PREFERRED_MAJOR } from '../media/ffmpeg/find-ffmpeg.ts';
import { createLogger } from '../observe/log.ts';
import { createMetrics, type Metrics } from '../observe/metrics.ts';
import { version } from '../version.ts';
import { openSettings } from './open-settings.ts';

interface Check {
  name: string;
  state: 'ok' | 'note' | 'wrong';
  says: string;
}

interface Pair {
  model: string;
  task_type: string;
  live: Offer;
  test: boolean;
}

/** `polymuse doctor`: what this machine can do, what is missing, and what would happen to a task of each pair. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('Check this machine and tell what serves each model. Exit code 1 when something is wrong.')
    .option('--json', 'print the report as JSON')
    .option('--missing', 'only the models that nothing serves to live keys')
    .action(async (options: { json?: boolean; missing?: boolean }, command: Command) => {
      const settings = openSettings(command);
      const { checks, pairs } = await lookAround(settings);
      if (options.json) process.stdout.write(`${JSON.stringify({ checks, pairs }, null, 2)}\n`);
      else process.stdout.write(report(checks, options.missing ? pairs.filter(({ live }) => !live.available) : pairs));
      if (checks.some(({ state }) => state === 'wrong')) process.exitCode = 1;
    });
}

async function lookAround(settings: Settings): Promise<{ checks: Check[]; pairs: Pair[] }> {
  const metrics = createMetrics();
  const catalog = createCatalog();
  const providers = builtInProviders(settings, {
    catalog,
    log: createLogger({ format: 'silent', level: 'error' }),
    metrics,
    isOwnFile: () => false,
    now: () => systemClock.now(),
    userAgent: `Polymuse/${version}`,
  });
  try {
    const checks = [
      nodeCheck(),
      await ffmpegCheck(settings),
      await dataCheck(settings),
      ...engineChecks(settings),
      ...(await providerChecks(providers)),
    ];
    return { checks, pairs: pairsOf(settings, { metrics, catalog, providers }) };
  } finally {
    await providers.close();
    metrics.close();
  }
}

async function providerChecks({ looks }: Providers): Promise<Check[]> {
  return Promise.all(
    looks.map(async ({ name, look }): Promise<Check> => {
      const { isFine, says } = await look();
      return { name: `provider ${name}`, state: isFine ? 'ok' : 'wrong', says };
    }),
  );
}

function nodeCheck(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isFine = major > 20 || (major === 20 && minor >= 19);
  return {
    name: 'Node.js',
    state: isFine ? 'ok' : 'wrong',
    says: isFine ? process.versions.node : `${process.versions.node}: 20.19 or newer is needed`,
  };
}

async function ffmpegCheck(settings: Settings): Promise<Check> {
  try {
    const { version, source } = await findFfmpeg(ffmpegEnvironment(settings));
    const isOld = Number.parseInt(version, 10) < PREFERRED_MAJOR;
    const advice = isOld ? `; older than ${PREFERRED_MAJOR}: a newer one in the PATH is used at once` : '';
    return { name: 'ffmpeg', state: isOld ? 'note' : 'ok', says: `${version} (${source})${advice}` };
  } catch (error) {
    return { name: 'ffmpeg', state: 'wrong', says: error instanceof Error ? error.message : String(error) };
  }
}

async function dataCheck({ storage }: Settings): Promise<Check> {
  try {
    await mkdir(storage.dataDir, { recursive: true });
    await access(storage.dataDir, constants.W_OK);
    return { name: 'data folder', state: 'ok', says: storage.dataDir };
  } catch {
    return { name: 'data folder', state: 'wrong', says: `${storage.dataDir} cannot be written: change POLYMUSE_DATA` };
  }
}

function engineChecks({ engines }: Settings): Check[] {
  return engineNames.map((name): Check => {
    const packages = describePackages(name);
    if (packages === null) return { name: `engine ${name}`, state: 'ok', says: 'built in' };
    if (isEngineInstalled(engines.folder, name)) return { name: `engine ${name}`, state: 'ok', says: 'installed' };
    const says = `not installed: polymuse engines add ${name} (${packages.installedMb} MB, ${packages.licence})`;
    return { name: `engine ${name}`, state: 'note', says };
  });
}

function pairsOf(
  settings: Settings,
  { metrics, catalog, providers }: { metrics: Metrics; catalog: Catalog; providers: Providers },
): Pair[] {
  const live = inOrder(settings, providers.backends, builtInEngines(settings, metrics));
  const router = createRouter(live, builtInSandbox(settings));
  return catalog.all.map((taskType) => ({
    model: taskType.model,
    task_type: taskType.taskType,
    live: offerOf(router, taskType, { isTest: false }),
    test: offerOf(router, taskType, { isTest: true }).available,
  }));
}

function report(checks: readonly Check[], pairs: readonly Pair[]): string {
  const marks = { ok: pc.green('ok   '), note: pc.yellow('note '), wrong: pc.red('WRONG') };
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.map(({ name, state, says }) => `${marks[state]} ${name.padEnd(width)}  ${says}`);
  const names = pairs.map(({ model, task_type }) => `${model} ${task_type}`);
  const nameWidth = Math.max(0, ...names.map(({ length }) => length));
  const rows = pairs.map(({ live }, n) => {
    const says = live.available
      ? `${pc.green(live.engine ?? live.backend ?? '')}  ${live.quality ?? ''}`
      : pc.dim(shortReason(live.reason ?? ''));
    return `${(names[n] ?? '').padEnd(nameWidth)}  ${says}`;
  });
  const served = pairs.filter(({ live }) => live.available).length;
  const tested = pairs.filter(({ test }) => test).length;
  return `${[
    ...lines,
    '',
    ...rows,
    '',
    `${served} of ${pairs.length} pairs serve live keys here; ${tested} of ${pairs.length} serve test keys (sandbox).`,
  ].join('\n')}\n`;
}

/** The part behind the pair's own name. */
const shortReason = (reason: string): string => reason.replace(/^no backend can serve \S+ \S+: /, '');
