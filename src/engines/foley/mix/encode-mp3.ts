import { type ChildProcess, spawn } from 'node:child_process';
import type { Stereo } from '../sound/voice.ts';

export interface EncodeOptions {
  ffmpegPath: string;
  /** File to write; replaced when it exists. */
  path: string;
  sampleRate: number;
  signal: AbortSignal;
}

/** Best first. libmp3lame writes the gapless header (delay and padding); libshine, fixed point, does not. */
const ENCODERS = ['libmp3lame', 'libshine'] as const;
const DEADLINE_MS = 60_000;
const MAX_ERROR_TEXT = 4_000;

export interface OpenEncoder {
  /** Writes the sound and waits for the finished file. */
  finish(sound: Stereo): Promise<void>;
  /** Ends ffmpeg when no sound will come. */
  abandon(): void;
}

/**
 * Starts ffmpeg at once, so that its start-up overlaps with the synthesis. 192 kbit/s, no tags and no dates: the same
 * samples give the same bytes. `encoders` is for tests.
 */
export function openMp3Encoder(options: EncodeOptions, encoders: readonly string[] = ENCODERS): OpenEncoder {
  let current = start(options, encoders[0] ?? '');
  return {
    async finish(sound) {
      const bytes = interleave(sound);
      const tried: string[] = [];
      for (const [i, encoder] of encoders.entries()) {
        if (i > 0) current = start(options, encoder);
        current.child.stdin?.end(bytes);
        const end = await current.ended;
        options.signal.throwIfAborted();
        if (end.code === 0) return;
        tried.push(`${encoder}: ${end.errorText.trim().split('\n').at(-1) ?? `exit code ${end.code}`}`);
        if (!/unknown encoder|encoder not found/i.test(end.errorText)) break;
      }
      throw new Error(`ffmpeg could not encode mp3 (${tried.join('; ')})`);
    },
    abandon() {
      current.child.kill('SIGKILL');
    },
  };
}

interface Started {
  child: ChildProcess;
  ended: Promise<{ code: number; errorText: string }>;
}

function start({ ffmpegPath, path, sampleRate, signal }: EncodeOptions, encoder: string): Started {
  const child = spawn(
    ffmpegPath,
    // biome-ignore format: one option per pair reads better
    [
      '-hide_banner', '-nostdin', '-loglevel', 'error', '-y',
      '-f', 'f32le', '-ar', String(sampleRate), '-ac', '2', '-i', 'pipe:0',
      '-map_metadata', '-1', '-fflags', '+bitexact', '-flags:a', '+bitexact',
      '-c:a', encoder, '-b:a', '192k', '-f', 'mp3', path,
    ],
    { stdio: ['pipe', 'ignore', 'pipe'], signal, killSignal: 'SIGKILL', timeout: DEADLINE_MS },
  );
  let errorText = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errorText = (errorText + chunk.toString('utf8')).slice(-MAX_ERROR_TEXT);
  });
  // ffmpeg that ends early closes the pipe; its exit code tells the story.
  child.stdin?.on('error', () => {});
  const ended = new Promise<{ code: number; errorText: string }>((resolve) => {
    child.on('error', (error) => resolve({ code: -1, errorText: errorText || error.message }));
    child.on('close', (code) => resolve({ code: code ?? -1, errorText }));
  });
  return { child, ended };
}

function interleave({ left, right }: Stereo): Buffer {
  const samples = new Float32Array(left.length * 2);
  for (let i = 0; i < left.length; i++) {
    samples[2 * i] = left[i] as number;
    samples[2 * i + 1] = right[i] as number;
  }
  return Buffer.from(samples.buffer);
}
