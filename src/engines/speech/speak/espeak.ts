import { runTool, ToolFailed } from '../../../media/ffmpeg/run-tool.ts';
import { EngineInputError } from '../../engine.ts';
import type { Language } from '../text/language.ts';
import { readWave, type Sound } from './wave.ts';

export interface EspeakRequest {
  /** Program to start: a name in the PATH or a path. */
  program: string;
  text: string;
  language: Language;
  /** The voice variant: a higher, female one or the plain one. */
  variant: 'plain' | 'female';
  stretch: number;
  signal: AbortSignal;
}

const DEADLINE_MS = 60_000;
const MAX_OUTPUT_BYTES = 67_108_864;
/** espeak-ng's own default, words per minute, and its range. */
const DEFAULT_SPEED = 175;
const [SLOWEST, FASTEST] = [80, 450];

/**
 * Speaks with the machine's espeak-ng, a program of its own that Polymuse neither brings nor links (GPL-3).
 * @throws EngineInputError when the program or the language's voice is missing.
 */
export async function speakWithEspeak(request: EspeakRequest): Promise<Sound> {
  const { program, text, language, variant, stretch, signal } = request;
  const speed = Math.round(Math.min(FASTEST, Math.max(SLOWEST, DEFAULT_SPEED / stretch)));
  const voice = variant === 'female' ? `${language.code}+f3` : language.code;
  // Double brackets would be read as espeak-ng's phoneme signs.
  const plain = text.replaceAll('[[', '[ [');
  try {
    const { stdout } = await runTool(
      program,
      ['-v', voice, '-s', String(speed), '-z', '-b', '1', '--stdin', '--stdout'],
      {
        stdin: Buffer.from(`${plain}\n`),
        timeoutMs: DEADLINE_MS,
        maxOutputBytes: MAX_OUTPUT_BYTES,
        signal,
      },
    );
    return readWave(stdout);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ToolFailed)) throw error;
    if (error.reason === 'not_started') throw new EngineInputError('text', englishOnly(language));
    if (/voice|language/i.test(error.stderr)) {
      throw new EngineInputError('text', `espeak-ng on this machine has no voice for ${language.name}`);
    }
    throw error;
  }
}

export const englishOnly = (language: Language): string =>
  `the embedded speech engine speaks English only; install espeak-ng for ${language.name}`;
