import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { manualClock } from '../clock.ts';
import { DataFolderBusy, lockDataFolder } from './data-folder-lock.ts';

const clock = manualClock(Date.UTC(2026, 0, 2, 3, 4, 5));
let folder: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'polymuse-lock-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** A process that locks the folder, says so, and sits there. */
async function ownerProcess(): Promise<ChildProcess> {
  const module = fileURLToPath(new URL('./data-folder-lock.ts', import.meta.url));
  const script = `
    const { lockDataFolder } = await import(${JSON.stringify(module)});
    await lockDataFolder(${JSON.stringify(folder)}, { now: () => Date.now() });
    console.log('locked');
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`the owner ended with ${code}`)));
  });
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

test('a second opener is refused and told who has the folder and since when', async () => {
  const lock = await lockDataFolder(folder, clock);
  const refused = lockDataFolder(folder, clock);
  await expect(refused).rejects.toThrow(DataFolderBusy);
  await expect(refused).rejects.toThrow(`process ${process.pid} on`);
  await expect(refused).rejects.toThrow('since 2026-01-02T03:04:05.000Z');
  await lock.release();
});

test('a released folder can be taken again, any number of times', async () => {
  for (let round = 0; round < 5; round += 1) await (await lockDataFolder(folder, clock)).release();
  expect(await readdir(join(folder, 'lock'))).toEqual(['owner-5']);
});

test('another process is refused while its owner lives, and gets the folder after kill -9', async () => {
  const owner = await ownerProcess();
  await expect(lockDataFolder(folder, clock)).rejects.toThrow(`process ${owner.pid} on`);
  await kill(owner);
  const lock = await lockDataFolder(folder, clock);
  await expect(lockDataFolder(folder, clock)).rejects.toThrow(DataFolderBusy);
  await lock.release();
});

test('a stopped owner is still the owner', async () => {
  const owner = await ownerProcess();
  owner.kill('SIGSTOP');
  await expect(lockDataFolder(folder, clock)).rejects.toThrow('in use by another process');
  owner.kill('SIGCONT');
});

test('of many that find a dead owner at the same time exactly one gets the folder', async () => {
  const owner = await ownerProcess();
  await kill(owner);
  for (let round = 0; round < 5; round += 1) {
    const tries = await Promise.allSettled(Array.from({ length: 12 }, () => lockDataFolder(folder, clock)));
    const won = tries.flatMap((tried) => (tried.status === 'fulfilled' ? [tried.value] : []));
    expect(won).toHaveLength(1);
    for (const tried of tries) if (tried.status === 'rejected') expect(tried.reason).toBeInstanceOf(DataFolderBusy);
    await won[0]!.release();
  }
});

test('a folder too deep for a socket address can be locked as well', async () => {
  const deep = join(folder, ...Array.from({ length: 12 }, (_, index) => `a-rather-long-name-${index}`));
  const lock = await lockDataFolder(deep, clock);
  await expect(lockDataFolder(deep, clock)).rejects.toThrow(DataFolderBusy);
  await lock.release();
  await (await lockDataFolder(deep, clock)).release();
});
