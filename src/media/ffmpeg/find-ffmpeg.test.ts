import { chmod, copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FfmpegMissing, findFfmpeg, majorOf } from './find-ffmpeg.ts';

let scratch: string;
let machine: Awaited<ReturnType<typeof findFfmpeg>>;
beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), 'polymuse-find-'));
  machine = await findFfmpeg();
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** A folder whose programs claim to be an old ffmpeg. */
async function oldFfmpeg(): Promise<string> {
  const folder = await mkdtemp(path.join(scratch, 'old-'));
  for (const name of ['ffmpeg', 'ffprobe'])
    await writeFile(path.join(folder, name), `#!/bin/sh\necho "${name} version 3.4.2 Copyright"\n`, { mode: 0o755 });
  return folder;
}

describe('findFfmpeg', () => {
  it('finds what the machine has and remembers it', async () => {
    expect(machine.source).toBe('machine');
    expect(path.isAbsolute(machine.ffmpeg)).toBe(true);
    expect(majorOf(machine.version)).toBeGreaterThanOrEqual(4);
    expect(await findFfmpeg()).toBe(machine);
  });

  it('takes what the settings say, ffprobe from beside ffmpeg when only one is set', async () => {
    const folder = await mkdtemp(path.join(scratch, 'set-'));
    await symlink(machine.ffmpeg, path.join(folder, 'ffmpeg'));
    await symlink(machine.ffprobe, path.join(folder, 'ffprobe'));
    const ffmpeg = path.join(folder, 'ffmpeg');
    expect(await findFfmpeg({ FFMPEG_PATH: ffmpeg })).toEqual({
      ffmpeg,
      ffprobe: path.join(folder, 'ffprobe'),
      version: machine.version,
      source: 'setting',
    });
    expect(await findFfmpeg({ FFMPEG_PATH: ffmpeg, FFPROBE_PATH: machine.ffprobe })).toMatchObject({
      ffprobe: machine.ffprobe,
    });
  });

  it.each([
    [{ FFMPEG_PATH: '/nowhere/ffmpeg' }, /FFMPEG_PATH is \/nowhere\/ffmpeg/],
    [{ FFMPEG_PATH: process.execPath }, /does not run as ffmpeg/],
    [{ FFPROBE_PATH: '/usr/bin/ffprobe' }, /without FFMPEG_PATH/],
  ])('a wrong setting is named, not papered over: %j', async (env, message) => {
    await expect(findFfmpeg(env)).rejects.toThrow(message);
    await expect(findFfmpeg(env)).rejects.toThrow(FfmpegMissing);
  });

  it('passes over an older one on the path when a newer one is there', async () => {
    const answer = await findFfmpeg({ PATH: [await oldFfmpeg(), path.dirname(machine.ffmpeg)].join(path.delimiter) });
    expect(answer).toMatchObject({ ffmpeg: machine.ffmpeg, source: 'machine' });
  });

  it('uses the npm packages when the machine has none, and makes them executable', async () => {
    for (const name of ['ffmpeg', 'ffprobe'] as const) {
      const folder = path.join(scratch, 'app/node_modules', `@${name}-installer`, name);
      await mkdir(folder, { recursive: true });
      await writeFile(path.join(folder, 'index.js'), `exports.path = require('node:path').join(__dirname, '${name}');`);
      await copyFile(machine[name], path.join(folder, name));
      await chmod(path.join(folder, name), 0o644);
    }
    const from = pathToFileURL(path.join(scratch, 'app', 'main.js')).href;
    const answer = await findFfmpeg({}, from);
    expect(answer).toMatchObject({ source: 'npm', version: machine.version });
    expect(answer.ffprobe).toContain('@ffprobe-installer');
  });

  it('says in one sentence what to do when there is none, and looks again next time', async () => {
    const from = pathToFileURL(path.join(scratch, 'empty.js')).href;
    const first = findFfmpeg({}, from);
    await expect(first).rejects.toThrow(/were not found\. Install them: .+FFMPEG_PATH and FFPROBE_PATH\./);
    expect(findFfmpeg({}, from)).not.toBe(first);
    await expect(findFfmpeg({}, from)).rejects.toThrow(FfmpegMissing);
  });

  it.each([
    ['5.1.9-0+deb12u1', 5],
    ['n7.0', 7],
    ['4.4.2-0ubuntu', 4],
    ['N-109468-gd39b34123d', 999],
    ['git-2020', 0],
    ['20190826', 20190826],
  ])('%s has major version %i', (version, major) => {
    expect(majorOf(version)).toBe(major);
  });
});
