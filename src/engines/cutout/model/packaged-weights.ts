import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Weights as the optional package carries them: `resources.json` lists, per resource, chunks that are files named by
 * the SHA-256 of their bytes, with the offsets where they belong. Only these data files are read; none of the package's
 * code is loaded.
 */
interface ResourceList {
  [resource: string]: { size: number; chunks: { hash: string; offsets: [number, number] }[] } | undefined;
}

const MAX_BYTES = 536_870_912;

/** @throws Error when the package is damaged. */
export async function readPackagedWeights(folder: string, resource: string): Promise<Uint8Array> {
  const list = JSON.parse(await readFile(path.join(folder, 'resources.json'), 'utf8')) as ResourceList;
  const entry = list[resource];
  if (entry === undefined) throw new Error(`the package of weights has no ${resource}`);
  if (!Number.isSafeInteger(entry.size) || entry.size <= 0 || entry.size > MAX_BYTES) {
    throw new Error(`the package of weights says that ${resource} has ${entry.size} bytes`);
  }
  const bytes = new Uint8Array(entry.size);
  let filled = 0;
  for (const { hash, offsets } of entry.chunks) {
    if (!/^[0-9a-f]{64}$/.test(hash)) throw new Error(`the package of weights has a chunk with a strange name`);
    const chunk = await readFile(path.join(folder, hash));
    if (createHash('sha256').update(chunk).digest('hex') !== hash) throw new Error(`chunk ${hash} is damaged`);
    if (offsets[1] - offsets[0] !== chunk.length || offsets[1] > entry.size)
      throw new Error(`chunk ${hash} does not fit`);
    bytes.set(chunk, offsets[0]);
    filled += chunk.length;
  }
  if (filled !== entry.size) throw new Error(`the package of weights misses a part of ${resource}`);
  return bytes;
}
