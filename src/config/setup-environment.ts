import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment plus what `scripts/setup.mjs` noted for this checkout in `.setup/env.json`: where the ffmpeg lies
 * that it brought. Variables that are set already win; without the file the environment comes back as it is.
 * `root`: the folder of package.json.
 */
export function withSetupEnvironment(env: Environment, root: string): Environment {
  if (env.FFMPEG_PATH || env.FFPROBE_PATH) return env;
  const { FFMPEG_PATH, FFPROBE_PATH } = noted(join(root, '.setup', 'env.json'));
  const isWhole = typeof FFMPEG_PATH === 'string' && typeof FFPROBE_PATH === 'string';
  return isWhole ? { ...env, FFMPEG_PATH, FFPROBE_PATH } : env;
}

function noted(file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
