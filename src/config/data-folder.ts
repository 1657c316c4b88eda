import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Machine } from './setting.ts';

/**
 * Where state lives when POLYMUSE_DATA is not set: `data` of a checkout of Polymuse (so that trying it out leaves
 * nothing elsewhere), else the user's data folder (XDG Base Directory Specification 0.8; LOCALAPPDATA on Windows).
 */
export function defaultDataFolder(machine: Pick<Machine, 'env' | 'cwd'>): string {
  if (isCheckout(machine.cwd)) return join(machine.cwd, 'data');
  const { XDG_DATA_HOME, LOCALAPPDATA, HOME } = machine.env;
  if (XDG_DATA_HOME?.startsWith('/')) return join(XDG_DATA_HOME, 'polymuse');
  if (process.platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'polymuse');
  return join(HOME || homedir(), '.local', 'share', 'polymuse');
}

/** Where optional engines are installed: shared by all data folders of a checkout, so that trying things out is quick. */
export function defaultEnginesFolder(machine: Pick<Machine, 'env' | 'cwd'>): string {
  if (isCheckout(machine.cwd)) return join(machine.cwd, '.setup', 'engines');
  return join(defaultDataFolder(machine), 'engines');
}

function isCheckout(folder: string): boolean {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return typeof manifest === 'object' && manifest !== null && 'name' in manifest && manifest.name === 'polymuse';
  } catch {
    return false;
  }
}
