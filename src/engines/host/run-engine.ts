import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setPriority } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { EngineInputError, type EngineResult } from '../engine.ts';
import type { EngineTools } from '../engine-tools.ts';
import { EngineFailure, type EngineFailureReason } from './engine-failure.ts';
import type { ChildMessage, RunMessage } from './messages.ts';
import { checkResult, folderBytes } from './output-folder.ts';

export interface EngineLimits {
  /** Wall time of the whole run. */
  timeoutMs: number;
  /** Resident memory of the engine's own process. */
  memoryBytes: number;
  /** Everything in the work folder together. */
  outputBytes: number;
}

export const DEFAULT_ENGINE_LIMITS: EngineLimits = {
  timeoutMs: 300_000,
  memoryBytes: 1_073_741_824,
  outputBytes: 536_870_912,
};

export interface RunEngineOptions {
  /** Existing, empty folder; absolute. */
  workDir: string;
  seed: number;
  signal?: AbortSignal;
  /** fraction never falls. */
  onProgress?: (phase: string, fraction: number) => void;
  limits?: Partial<EngineLimits>;
  ffmpeg: EngineTools;
  /** Module with the registry to load the engine from; tests bring their own. */
  registryUrl?: string;
}

const WATCH_MS = 250;
const GRACE_MS = 2_000;
const MAX_ERROR_TEXT = 8_000;
/** Below every interactive process, so that answers of the API stay quick while engines work. */
const NICENESS = 10;
/** All that a child may know of our environment: never keys, URLs or tokens. */
const ALLOWED_ENV = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'LANG', 'LC_ALL', 'TZ', 'SystemRoot', 'LD_LIBRARY_PATH'];

/**
 * Runs one engine in a child process of its own and waits for its end.
 * @throws EngineInputError when the input is at fault, EngineFailure (see its reasons) for everything else.
 */
export async function runEngine(name: string, input: unknown, options: RunEngineOptions): Promise<EngineResult> {
  const limits = { ...DEFAULT_ENGINE_LIMITS, ...options.limits };
  if (options.signal?.aborted) throw cancelled();
  const registryUrl = options.registryUrl ?? siblingUrl('registry');
  const child = startChild(limits.memoryBytes);
  try {
    return await converse(child, { name, input, options, limits, registryUrl });
  } finally {
    killTree(child);
  }
}

/** `./name.ts` under tsx and vitest, `./name.js` when compiled. */
function siblingUrl(name: string): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`./${name}.${extension}`, import.meta.url).href;
}

function startChild(memoryBytes: number): ChildProcess {
  const entry = fileURLToPath(siblingUrl('engine-process'));
  const env: NodeJS.ProcessEnv = {};
  for (const key of ALLOWED_ENV) if (process.env[key] !== undefined) env[key] = process.env[key];
  const heapMb = Math.max(32, Math.floor(memoryBytes / 1_048_576));
  return fork(entry, [], {
    // A group of its own: one kill ends the engine and every program it started.
    detached: process.platform !== 'win32',
    env,
    execArgv: [`--max-old-space-size=${heapMb}`, ...(entry.endsWith('.ts') ? ['--import', typescriptLoader()] : [])],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'json',
  });
}

/** From source only; found from here because the child's folder of work may be anywhere. */
const typescriptLoader = (): string => pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

interface Conversation {
  name: string;
  input: unknown;
  options: RunEngineOptions;
  limits: EngineLimits;
  registryUrl: string;
}

function converse(
  child: ChildProcess,
  { name, input, options, limits, registryUrl }: Conversation,
): Promise<EngineResult> {
  return new Promise((resolve, reject) => {
    let errorText = '';
    let highest = 0;
    let settled = false;
    /** The result is being checked: that the child now ends is as it should be. */
    let answered = false;

    const settle = (finish: () => void) => {
      if (settled) return;
      settled = true;
      clearTimeout(deadline);
      clearInterval(watch);
      options.signal?.removeEventListener('abort', onAbort);
      finish();
    };
    const fail = (reason: EngineFailureReason, message: string, cause?: unknown) =>
      settle(() => reject(new EngineFailure(reason, message, { errorText, cause })));
    const onAbort = () => settle(() => reject(cancelled(options.signal?.reason)));

    const checkMemory = (bytes: number) => {
      if (bytes > limits.memoryBytes)
        fail('out_of_memory', `engine ${name} used more than ${limits.memoryBytes} bytes of memory`);
    };
    const deadline = setTimeout(
      () => fail('timed_out', `engine ${name} took longer than ${limits.timeoutMs} ms`),
      limits.timeoutMs,
    );
    const watch = setInterval(() => {
      checkMemory(residentBytes(child.pid));
      void folderBytes(options.workDir).then((bytes) => {
        if (bytes > limits.outputBytes)
          fail('output_too_large', `engine ${name} wrote more than ${limits.outputBytes} bytes`);
      });
    }, WATCH_MS);
    options.signal?.addEventListener('abort', onAbort, { once: true });

    child.stderr?.on('data', (chunk: Buffer) => {
      errorText = (errorText + chunk.toString('utf8')).slice(-MAX_ERROR_TEXT);
    });
    child.on('error', (error) => fail('crashed', `engine ${name} could not start`, error));
    child.on('exit', (code, signalName) => {
      // Its last words may still be in the pipes: 'close' comes after them, but a grandchild may hold stderr open.
      const explain = () => {
        if (answered) return;
        const reason = /heap out of memory|allocation failed/i.test(errorText) ? 'out_of_memory' : 'crashed';
        fail(reason, `engine ${name} ended without a result (${signalName ?? `exit code ${code}`})`);
      };
      child.once('close', explain);
      setTimeout(explain, GRACE_MS).unref();
    });
    child.on('message', (message: ChildMessage) => {
      switch (message.kind) {
        case 'ready': {
          lowerPriority(child.pid);
          const { workDir, seed, ffmpeg: tools } = options;
          const run: RunMessage = { kind: 'run', name, registryUrl, input, workDir, seed, tools };
          child.send(run, (error) => {
            if (error) fail('crashed', `engine ${name} could not be told what to do`, error);
          });
          break;
        }
        case 'progress':
          highest = Math.max(highest, Math.min(1, message.fraction));
          if (!settled) options.onProgress?.(message.phase, highest);
          break;
        case 'memory':
          checkMemory(message.bytes);
          break;
        case 'result':
          answered = true;
          checkResult(message.result, options.workDir, limits.outputBytes).then(
            (result) => settle(() => resolve(result)),
            (error: unknown) => settle(() => reject(error instanceof Error ? error : new Error(String(error)))),
          );
          break;
        case 'input-error':
          settle(() => reject(new EngineInputError(message.inputKind, message.message)));
          break;
        case 'error':
          errorText = message.stack.slice(-MAX_ERROR_TEXT);
          fail(/^no engine named/.test(message.message) ? 'unknown_engine' : 'failed', message.message);
          break;
      }
    });
  });
}

const cancelled = (cause?: unknown): EngineFailure =>
  new EngineFailure('cancelled', 'the run was cancelled', { cause });

function lowerPriority(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, NICENESS);
  } catch {
    // Gone already, or not allowed: only politeness is lost.
  }
}

/** Linux only; elsewhere the child's own reports must do. A busy child cannot report, so the parent looks too. */
function residentBytes(pid: number | undefined): number {
  if (pid === undefined || process.platform !== 'linux') return 0;
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]);
    return Number.isFinite(pages) ? pages * 4_096 : 0;
  } catch {
    return 0;
  }
}

/** Ends the child and everything it started; harmless when all are gone. */
function killTree(child: ChildProcess): void {
  if (child.connected) child.disconnect();
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // ESRCH: nobody is left.
  }
}
