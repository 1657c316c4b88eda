import { stat } from 'node:fs/promises';
import { runTool, ToolFailed } from '../../../media/ffmpeg/run-tool.ts';
import { EngineInputError } from '../../engine.ts';
import { SPEECH_LIMITS } from '../contract.ts';

export interface ReadReferenceOptions {
  ffmpeg: string;
  signal: AbortSignal;
}

const DEADLINE_MS = 30_000;
/** Containers that hold one sound and nothing that names other files or hosts. */
const FORMATS = 'wav,mp3,flac,ogg,aac,aiff,mov,matroska';
/** The loudest sample of a recording with something to hear; 16-bit noise is under this. */
const SILENT = 10 ** (-60 / 20);

/**
 * The first 30 s of a recording as mono samples at the work rate.
 * @throws EngineInputError('audio') when it cannot be decoded, is shorter than a second, silent or too large.
 */
export async function readReference(path: string, { ffmpeg, signal }: ReadReferenceOptions): Promise<Float32Array> {
  const { workRate, maxReferenceSeconds, minReferenceSeconds, maxReferenceBytes } = SPEECH_LIMITS;
  const info = await stat(path).catch(() => null);
  if (info === null || !info.isFile()) throw new EngineInputError('audio', 'the reference recording cannot be read');
  if (info.size > maxReferenceBytes)
    throw new EngineInputError('audio', 'the reference recording is larger than 20 MB');
  const bytes = await decode(path);
  const samples = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~3)));
  if (samples.length === 0) throw new EngineInputError('audio', 'the reference holds no sound that can be decoded');
  if (samples.length < minReferenceSeconds * workRate) {
    const seconds = (samples.length / workRate).toFixed(2);
    throw new EngineInputError('audio', `the reference lasts ${seconds} s; it must be at least 1 s long`);
  }
  if (!samples.some((value) => Math.abs(value) > SILENT))
    throw new EngineInputError('audio', 'the reference is silent');
  return samples.map((value) => (Number.isFinite(value) ? value : 0));

  async function decode(file: string): Promise<Buffer> {
    try {
      const { stdout } = await runTool(
        ffmpeg,
        [
          ...['-hide_banner', '-loglevel', 'error', '-nostdin', '-t', String(maxReferenceSeconds)],
          ...['-protocol_whitelist', 'file', '-format_whitelist', FORMATS, '-i', file],
          ...['-map', '0:a:0', '-vn', '-sn', '-dn', '-ac', '1', '-ar', String(workRate)],
          ...['-t', String(maxReferenceSeconds), '-f', 'f32le', 'pipe:1'],
        ],
        { timeoutMs: DEADLINE_MS, signal, maxOutputBytes: 4 * workRate * (maxReferenceSeconds + 1) },
      );
      return stdout;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ToolFailed) || error.reason === 'not_started') throw error;
      throw new EngineInputError('audio', 'the reference is not a sound file that can be decoded');
    }
  }
}
