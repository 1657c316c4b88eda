/** Engines that misbehave on purpose; each shows one thing the host must survive. */
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Engine, type EngineContext, EngineInputError, type EngineResult } from '../../engine.ts';
import type { EngineLoader } from '../registry.ts';

type Run = (input: { path?: string }, context: EngineContext) => Promise<EngineResult>;

const forever = (): Promise<never> =>
  new Promise((_, reject) => setTimeout(() => reject(new Error('too late')), 60_000));

const write = async (context: EngineContext, bytes: number): Promise<EngineResult> => {
  const path = join(context.workDir, 'a.bin');
  await writeFile(path, Buffer.alloc(bytes, 1));
  const file = { role: 'audio', path, contentType: 'audio/mpeg', width: 0, height: 0, durationMs: 1_000 };
  return { files: [file], facts: { seed: context.seed }, logs: ['done'] };
};

const engines: Record<string, Run> = {
  async good(_, context) {
    context.onProgress('one', 0.5);
    context.onProgress('back', 0.2);
    context.onProgress('two', 1);
    return write(context, 10);
  },
  async environment(_, context) {
    const result = await write(context, 10);
    return { ...result, facts: { names: Object.keys(process.env), nice: (await import('node:os')).getPriority() } };
  },
  async input() {
    throw new EngineInputError('video', 'the file has no picture');
  },
  async throws() {
    throw new TypeError('a bug');
  },
  async crashes() {
    process.abort();
  },
  async exits() {
    process.exit(3);
  },
  async hangs() {
    return forever();
  },
  async spins() {
    for (;;) Math.random();
  },
  /** Memory outside the JavaScript heap, in a loop that never yields: only the parent can see it. */
  async swells() {
    const kept: Buffer[] = [];
    for (;;) kept.push(Buffer.alloc(16_777_216, 1));
  },
  async heap() {
    const kept: string[][] = [];
    for (;;) kept.push(new Array(100_000).fill(`text ${kept.length}`).map((text, i) => `${text}${i}`));
  },
  async floods(_, context) {
    for (let i = 0; ; i++) await writeFile(join(context.workDir, `${i}.bin`), Buffer.alloc(1_048_576, 1));
  },
  async big(_, context) {
    return write(context, 4_194_304);
  },
  async outside(_, context) {
    const result = await write(context, 10);
    return { ...result, files: result.files.map((file) => ({ ...file, path: '/etc/hostname' })) };
  },
  /** Starts a program of its own and writes its process id to `path`. */
  async parent({ path }, context) {
    const child = spawn('sleep', ['60'], { stdio: 'ignore' });
    await writeFile(path ?? join(context.workDir, 'pid'), `${process.pid} ${child.pid}`);
    context.onProgress('started', 0.1);
    return forever();
  },
};

export const registry: Record<string, EngineLoader> = Object.fromEntries(
  Object.entries(engines).map(([name, run]) => [
    name,
    async () => ({ name: `${name}@1`, quality: 'odd', run }) as unknown as Engine<never>,
  ]),
);
