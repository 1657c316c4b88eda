import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineInputError } from '../engine.ts';
import { type EngineFailure, type RunEngineOptions, runEngine } from './index.ts';

const registryUrl = new URL('./__fixtures__/odd-engines.ts', import.meta.url).href;
const MiB = 1_048_576;
let workDir = '';

beforeEach(async () => {
  workDir = await mkdtemp(join(tmpdir(), 'engine-host-'));
});
afterEach(() => rm(workDir, { recursive: true, force: true }));

const start = (name: string, options: Partial<RunEngineOptions> = {}, input: unknown = {}) =>
  runEngine(name, input, {
    workDir,
    seed: 7,
    registryUrl,
    ffmpeg: { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe', enginesDir: '/nowhere' },
    ...options,
  });
const failureOf = (name: string, options: Partial<RunEngineOptions> = {}): Promise<EngineFailure> =>
  start(name, options).then(
    () => {
      throw new Error('expected a failure');
    },
    (error: EngineFailure) => error,
  );

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // Dead but not yet collected by its parent is dead too.
    return process.platform !== 'linux' || !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
};
/** True when every process is gone within three seconds. */
const allGone = async (pids: number[]): Promise<boolean> => {
  const deadline = Date.now() + 3_000;
  while (pids.some(isAlive) && Date.now() < deadline) await wait(20);
  return !pids.some(isAlive);
};
const readPids = async (path: string): Promise<number[]> => {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const text = await readFile(path, 'utf8').catch(() => '');
    if (/^\d+ \d+$/.test(text)) return text.split(' ').map(Number);
    if (Date.now() > deadline) throw new Error('the engine did not start');
    await wait(20);
  }
};

describe('an engine in a process of its own', () => {
  it('hands back the result, and progress that never falls', async () => {
    const seen: [string, number][] = [];
    const result = await start('good', { onProgress: (phase, fraction) => seen.push([phase, fraction]) });
    expect(result).toMatchObject({ facts: { seed: 7 }, logs: ['done'], files: [{ role: 'audio' }] });
    expect(seen).toEqual([
      ['one', 0.5],
      ['back', 0.5],
      ['two', 1],
    ]);
  });

  it('knows no secret of ours and runs at low priority', async () => {
    process.env.POLYMUSE_BOOTSTRAP_KEY = 'a secret';
    const { facts } = await start('environment');
    delete process.env.POLYMUSE_BOOTSTRAP_KEY;
    expect(facts.names).toContain('PATH');
    expect(facts.names).not.toContain('POLYMUSE_BOOTSTRAP_KEY');
    expect(facts.nice).toBe(10);
  });

  it('keeps an error about the input as what it is', async () => {
    const error = await failureOf('input');
    expect(error).toBeInstanceOf(EngineInputError);
    expect(error).toMatchObject({ kind: 'video', message: 'the file has no picture' });
  });

  it.each([
    ['throws', 'failed'],
    ['crashes', 'crashed'],
    ['exits', 'crashed'],
    ['outside', 'bad_result'],
    ['nosuch', 'unknown_engine'],
  ] as const)('%s is reported as %s', async (name, reason) => {
    expect(await failureOf(name)).toMatchObject({ name: 'EngineFailure', reason });
  });

  it.each(['hangs', 'spins'])('%s ends at the deadline', async (name) => {
    expect(await failureOf(name, { limits: { timeoutMs: 800 } })).toMatchObject({ reason: 'timed_out' });
  });

  it.each(['swells', 'heap'])('%s ends at the memory cap', async (name) => {
    const limits = { memoryBytes: 220 * MiB, timeoutMs: 15_000 };
    expect(await failureOf(name, { limits })).toMatchObject({ reason: 'out_of_memory' });
  });

  it.each(['floods', 'big'])('%s ends at the cap of the work folder', async (name) => {
    const limits = { outputBytes: 2 * MiB, timeoutMs: 15_000 };
    expect(await failureOf(name, { limits })).toMatchObject({ reason: 'output_too_large' });
  });

  it('ends the whole process tree when the caller cancels', async () => {
    const abort = new AbortController();
    const path = join(workDir, 'pids');
    const run = start('parent', { signal: abort.signal }, { path });
    const outcome = run.catch((error: unknown) => error);
    const pids = await readPids(path);
    expect(pids.every(isAlive)).toBe(true);
    abort.abort();
    expect(await outcome).toMatchObject({ reason: 'cancelled' });
    expect(await allGone(pids)).toBe(true);
  });

  it('does not start when it was cancelled before', async () => {
    expect(await failureOf('good', { signal: AbortSignal.abort() })).toMatchObject({ reason: 'cancelled' });
  });

  it('ends with the server that started it, even when that one is killed', async () => {
    const path = join(workDir, 'pids');
    const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
    const entry = fileURLToPath(new URL('./__fixtures__/dying-parent.ts', import.meta.url));
    const server = spawn(process.execPath, ['--import', tsx, entry, workDir, path], { stdio: 'ignore' });
    const pids = await readPids(path);
    expect(pids.every(isAlive)).toBe(true);
    server.kill('SIGKILL');
    expect(await allGone(pids)).toBe(true);
  });
});
