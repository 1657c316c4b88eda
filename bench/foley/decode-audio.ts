import { execFileSync } from 'node:child_process';

export const SAMPLE_RATE = 44_100;

export interface StereoPcm {
  left: Float32Array;
  right: Float32Array;
}

/** Decodes a sound file to 44.1 kHz stereo floats; ffmpeg takes the encoder's delay off. */
export function decodeAudio(path: string, ffmpegPath = 'ffmpeg'): StereoPcm {
  const raw = execFileSync(
    ffmpegPath,
    ['-loglevel', 'error', '-nostdin', '-i', path, '-f', 'f32le', '-ac', '2', '-ar', String(SAMPLE_RATE), 'pipe:1'],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  const interleaved = new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length));
  const count = interleaved.length >> 1;
  const left = new Float32Array(count);
  const right = new Float32Array(count);
  for (let at = 0; at < count; at++) {
    left[at] = interleaved[2 * at] ?? 0;
    right[at] = interleaved[2 * at + 1] ?? 0;
  }
  return { left, right };
}

/** Mean of both channels. */
export function toMono({ left, right }: StereoPcm): Float32Array {
  return Float32Array.from(left, (value, at) => 0.5 * (value + (right[at] ?? 0)));
}
