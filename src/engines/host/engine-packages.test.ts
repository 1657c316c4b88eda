import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  describePackages,
  EngineNotInstalled,
  engineRequire,
  isEngineInstalled,
  packagesFolder,
} from './engine-packages.ts';
import { installedBytes, removeEngine } from './install-engine.ts';
import { engineNames } from './registry.ts';

let enginesDir = '';
beforeEach(async () => {
  enginesDir = await mkdtemp(path.join(tmpdir(), 'polymuse-engines-'));
});
afterEach(() => rm(enginesDir, { recursive: true, force: true }));

/** What npm leaves behind: the manifest, the lock and, last, its own record. */
async function pretendInstalled(engine: string, { lock = '' } = {}) {
  const home = path.join(enginesDir, engine);
  await mkdir(path.join(home, 'node_modules/a-package'), { recursive: true });
  await cp(packagesFolder(engine) ?? '', home, { recursive: true });
  if (lock !== '') await writeFile(path.join(home, 'package-lock.json'), lock);
  await writeFile(path.join(home, 'node_modules/a-package/index.js'), 'module.exports = 42;');
  return () => writeFile(path.join(home, 'node_modules/.package-lock.json'), '{}');
}

test('every engine with packages says what they are for, their licence and size', () => {
  const described = engineNames.flatMap((name) => describePackages(name) ?? []);
  expect(described.length).toBeGreaterThanOrEqual(3);
  for (const { about, licence, downloadMb, installedMb } of described) {
    expect(about.length).toBeGreaterThan(10);
    expect(licence).not.toBe('');
    expect(installedMb).toBeGreaterThanOrEqual(downloadMb);
  }
});

test('an engine counts as installed once npm has finished, with exactly the pinned versions', async () => {
  const finish = await pretendInstalled('song');
  expect(isEngineInstalled(enginesDir, 'song')).toBe(false);
  await finish();
  expect(isEngineInstalled(enginesDir, 'song')).toBe(true);
  const finishOther = await pretendInstalled('song', { lock: '{"other":"versions"}' });
  await finishOther();
  expect(isEngineInstalled(enginesDir, 'song')).toBe(false);
});

test('its packages are found by require, and without them the message says what to run', async () => {
  expect(() => engineRequire({ enginesDir }, 'song')).toThrow(EngineNotInstalled);
  expect(() => engineRequire({ enginesDir }, 'song')).toThrow('polymuse engines add song');
  await (await pretendInstalled('song'))();
  expect(engineRequire({ enginesDir }, 'song')('a-package')).toBe(42);
});

test('an engine that borrows packages is there when they are', async () => {
  expect(isEngineInstalled(enginesDir, 'describe')).toBe(false);
  await (await pretendInstalled('face-swap'))();
  expect(isEngineInstalled(enginesDir, 'describe')).toBe(true);
});

test('an engine without packages is always there; a name that is a path is no engine', () => {
  expect(isEngineInstalled(enginesDir, 'foley')).toBe(true);
  expect(packagesFolder('../../etc')).toBeNull();
});

test('what is removed takes no room any more', async () => {
  await (await pretendInstalled('song'))();
  expect(await installedBytes(enginesDir, 'song')).toBeGreaterThan(0);
  expect(await removeEngine(enginesDir, 'song')).toBe(true);
  expect(await installedBytes(enginesDir, 'song')).toBe(0);
  expect(await removeEngine(enginesDir, 'song')).toBe(false);
});
