import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const scripts = join(import.meta.dirname, '..', '..', 'scripts');
// Plain JavaScript without type declarations, since it runs before anything is installed.
const load = async (name: string): Promise<unknown> => import(join(scripts, 'lib', name));
const { nodeVersionProblem } = (await load('node-version.mjs')) as {
  nodeVersionProblem(version: string): string | null;
};
const { isInstalled } = (await load('dependencies.mjs')) as {
  isInstalled(lock: object, installed: object): boolean;
};
const { provideFfmpeg } = (await load('ffmpeg.mjs')) as {
  provideFfmpeg(options: {
    stateFolder: string;
    env: Record<string, string>;
    folders: string[];
    useApt: boolean;
  }): Promise<Record<string, string>>;
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polymuse set up '));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('Node', () => {
  test.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('%s will do', (version) => {
    expect(nodeVersionProblem(version)).toBeNull();
  });
  test.each(['16.20.0', '18.20.4', '20.18.3'])('%s is refused with what is needed', (version) => {
    expect(nodeVersionProblem(version)).toMatch(new RegExp(`needs Node.js 20.19 or newer; this is ${version}`));
  });
});

describe('dependencies', () => {
  const lock = {
    packages: {
      '': {},
      'node_modules/a': { version: '1.0.0' },
      'node_modules/o': { version: '2.0.0', optional: true },
    },
  };
  test.each([
    ['the same', { 'node_modules/a': { version: '1.0.0' }, 'node_modules/o': { version: '2.0.0' } }, true],
    ['an optional package of another platform absent', { 'node_modules/a': { version: '1.0.0' } }, true],
    ['another version', { 'node_modules/a': { version: '1.0.1' } }, false],
    ['one absent', {}, false],
    ['one too many', { 'node_modules/a': { version: '1.0.0' }, 'node_modules/x': { version: '1.0.0' } }, false],
  ])('node_modules with %s', (_what, packages, expected) => {
    expect(isInstalled(lock, { packages })).toBe(expected);
  });
});

describe('ffmpeg', () => {
  const state = () => {
    const path = join(folder, '.setup');
    mkdirSync(path, { recursive: true });
    return path;
  };
  const program = (path: string, version: string) => {
    const name = path.endsWith('ffprobe') ? 'ffprobe' : 'ffmpeg';
    writeFileSync(path, `#!/bin/sh\necho "${name} version ${version} Copyright"\n`);
    chmodSync(path, 0o755);
  };
  const machineWith = (version: string) => {
    const bin = join(folder, 'bin');
    mkdirSync(bin, { recursive: true });
    for (const name of ['ffmpeg', 'ffprobe']) program(join(bin, name), version);
    return bin;
  };
  /** npm that cannot be had: no registry, or none installed. */
  const withoutNpm = { PATH: '/nowhere', npm_execpath: '' };

  test("the machine's own is used from version 5 on, and an older note about another one goes", async () => {
    const folders = [machineWith('5.1.9-0+deb12u1')];
    writeFileSync(join(state(), 'env.json'), '{}');
    expect(await provideFfmpeg({ stateFolder: state(), env: withoutNpm, folders, useApt: false })).toEqual({});
    expect(existsSync(join(state(), 'env.json'))).toBe(false);
  });

  test('what set-up brought before is used again without asking anybody', async () => {
    const noted = { FFMPEG_PATH: process.execPath, FFPROBE_PATH: process.execPath };
    writeFileSync(join(state(), 'env.json'), JSON.stringify(noted));
    const folders: string[] = [];
    expect(await provideFfmpeg({ stateFolder: state(), env: withoutNpm, folders, useApt: false })).toEqual(noted);
  });

  test.each(['4.4.2', 'N-47683-g0e8eb07980-static'])('an old one of the machine (%s) beats none', async (version) => {
    const folders = [machineWith(version)];
    expect(await provideFfmpeg({ stateFolder: state(), env: withoutNpm, folders, useApt: false })).toEqual({});
  });

  test('without any, one clear instruction', async () => {
    const attempt = provideFfmpeg({ stateFolder: state(), env: withoutNpm, folders: [folder], useApt: false });
    await expect(attempt).rejects.toThrow(/ffmpeg and ffprobe are missing\. Install them with .*ffmpeg/);
  });

  test('an ffmpeg that was replaced is asked again', async () => {
    const folders = [machineWith('5.0')];
    await provideFfmpeg({ stateFolder: state(), env: withoutNpm, folders, useApt: false });
    machineWith('7.0.11');
    await provideFfmpeg({ stateFolder: state(), env: withoutNpm, folders, useApt: false });
    expect(JSON.parse(readFileSync(join(state(), 'ffmpeg.json'), 'utf8')).version).toBe('7.0.11');
  });
});

describe('the lock', () => {
  /** Holds the lock for a while in a process of its own and prints when it had it. */
  const holder = (file: string, holdMs: number, ending = 'release()') => {
    const source = `
      const { takeLock } = await import(${JSON.stringify(join(scripts, 'lib', 'lock.mjs'))});
      const release = await takeLock(${JSON.stringify(file)}, { patienceMs: 20000 });
      const from = Date.now();
      await new Promise((resolve) => setTimeout(resolve, ${holdMs}));
      console.log(from, Date.now());
      ${ending};`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    return new Promise<number[]>((resolve) => {
      child.once('close', () => resolve(output.trim().split(' ').filter(Boolean).map(Number)));
    });
  };

  test('set-ups of one checkout follow each other', async () => {
    const file = join(folder, 'lock');
    const spans = await Promise.all([1, 2, 3, 4].map(() => holder(file, 80)));
    spans.sort((one, other) => one[0]! - other[0]!);
    for (const [index, span] of spans.entries()) {
      expect(span).toHaveLength(2);
      if (index > 0) expect(span[0]).toBeGreaterThanOrEqual(spans[index - 1]![1]!);
    }
    expect(existsSync(file)).toBe(false);
  });

  test('a lock whose owner was killed is taken over, by one of several waiters at a time', async () => {
    const file = join(folder, 'lock');
    await holder(file, 0, "process.kill(process.pid, 'SIGKILL')");
    expect(existsSync(file)).toBe(true);
    const spans = await Promise.all([1, 2, 3].map(() => holder(file, 50)));
    spans.sort((one, other) => one[0]! - other[0]!);
    for (let index = 1; index < spans.length; index += 1) {
      expect(spans[index]![0]).toBeGreaterThanOrEqual(spans[index - 1]![1]!);
    }
  });
});

test('a purpose that does not exist is refused with the usage', async () => {
  const child = spawn(process.execPath, [join(scripts, 'setup.mjs'), 'dmeo'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect(code).toBe(1);
  expect(text).toContain('usage: node scripts/setup.mjs demo|start|test');
});
