import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** How much of the tool's last words is kept. */
export const STDERR_TAIL_BYTES = 8192;
const MAX_LINE_CHARS = 2000;

export interface RunToolOptions {
  /** The process is killed after this long. */
  timeoutMs: number;
  signal?: AbortSignal;
  /** More standard output than this kills the process; counts streamed output too. */
  maxOutputBytes: number;
  stdin?: Uint8Array | Readable;
  /** Gets the output as it comes, instead of it being collected. An error thrown here ends the run with that error. */
  onStdout?: (chunk: Buffer) => void;
  /** Called per line of standard error; a carriage return ends a line too, as in progress output. */
  onStderrLine?: (line: string) => void;
  cwd?: string;
}

export interface ToolOutput {
  /** Empty when onStdout took it. */
  stdout: Buffer;
  /** The last 8 kB. */
  stderr: string;
}

export type ToolFailure = 'exit' | 'deadline' | 'aborted' | 'too_much_output' | 'not_started';

/** A program that did not end well. The text is for the log: it may hold paths of this machine. */
export class ToolFailed extends Error {
  readonly reason: ToolFailure;
  readonly exitCode: number | null;
  readonly stderr: string;
  constructor(
    reason: ToolFailure,
    message: string,
    details: { exitCode?: number | null; stderr?: string; cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'ToolFailed';
    this.reason = reason;
    this.exitCode = details.exitCode ?? null;
    this.stderr = details.stderr ?? '';
  }
}

/** What a media tool needs of our environment; the rest may hold secrets and stays here. */
const PASSED_ON = [
  'PATH',
  'HOME',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'LD_LIBRARY_PATH',
  'DYLD_LIBRARY_PATH',
  'FONTCONFIG_PATH',
  'FONTCONFIG_FILE',
];
const toolEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));

/**
 * Runs a program without a shell and waits for its end. It is killed (SIGKILL: media tools hold nothing worth saving)
 * at the deadline, on abort, and when it writes too much. Resolves on exit code 0 only; else throws ToolFailed.
 */
export async function runTool(binary: string, args: readonly string[], options: RunToolOptions): Promise<ToolOutput> {
  if (options.signal?.aborted)
    throw new ToolFailed('aborted', `${binary} was not started: aborted`, { cause: options.signal.reason });

  const child = spawn(binary, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    shell: false,
    windowsHide: true,
    env: toolEnvironment(),
    cwd: options.cwd,
  });
  const chunks: Buffer[] = [];
  let outputBytes = 0;
  let stderr = Buffer.alloc(0);
  let killedFor: unknown;
  const kill = (why: unknown): void => {
    killedFor ??= why;
    child.kill('SIGKILL');
  };
  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (thrown) {
      kill(thrown);
    }
  };

  const lines = options.onStderrLine ? lineSplitter(options.onStderrLine) : undefined;
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = Buffer.concat([stderr, chunk]);
    if (stderr.length > STDERR_TAIL_BYTES) stderr = Buffer.from(stderr.subarray(-STDERR_TAIL_BYTES));
    if (lines) guarded(() => lines.push(chunk.toString('utf8')));
  });
  child.stdout.on('data', (chunk: Buffer) => {
    if (killedFor !== undefined) return;
    outputBytes += chunk.length;
    if (outputBytes > options.maxOutputBytes) {
      kill(new ToolFailed('too_much_output', `${binary} wrote more than ${options.maxOutputBytes} bytes`));
    } else if (options.onStdout) {
      const take = options.onStdout;
      guarded(() => take(chunk));
    } else {
      chunks.push(chunk);
    }
  });

  const onAbort = (): void =>
    kill(new ToolFailed('aborted', `${binary} was aborted`, { cause: options.signal?.reason }));
  options.signal?.addEventListener('abort', onAbort, { once: true });
  const deadline = setTimeout(
    () => kill(new ToolFailed('deadline', `${binary} ran longer than ${options.timeoutMs} ms`)),
    options.timeoutMs,
  );

  // A tool that has read enough closes its input: that is not a failure, its exit code decides.
  child.stdin.on('error', () => undefined);
  if (options.stdin === undefined) child.stdin.end();
  else if (options.stdin instanceof Uint8Array) child.stdin.end(options.stdin);
  else void pipeline(options.stdin, child.stdin).catch(() => undefined);

  try {
    const { exitCode, signalName } = await new Promise<{ exitCode: number | null; signalName: string | null }>(
      (resolve, reject) => {
        child.once('error', (cause) =>
          reject(new ToolFailed('not_started', `${binary} could not be started`, { cause })),
        );
        child.once('close', (exitCode, signalName) => resolve({ exitCode, signalName }));
      },
    );
    if (killedFor === undefined && lines) guarded(() => lines.end());
    const tail = stderr.toString('utf8');
    if (killedFor instanceof ToolFailed)
      throw new ToolFailed(killedFor.reason, killedFor.message, { exitCode, stderr: tail, cause: killedFor.cause });
    if (killedFor !== undefined) throw killedFor;
    if (exitCode !== 0) {
      const how = exitCode === null ? `was ended by ${signalName}` : `ended with code ${exitCode}`;
      throw new ToolFailed('exit', `${binary} ${how}: ${lastLine(tail)}`, { exitCode, stderr: tail });
    }
    return { stdout: Buffer.concat(chunks), stderr: tail };
  } finally {
    clearTimeout(deadline);
    options.signal?.removeEventListener('abort', onAbort);
  }
}

function lineSplitter(emit: (line: string) => void): { push(text: string): void; end(): void } {
  let rest = '';
  return {
    push(text) {
      const parts = (rest + text).split(/\r\n|\n|\r/);
      rest = (parts.pop() ?? '').slice(-MAX_LINE_CHARS);
      for (const part of parts) if (part !== '') emit(part.slice(0, MAX_LINE_CHARS));
    },
    end() {
      if (rest !== '') emit(rest);
      rest = '';
    },
  };
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.slice(0, 300) ?? '';
}
