import { opendir, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { EngineResult } from '../engine.ts';
import { EngineFailure } from './engine-failure.ts';

const MAX_ENTRIES = 10_000;
const MAX_DEPTH = 4;

/** Bytes in a folder and its sub-folders; a folder of too many files or levels counts as endless. */
export async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  let entries = 0;
  const walk = async (path: string, depth: number): Promise<void> => {
    if (depth > MAX_DEPTH) {
      bytes = Number.POSITIVE_INFINITY;
      return;
    }
    for await (const entry of await opendir(path)) {
      if (++entries > MAX_ENTRIES) bytes = Number.POSITIVE_INFINITY;
      if (bytes === Number.POSITIVE_INFINITY) return;
      const inner = join(path, entry.name);
      if (entry.isDirectory()) await walk(inner, depth + 1);
      else if (entry.isFile()) bytes += (await stat(inner).catch(() => ({ size: 0 }))).size;
    }
  };
  // The folder may vanish while we look: then it holds nothing.
  await walk(folder, 0).catch(() => {});
  return bytes;
}

/** A result is only believed when each file is a non-empty file inside the work folder and all fit under the cap. */
export async function checkResult(result: EngineResult, workDir: string, outputBytes: number): Promise<EngineResult> {
  for (const file of result.files) {
    const inside = relative(resolve(workDir), resolve(file.path));
    if (inside === '' || inside.startsWith('..'))
      throw new EngineFailure('bad_result', `result file ${file.role} lies outside the work folder`);
    const info = await stat(file.path).catch(() => null);
    if (info === null || !info.isFile() || info.size === 0)
      throw new EngineFailure('bad_result', `result file ${file.role} is missing or empty`);
  }
  if ((await folderBytes(workDir)) > outputBytes)
    throw new EngineFailure('output_too_large', `the engine wrote more than ${outputBytes} bytes`);
  return result;
}
