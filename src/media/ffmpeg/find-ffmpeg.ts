import { access, chmod, constants, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { runTool } from './run-tool.ts';

export interface FoundFfmpeg {
  /** Absolute paths, or what the setting says. */
  ffmpeg: string;
  ffprobe: string;
  /** As the binary prints it, for example `5.1.9-0+deb12u1`. */
  version: string;
  source: 'setting' | 'machine' | 'npm';
}

/** From this major version on every filter that the engines use exists. */
export const PREFERRED_MAJOR = 5;
const USUAL_FOLDERS = ['/usr/local/bin', '/usr/bin', '/opt/homebrew/bin', '/opt/local/bin', '/snap/bin'];
const ASK_TIMEOUT_MS = 10_000;

export class FfmpegMissing extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'FfmpegMissing';
  }
}

const found = new Map<string, Promise<FoundFfmpeg>>();

/**
 * Finds ffmpeg and ffprobe: the settings FFMPEG_PATH and FFPROBE_PATH; else the machine's own, version 5 or newer
 * first; else the npm packages `@ffmpeg-installer/ffmpeg` and `@ffprobe-installer/ffprobe` when somebody installed
 * them (a 2018 build, so the last resort). Remembered per environment. Throws FfmpegMissing with the one thing to do.
 */
export function findFfmpeg(
  env: NodeJS.ProcessEnv = process.env,
  packagesOf: string = import.meta.url,
): Promise<FoundFfmpeg> {
  const key = JSON.stringify([env.FFMPEG_PATH, env.FFPROBE_PATH, env.PATH, packagesOf]);
  const known = found.get(key);
  if (known) return known;
  const search = searchFfmpeg(env, packagesOf);
  found.set(key, search);
  // A failure is not remembered: the operator may install ffmpeg meanwhile.
  search.catch(() => found.delete(key));
  return search;
}

async function searchFfmpeg(env: NodeJS.ProcessEnv, packagesOf: string): Promise<FoundFfmpeg> {
  if (env.FFMPEG_PATH) return fromSetting(env, env.FFMPEG_PATH);
  if (env.FFPROBE_PATH) throw new FfmpegMissing('FFPROBE_PATH is set without FFMPEG_PATH: set both, or neither.');
  const answer = (await fromMachine(env)) ?? (await fromPackages(packagesOf));
  if (answer) return answer;
  throw new FfmpegMissing(installHint());
}

async function fromSetting(env: NodeJS.ProcessEnv, ffmpeg: string): Promise<FoundFfmpeg> {
  const ffprobe = env.FFPROBE_PATH || path.join(path.dirname(ffmpeg), program('ffprobe'));
  const version = await versionOf(ffmpeg);
  if (version === null)
    throw new FfmpegMissing(`FFMPEG_PATH is ${ffmpeg}, which does not run as ffmpeg: correct the setting.`);
  if ((await versionOf(ffprobe)) === null) {
    throw new FfmpegMissing(
      `${ffprobe} does not run as ffprobe: set FFPROBE_PATH to the ffprobe that belongs to ${ffmpeg}.`,
    );
  }
  return { ffmpeg, ffprobe, version, source: 'setting' };
}

async function fromMachine(env: NodeJS.ProcessEnv): Promise<FoundFfmpeg | null> {
  const onPath = (env.PATH ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  // An environment without PATH at all means "look nowhere else" (tests); with one, the usual folders are added.
  const folders = [...new Set(onPath.length > 0 ? [...onPath, ...USUAL_FOLDERS] : [])];
  let fallback: FoundFfmpeg | null = null;
  for (const folder of folders) {
    const ffmpeg = path.join(folder, program('ffmpeg'));
    const ffprobe = path.join(folder, program('ffprobe'));
    if (!(await isExecutable(ffmpeg)) || !(await isExecutable(ffprobe))) continue;
    const version = await versionOf(ffmpeg);
    if (version === null || (await versionOf(ffprobe)) === null) continue;
    const candidate: FoundFfmpeg = { ffmpeg, ffprobe, version, source: 'machine' };
    if (majorOf(version) >= PREFERRED_MAJOR) return candidate;
    fallback ??= candidate;
  }
  return fallback;
}

async function fromPackages(packagesOf: string): Promise<FoundFfmpeg | null> {
  const ffmpeg = await packagedBinary('@ffmpeg-installer/ffmpeg', packagesOf);
  const ffprobe = await packagedBinary('@ffprobe-installer/ffprobe', packagesOf);
  if (ffmpeg === null || ffprobe === null) return null;
  const version = await versionOf(ffmpeg);
  if (version === null || (await versionOf(ffprobe)) === null) return null;
  return { ffmpeg, ffprobe, version, source: 'npm' };
}

async function packagedBinary(name: string, packagesOf: string): Promise<string | null> {
  let binary: unknown;
  try {
    binary = createRequire(packagesOf)(name);
  } catch {
    return null; // Not installed, or no build for this platform.
  }
  const file = typeof binary === 'object' && binary !== null && 'path' in binary ? binary.path : null;
  if (typeof file !== 'string') return null;
  // The packages set the bit in an install script, and we run none. A read-only install may have it already.
  if (!(await isExecutable(file))) await chmod(file, 0o755).catch(() => undefined);
  return (await isExecutable(file)) ? file : null;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

/** null when the file does not run or is another program. */
async function versionOf(binary: string): Promise<string | null> {
  try {
    const { stdout } = await runTool(binary, ['-version'], { timeoutMs: ASK_TIMEOUT_MS, maxOutputBytes: 65_536 });
    return /^ff(?:mpeg|probe) version (\S+)/.exec(stdout.toString('utf8'))?.[1] ?? null;
  } catch {
    return null;
  }
}

/** `5.1.9-0+deb12u1` → 5, `n7.0` → 7; a development build (`N-109…`) counts as new. */
export function majorOf(version: string): number {
  if (/^N-\d/.test(version)) return 999;
  return Number(/^n?(\d+)/.exec(version)?.[1] ?? 0);
}

function program(name: string): string {
  return process.platform === 'win32' ? `${name}.exe` : name;
}

function installHint(): string {
  const how =
    process.platform === 'darwin'
      ? 'brew install ffmpeg'
      : process.platform === 'win32'
        ? 'winget install ffmpeg'
        : 'apt-get install -y ffmpeg (or your system’s package)';
  return `ffmpeg and ffprobe were not found. Install them: ${how}; or set FFMPEG_PATH and FFPROBE_PATH.`;
}
