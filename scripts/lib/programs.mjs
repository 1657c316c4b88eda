import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** Looked in after the PATH, which can be short in services and desktop launchers. */
export const usualFolders = ['/usr/local/bin', '/usr/bin', '/opt/homebrew/bin', '/opt/local/bin', '/snap/bin'];

/** The folders of the PATH, then the usual ones. */
export function programFolders(env) {
  const onPath = (env.PATH ?? env.Path ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  return [...new Set([...onPath, ...usualFolders])];
}

export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Absolute path of the first such program, or null. */
export function findProgram(name, folders) {
  const fileName = process.platform === 'win32' ? `${name}.exe` : name;
  return folders.map((folder) => join(folder, fileName)).find(isExecutable) ?? null;
}

/** What ffmpeg or ffprobe calls itself, for example `5.1.9-0+deb12u1`; null when it does not run. */
export function ffmpegVersion(file) {
  const { stdout, status } = spawnSync(file, ['-version'], { encoding: 'utf8', timeout: 10_000 });
  return status === 0 ? (/^ff(?:mpeg|probe) version (\S+)/.exec(stdout)?.[1] ?? null) : null;
}

/** `5.1.9-0` → 5, `n7.0` → 7. Development builds count commits: 5.0 was branched at about N-105000. */
export function majorOf(version) {
  const commits = /^N-(\d+)/.exec(version);
  if (commits !== null) return Number(commits[1]) >= 105_000 ? 5 : 4;
  return Number(/^n?(\d+)/.exec(version)?.[1] ?? 0);
}
