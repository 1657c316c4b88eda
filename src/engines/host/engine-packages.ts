import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Some engines stand on npm packages that are too heavy, or too differently licensed, for every installation. Each
 * such engine has a folder `src/engines/<name>/packages` with pinned versions; `polymuse engines add <name>` installs
 * them into `<enginesDir>/<name>`, and only the engine's own process ever loads them.
 */
export interface EnginePackages {
  engine: string;
  /** What it is for, one line. */
  about: string;
  licence: string;
  downloadMb: number;
  installedMb: number;
}

/** The engine's packages are not installed; the message says how to install them. */
export class EngineNotInstalled extends Error {
  constructor(engine: string) {
    super(`the engine "${engine}" is not installed: run \`polymuse engines add ${engine}\``);
    this.name = 'EngineNotInstalled';
  }
}

/** `src/engines` from source, `dist/engines` when built: the build copies the folders. */
const enginesSource = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Engines that stand on the packages of another one. */
const borrowed: Readonly<Record<string, string>> = { describe: 'face-swap' };

/** Whose packages an engine stands on: mostly its own. */
export const packagesOwner = (engine: string): string => borrowed[engine] ?? engine;

/** Where the pinned versions of an engine are, or null for an engine that needs none. */
export function packagesFolder(name: string): string | null {
  const engine = packagesOwner(name);
  if (!/^[a-z][a-z-]*$/.test(engine)) return null;
  const folder = path.join(enginesSource, engine, 'packages');
  return existsSync(path.join(folder, 'package.json')) ? folder : null;
}

/** What `packages/package.json` says of itself; null for an engine that needs no packages. */
export function describePackages(engine: string): EnginePackages | null {
  const folder = packagesFolder(engine);
  if (folder === null) return null;
  const { polymuse } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    polymuse: Omit<EnginePackages, 'engine'>;
  };
  return { engine, ...polymuse };
}

/** Whether exactly the pinned packages are there: the record npm leaves is compared with the lock file. */
export function isEngineInstalled(enginesDir: string, engine: string): boolean {
  const folder = packagesFolder(engine);
  if (folder === null) return true;
  const lock = textOf(path.join(folder, 'package-lock.json'));
  const home = path.join(enginesDir, packagesOwner(engine));
  return lock !== null && lock === textOf(path.join(home, 'package-lock.json')) && isComplete(home);
}

const isComplete = (home: string) => existsSync(path.join(home, 'node_modules', '.package-lock.json'));

/** A `require` that finds the engine's packages. @throws EngineNotInstalled. */
export function engineRequire(tools: { enginesDir: string }, engine: string): NodeJS.Require {
  if (!isEngineInstalled(tools.enginesDir, engine)) throw new EngineNotInstalled(engine);
  return createRequire(path.join(tools.enginesDir, packagesOwner(engine), 'package.json'));
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
