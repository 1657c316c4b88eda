import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runTool, ToolFailed } from '../../../media/ffmpeg/run-tool.ts';
import { SPEECH_LIMITS, type SpeechFormat } from '../contract.ts';

export interface EncodeSpeechOptions {
  ffmpeg: string;
  workDir: string;
  format: SpeechFormat;
  signal: AbortSignal;
}

interface Coding {
  contentType: string;
  /** ffmpeg arguments, best first; the next is tried when this build lacks the encoder. */
  ways: readonly (readonly string[])[];
}

const DEADLINE_MS = 120_000;
const RATE = SPEECH_LIMITS.outputRate;

const codings: Readonly<Record<Exclude<SpeechFormat, 'wav' | 'pcm'>, Coding>> = {
  mp3: {
    contentType: 'audio/mpeg',
    ways: [
      ['-c:a', 'libmp3lame', '-b:a', '96k', '-f', 'mp3'],
      ['-c:a', 'libshine', '-b:a', '96k', '-f', 'mp3'],
    ],
  },
  opus: {
    contentType: 'audio/ogg',
    ways: [
      ['-c:a', 'libopus', '-b:a', '48k', '-f', 'ogg'],
      ['-c:a', 'opus', '-strict', '-2', '-ar', '48000', '-b:a', '64k', '-f', 'ogg'],
    ],
  },
  aac: { contentType: 'audio/aac', ways: [['-c:a', 'aac', '-b:a', '96k', '-f', 'adts']] },
  flac: { contentType: 'audio/flac', ways: [['-c:a', 'flac', '-f', 'flac']] },
};

/** Writes `speech.<format>` into the work folder. Without dates or tags: the same samples give the same bytes. */
export async function encodeSpeech(
  samples: Int16Array<ArrayBuffer>,
  options: EncodeSpeechOptions,
): Promise<{ path: string; contentType: string }> {
  const { ffmpeg, workDir, format, signal } = options;
  const file = path.join(workDir, `speech.${format}`);
  const pcm = littleEndian(samples);
  if (format === 'pcm') {
    await writeFile(file, pcm);
    return { path: file, contentType: 'audio/pcm' };
  }
  if (format === 'wav') {
    await writeFile(file, Buffer.concat([waveHeader(pcm.length), pcm]));
    return { path: file, contentType: 'audio/wav' };
  }
  const { contentType, ways } = codings[format];
  for (const [at, way] of ways.entries()) {
    try {
      await runTool(
        ffmpeg,
        [
          ...[
            '-hide_banner',
            '-loglevel',
            'error',
            '-y',
            '-f',
            's16le',
            '-ar',
            String(RATE),
            '-ac',
            '1',
            '-i',
            'pipe:0',
          ],
          ...['-map_metadata', '-1', '-fflags', '+bitexact', '-flags:a', '+bitexact', ...way, file],
        ],
        { stdin: pcm, timeoutMs: DEADLINE_MS, maxOutputBytes: 1_000_000, signal },
      );
      break;
    } catch (error) {
      signal.throwIfAborted();
      const isMissing = error instanceof ToolFailed && /unknown encoder|encoder not found/i.test(error.stderr);
      if (!isMissing || at === ways.length - 1) throw error;
    }
  }
  return { path: file, contentType };
}

function littleEndian(samples: Int16Array<ArrayBuffer>): Buffer {
  const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  return new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? bytes : Buffer.from(bytes).swap16();
}

function waveHeader(dataBytes: number): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + dataBytes, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(2 * RATE, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(dataBytes, 40);
  return header;
}
