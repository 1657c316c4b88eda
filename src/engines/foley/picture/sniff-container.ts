import { open } from 'node:fs/promises';
import { EngineInputError } from '../../engine.ts';

/** The ffmpeg demuxers we let loose on untrusted files. Playlists (HLS, DASH, concat), which open other files, are not among them. */
export type Demuxer = 'mov' | 'matroska' | 'avi' | 'mpegts' | 'gif';

/** Largest head that is looked at: three packets of a transport stream with time codes. */
const HEAD_BYTES = 580;

/** ISO base media brands that are still pictures (HEIF, ISO/IEC 23008-12; AVIF). */
const imageBrands = new Set(['avif', 'avis', 'heic', 'heix', 'hevc', 'hevx', 'mif1', 'msf1', 'jxl ', 'crx ']);

/** First box of an ISO base media or QuickTime file. */
const movBoxes = new Set(['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot', 'styp', 'moof', 'sidx', 'uuid']);

/**
 * Says which demuxer fits the first bytes, so that ffmpeg need not guess (its guessing is what lets a text file be
 * opened as a playlist that names other files).
 * @returns null when the bytes are no known video container.
 */
export function sniffDemuxer(head: Uint8Array): Demuxer | null {
  const text = (from: number, to: number) => String.fromCharCode(...head.subarray(from, to));
  if (head.length < 12) return null;
  if (movBoxes.has(text(4, 8))) return text(4, 8) === 'ftyp' && imageBrands.has(text(8, 12)) ? null : 'mov';
  if (text(0, 4) === '\x1a\x45\xdf\xa3') return 'matroska';
  if (text(0, 4) === 'RIFF' && text(8, 11) === 'AVI') return 'avi';
  if (text(0, 6) === 'GIF87a' || text(0, 6) === 'GIF89a') return 'gif';
  const syncs = (start: number, step: number) => [0, 1, 2].every((packet) => head[start + packet * step] === 0x47);
  if (syncs(0, 188) || syncs(4, 192)) return 'mpegts';
  return null;
}

/**
 * Checks size and first bytes of a local file.
 * @throws EngineInputError('video') when it is no regular file, empty, over `maxBytes`, or no video container.
 */
export async function sniffVideoFile(videoPath: string, maxBytes: number): Promise<Demuxer> {
  const file = await open(videoPath, 'r').catch(() => {
    throw new EngineInputError('video', 'the video cannot be opened');
  });
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new EngineInputError('video', 'the video is not a file');
    if (stat.size === 0) throw new EngineInputError('video', 'the video is empty');
    if (stat.size > maxBytes) throw new EngineInputError('video', `the video is larger than ${maxBytes} bytes`);
    const head = new Uint8Array(HEAD_BYTES);
    const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
    const demuxer = sniffDemuxer(head.subarray(0, bytesRead));
    if (demuxer === null)
      throw new EngineInputError('video', 'the file is not a video (mp4, mov, webm, mkv, avi, ts or gif)');
    return demuxer;
  } finally {
    await file.close();
  }
}
