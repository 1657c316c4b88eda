import { spawn } from 'node:child_process';
import { cp, mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { packagesFolder, packagesOwner } from './engine-packages.ts';

const INSTALL_DEADLINE_MS = 15 * 60_000;
const MAX_KEPT_OUTPUT = 16_384;
const QUIET = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];

/**
 * Installs the pinned packages of one engine with npm, without running any of their scripts. Half an installation is
 * never taken for a whole one: npm writes its record last. @throws Error with npm's own words.
 */
export async function installEngine(enginesDir: string, engine: string, signal?: AbortSignal): Promise<void> {
  const source = packagesFolder(engine);
  if (source === null) return;
  const home = path.join(enginesDir, packagesOwner(engine));
  await mkdir(home, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) await cp(path.join(source, file), path.join(home, file));
  await npm(home, ['ci', ...QUIET], signal);
}

/** Removes what `installEngine` put there; false when there was nothing. */
export async function removeEngine(enginesDir: string, engine: string): Promise<boolean> {
  if (packagesFolder(engine) === null) return false;
  const home = path.join(enginesDir, packagesOwner(engine));
  const existed = await stat(home).then(
    () => true,
    () => false,
  );
  await rm(home, { recursive: true, force: true });
  return existed;
}

/** Bytes on disk; 0 when it is not installed. */
export async function installedBytes(enginesDir: string, engine: string): Promise<number> {
  const home = path.join(enginesDir, packagesOwner(engine));
  const entries = await readdir(home, { recursive: true, withFileTypes: true }).catch(() => []);
  let bytes = 0;
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    bytes += (await stat(path.join(entry.parentPath ?? entry.path, entry.name))).size;
  }
  return bytes;
}

function npm(cwd: string, args: readonly string[], signal?: AbortSignal): Promise<void> {
  const cli = process.env.npm_execpath;
  const viaNode = cli?.endsWith('js') === true;
  const file = viaNode ? process.execPath : process.platform === 'win32' ? 'npm.cmd' : 'npm';
  return new Promise((resolve, reject) => {
    const child = spawn(file, [...(viaNode ? [cli] : []), ...args], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: INSTALL_DEADLINE_MS,
      killSignal: 'SIGKILL',
      ...(signal ? { signal } : {}),
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-MAX_KEPT_OUTPUT);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => reject(new Error(`npm could not be started: ${error.message}`)));
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`npm failed (${code ?? 'ended'}): ${output.trim() || 'it said nothing'}`));
    });
  });
}
