import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

const MAX_WORDS = 4_000;
/** A program that gives or takes nothing for this long is stuck. */
const STALL_MS = 120_000;

/** Raw frames out of ffmpeg, one at a time, no faster than they are used. Ends early without an error when asked. */
export async function* readFrames(
  ffmpeg: string,
  args: readonly string[],
  frameBytes: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const child = spawn(ffmpeg, ['-nostdin', '-hide_banner', '-v', 'error', ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
    signal,
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve());
  });
  ended.catch(() => undefined);
  let isStuck = false;
  const watch = () =>
    setTimeout(() => {
      isStuck = true;
      child.kill('SIGKILL');
    }, STALL_MS);
  let stall = watch();
  try {
    let frame = Buffer.alloc(frameBytes);
    let filled = 0;
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      for (let at = 0; at < chunk.length; ) {
        const taken = chunk.copy(frame, filled, at);
        filled += taken;
        at += taken;
        if (filled < frameBytes) continue;
        // How long the frame is worked on is not ffmpeg's doing.
        clearTimeout(stall);
        yield frame;
        stall = watch();
        frame = Buffer.alloc(frameBytes);
        filled = 0;
      }
    }
    await ended;
    if (isStuck) throw new Error(`ffmpeg gave no frame for ${STALL_MS} ms`);
  } finally {
    clearTimeout(stall);
    child.kill('SIGKILL');
  }
}

/** An ffmpeg that takes raw frames on its standard input. */
export class FrameWriter {
  readonly #child: ChildProcessByStdio<Writable, null, Readable>;
  readonly #ended: Promise<number | null>;
  #words = '';

  constructor(ffmpeg: string, args: readonly string[], signal: AbortSignal) {
    this.#child = spawn(ffmpeg, ['-hide_banner', '-v', 'error', '-y', ...args], {
      stdio: ['pipe', 'ignore', 'pipe'],
      signal,
    });
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.#words = (this.#words + chunk.toString('utf8')).slice(-MAX_WORDS);
    });
    // What ended it is told by its exit code; a broken pipe only says that it ended.
    this.#child.stdin.on('error', () => undefined);
    this.#ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', resolve);
    });
    this.#ended.catch(() => undefined);
  }

  async write(frame: Uint8Array): Promise<void> {
    if (this.#child.stdin.write(frame)) return;
    const waiting = new AbortController();
    const stall = setTimeout(() => this.abandon(), STALL_MS);
    try {
      await Promise.race([once(this.#child.stdin, 'drain', { signal: waiting.signal }), this.#ended]);
    } finally {
      clearTimeout(stall);
      waiting.abort();
    }
    if (this.#child.exitCode !== null) throw this.#failure(this.#child.exitCode);
  }

  /** @throws Error with ffmpeg's own words. */
  async finish(): Promise<void> {
    this.#child.stdin.end();
    const stall = setTimeout(() => this.abandon(), STALL_MS);
    const code = await this.#ended.finally(() => clearTimeout(stall));
    if (code !== 0) throw this.#failure(code);
  }

  #failure(code: number | null): Error {
    return new Error(`ffmpeg ended with ${code ?? 'a signal'}: ${this.#words.trim()}`);
  }

  abandon(): void {
    this.#child.kill('SIGKILL');
  }
}
