import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from './run-program.mjs';
import { step } from './say.mjs';

/** Installs exactly what package-lock.json says when node_modules says otherwise. */
export async function installDependencies({ root, env }) {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const stampFile = join(root, 'node_modules', '.polymuse-setup');
  const stamp = createHash('sha256').update(`${process.platform} ${process.arch}\n${lock}`).digest('hex');
  if (textOf(stampFile) === stamp) return;
  // Whoever installed by hand keeps what they have, as long as it is the same.
  const installed = textOf(join(root, 'node_modules', '.package-lock.json'));
  if (installed === null || !isInstalled(JSON.parse(lock), JSON.parse(installed))) {
    await step('installing dependencies (npm ci)', () => npm(root, env, ['ci', '--ignore-scripts']));
  }
  writeFileSync(stampFile, stamp);
}

/** Runs npm without questions, scripts or noise. */
export async function npm(root, env, args) {
  const quiet = ['--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];
  const viaNode = env.npm_execpath?.endsWith('js') && existsSync(env.npm_execpath);
  const file = viaNode ? process.execPath : process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const before = viaNode ? [env.npm_execpath] : [];
  await runProgram(file, [...before, ...args, ...quiet], { cwd: root, env, deadlineMs: 15 * 60_000 });
}

/** Whether npm's own record of node_modules agrees with the lock file; optional packages may be absent. */
export function isInstalled(lock, installed) {
  const wanted = Object.entries(lock.packages ?? {}).filter(([path]) => path !== '');
  const present = installed.packages ?? {};
  const agree = wanted.every(([path, { version, optional }]) => {
    return present[path] === undefined ? optional === true : present[path].version === version;
  });
  return agree && Object.keys(present).every((path) => lock.packages[path] !== undefined);
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
