import { chmodSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { aptInstall, canUseApt } from './apt.mjs';
import { npm } from './dependencies.mjs';
import { ffmpegVersion, findProgram, majorOf, programFolders } from './programs.mjs';
import { say, step } from './say.mjs';

const wantedMajor = 5;
/** Pinned: their binaries are years old, so there is nothing to follow. */
const packages = ['@ffmpeg-installer/ffmpeg@1.1.0', '@ffprobe-installer/ffprobe@2.1.2'];

/**
 * Sees to ffmpeg and ffprobe: those that FFMPEG_PATH names, the machine's own from version 5 on, Debian's (as root),
 * those of npm packages in a folder of their own, the machine's own older ones. Binaries outside the PATH are noted in
 * `env.json` of the state folder, which the command line reads. Returns the variables that name them.
 */
export async function provideFfmpeg({ stateFolder, env, folders = programFolders(env), useApt = canUseApt() }) {
  const envFile = join(stateFolder, 'env.json');
  if (env.FFMPEG_PATH) return {};
  const noted = notedEnv(envFile);
  const own = machinePair(folders, join(stateFolder, 'ffmpeg.json'));
  if (own !== null && own.major >= wantedMajor) {
    // The machine has got one since: better than an old binary of a package.
    rmSync(envFile, { force: true });
    return {};
  }
  if (noted !== null) return noted;

  if (useApt) {
    try {
      await aptInstall(['ffmpeg'], env);
      if (machinePair(folders) !== null) return {};
    } catch (error) {
      say(`Debian's ffmpeg could not be installed: ${firstLine(error)}`);
    }
  }
  if (own !== null) {
    say(
      `ffmpeg ${own.version} is older than ${wantedMajor}: some engines will refuse; a newer one in the PATH is used at once`,
    );
    return {};
  }
  const packaged = await fromPackages(stateFolder, env);
  if (packaged === null) throw new Error(`ffmpeg and ffprobe are missing. ${instruction()}`);
  writeFileSync(envFile, `${JSON.stringify(packaged, null, 2)}\n`);
  return packaged;
}

/** The first ffmpeg with an ffprobe beside it. The answer is kept until the file changes: asking takes 0.1 s. */
export function machinePair(folders, cacheFile) {
  for (const folder of folders) {
    const ffmpeg = findProgram('ffmpeg', [folder]);
    const ffprobe = findProgram('ffprobe', [folder]);
    if (ffmpeg === null || ffprobe === null) continue;
    const identity = [ffmpeg, ffprobe].map((file) => [file, statSync(file).size, statSync(file).mtimeMs]).join();
    const cached = cacheFile === undefined ? null : jsonOf(cacheFile);
    if (cached?.identity === identity) return cached;
    const version = ffmpegVersion(ffmpeg);
    if (version === null || ffmpegVersion(ffprobe) === null) continue;
    const pair = { identity, version, major: majorOf(version) };
    if (cacheFile !== undefined) writeFileSync(cacheFile, JSON.stringify(pair));
    return pair;
  }
  return null;
}

async function fromPackages(stateFolder, env) {
  const prefix = join(stateFolder, 'ffmpeg');
  try {
    await step('getting ffmpeg from npm packages', () =>
      npm(stateFolder, env, ['install', '--prefix', prefix, '--no-save', '--ignore-scripts', ...packages]),
    );
    const find = createRequire(join(prefix, 'node_modules', 'x.js'));
    const FFMPEG_PATH = find('@ffmpeg-installer/ffmpeg').path;
    const FFPROBE_PATH = find('@ffprobe-installer/ffprobe').path;
    // The packages set this bit in an install script, and we run none.
    for (const file of [FFMPEG_PATH, FFPROBE_PATH]) chmodSync(file, 0o755);
    const version = ffmpegVersion(FFMPEG_PATH);
    if (version === null || ffmpegVersion(FFPROBE_PATH) === null) return null;
    say(`using ffmpeg ${version} of an npm package: it is old; a newer one in the PATH is taken at once`);
    return { FFMPEG_PATH, FFPROBE_PATH };
  } catch (error) {
    say(`no ffmpeg from npm: ${firstLine(error)}`);
    return null;
  }
}

function notedEnv(envFile) {
  const noted = jsonOf(envFile);
  const isUsable = noted !== null && existsSync(noted.FFMPEG_PATH ?? '') && existsSync(noted.FFPROBE_PATH ?? '');
  return isUsable ? noted : null;
}

function jsonOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

function instruction() {
  if (process.platform === 'darwin') return 'Install them with "brew install ffmpeg" and run this again.';
  if (process.platform === 'win32') return 'Install them with "winget install ffmpeg" and run this again.';
  return 'Install them with "sudo apt-get install -y ffmpeg" (or your system\'s package), or set FFMPEG_PATH and FFPROBE_PATH, and run this again.';
}

const firstLine = (error) => String(error instanceof Error ? error.message : error).split('\n', 1)[0];
