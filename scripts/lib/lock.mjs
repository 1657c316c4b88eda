import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { say } from './say.mjs';

/**
 * Takes a lock file that names its owner's process id, so that two set-ups of one checkout follow each other. A lock
 * whose owner is gone is taken over. Returns the function that releases it; the end of the process does so too.
 */
export async function takeLock(file, { patienceMs = 20 * 60_000 } = {}) {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  const deadline = Date.now() + patienceMs;
  let told = false;
  try {
    while (!claim(own, file)) {
      const owner = ownerOf(file);
      if (owner !== null && !isAlive(owner)) {
        discard(file, owner, own);
        continue;
      }
      if (Date.now() > deadline) {
        throw new Error(`another set-up (process ${owner}) holds ${file}: end it, or delete that file, and try again.`);
      }
      if (!told) say(`waiting for another set-up (process ${owner}) …`);
      told = true;
      await wait(100);
    }
  } finally {
    rmSync(own, { force: true });
  }
  const release = () => {
    process.off('exit', release);
    if (ownerOf(file) === process.pid) rmSync(file, { force: true });
  };
  process.on('exit', release);
  return release;
}

/** A hard link appears with its content or not at all, so nobody ever reads a lock without an owner. */
function claim(own, file) {
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Two waiters may find the same dead owner: who renames away a living lock by mistake puts it back. */
function discard(file, deadOwner, own) {
  const aside = `${own}.stale`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if (ownerOf(aside) !== deadOwner) claim(aside, file);
  rmSync(aside, { force: true });
}

function ownerOf(file) {
  try {
    return Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    return null;
  }
}

function isAlive(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
