export interface Sound {
  /** One channel, -1..1. */
  samples: Float32Array;
  sampleRate: number;
}

/**
 * Reads the first channel of a 16-bit PCM WAV. The lengths in the header are not trusted: programs that write to a pipe
 * cannot know them. @throws Error when it is no such file.
 */
export function readWave(bytes: Uint8Array): Sound {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const name = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length < 44 || name(0) !== 'RIFF' || name(8) !== 'WAVE') throw new Error('not a WAV file');
  let at = 12;
  let channels = 1;
  let sampleRate = 0;
  while (at + 8 <= bytes.length) {
    const size = view.getUint32(at + 4, true);
    if (name(at) === 'fmt ') {
      if (view.getUint16(at + 8, true) !== 1 || view.getUint16(at + 22, true) !== 16) throw new Error('not 16-bit PCM');
      channels = Math.max(1, view.getUint16(at + 10, true));
      sampleRate = view.getUint32(at + 12, true);
    }
    if (name(at) === 'data') {
      const end = Math.min(bytes.length, at + 8 + size);
      const count = Math.floor((end - at - 8) / (2 * channels));
      const start = at + 8;
      const samples = Float32Array.from(
        { length: count },
        (_, i) => view.getInt16(start + 2 * channels * i, true) / 32_768,
      );
      return { samples, sampleRate };
    }
    at += 8 + size + (size % 2);
  }
  throw new Error('a WAV file without samples');
}
