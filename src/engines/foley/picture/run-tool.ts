import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface ToolRun {
  /** Gets standard output as it comes; may throw to stop the tool. */
  onOutput(chunk: Buffer): void;
  signal: AbortSignal;
  timeoutMs: number;
}

export interface ToolEnd {
  exitCode: number | null;
  /** The last 2,000 characters of standard error; may name paths: for logs and decisions, never for clients. */
  words: string;
  timedOut: boolean;
}

/**
 * Runs ffmpeg or ffprobe with an argument array and no shell; the process is killed on abort, on timeout and when
 * `onOutput` throws, and this returns only after it is gone.
 * @throws the signal's reason when aborted, the error of `onOutput`, or the spawn error (no such program).
 */
export async function runTool(program: string, args: readonly string[], run: ToolRun): Promise<ToolEnd> {
  run.signal.throwIfAborted();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = () => child.kill('SIGKILL');
  let words = '';
  let timedOut = false;
  let outputError: unknown;
  const deadline = setTimeout(() => {
    timedOut = true;
    kill();
  }, run.timeoutMs);
  run.signal.addEventListener('abort', kill, { once: true });
  child.stdout.on('data', (chunk: Buffer) => {
    if (outputError !== undefined) return;
    try {
      run.onOutput(chunk);
    } catch (error) {
      outputError = error;
      kill();
    }
  });
  child.stderr.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString('latin1')).slice(-2000);
  });
  try {
    const [exitCode] = (await once(child, 'close')) as [number | null];
    run.signal.throwIfAborted();
    if (outputError !== undefined) throw outputError;
    return { exitCode, words, timedOut };
  } finally {
    clearTimeout(deadline);
    run.signal.removeEventListener('abort', kill);
  }
}
