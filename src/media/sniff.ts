import { open } from 'node:fs/promises';
import { fileTypeFromBuffer } from 'file-type';
import { acceptedTypes } from './content-types.ts';

/** How much of a file is looked at. */
export const SNIFF_BYTES = 4096;

const accepted = new Set(acceptedTypes.map((type) => type.contentType));

/** Other names that the library gives to what our table calls by one name. */
const ALIASES: Record<string, string> = {
  'audio/x-wav': 'audio/wav',
  'audio/vnd.wave': 'audio/wav',
  'audio/x-flac': 'audio/flac',
  'audio/x-m4a': 'audio/mp4',
  'audio/opus': 'audio/ogg',
  'audio/ogg; codecs=opus': 'audio/ogg',
  'video/vnd.avi': 'video/x-msvideo',
  'video/matroska': 'video/x-matroska',
  'video/x-m4v': 'video/mp4',
  'video/MP1S': 'video/mpeg',
  'video/MP2P': 'video/mpeg',
  'image/heic-sequence': 'image/heic',
  'image/heif': 'image/heic',
  'image/heif-sequence': 'image/heic',
};

/**
 * The content type by the bytes at the start of a file, as the table in content-types.ts names it; null for anything
 * that is not in the table. Names and declared types are never asked: they are the sender's words. Text of any sort
 * (SVG, HTML, XML, playlists that make a player open other files) is never media.
 */
export async function sniff(bytes: Uint8Array): Promise<string | null> {
  const head = bytes.subarray(0, SNIFF_BYTES);
  if (isText(head)) return null;
  const own = sniffSimple(head);
  if (own !== null) return own;
  let found: string | undefined;
  try {
    found = (await fileTypeFromBuffer(head))?.mime;
  } catch {
    return null; // A malformed header: whatever it wanted to be, it is not.
  }
  if (found === undefined) return sniffLast(head);
  const named = ALIASES[found] ?? found;
  if (named === 'image/bmp' && !hasBitmapHeader(head)) return null;
  return accepted.has(named) ? named : null;
}

export async function sniffFile(path: string): Promise<string | null> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(SNIFF_BYTES);
    let filled = 0;
    while (filled < SNIFF_BYTES) {
      const { bytesRead } = await file.read(head, filled, SNIFF_BYTES - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return await sniff(head.subarray(0, filled));
  } finally {
    await file.close();
  }
}

/**
 * What the library cannot tell from 4 kB because it reads on: past an ID3 tag (with a cover picture), PNG chunks (with
 * a colour profile or a workflow), or the files of an archive. A TIFF has its directory at the end.
 */
function sniffSimple(head: Uint8Array): string | null {
  const text = latin1(head, 16);
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('ID3') && tagEnd(head) > head.length - 16) return 'audio/mpeg';
  if (text.startsWith('RF64') && text.startsWith('WAVE', 8)) return 'audio/wav';
  return null;
}

/** Where the library gave up. Only then: several camera formats are TIFF inside, and office documents are archives. */
function sniffLast(head: Uint8Array): string | null {
  const text = latin1(head, 4);
  if (text === 'PK\x03\x04') return 'application/zip';
  return text === 'II*\0' || text === 'MM\0*' ? 'image/tiff' : null;
}

/** The sizes of the header that follows the file header of a BMP; `BM` alone is too weak a sign. */
function hasBitmapHeader(head: Uint8Array): boolean {
  if (head.length < 18) return false;
  const size = new DataView(head.buffer, head.byteOffset).getUint32(14, true);
  return [12, 40, 52, 56, 64, 108, 124].includes(size);
}

/** Where the sound starts after an ID3v2 tag: ten bytes of header and a size of four times seven bits. */
function tagEnd(head: Uint8Array): number {
  if (head.length < 10) return Number.POSITIVE_INFINITY;
  return 10 + [6, 7, 8, 9].reduce((size, at) => size * 128 + ((head[at] ?? 0) & 0x7f), 0);
}

/**
 * Markup, playlists, anything with a Unicode mark, and bytes without one control character: every accepted kind has
 * one near its start, while the library takes `BM` or `GIF` alone, as in a letter about a car, for a picture.
 */
function isText(head: Uint8Array): boolean {
  const [a, b, c] = head;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) || (a === 0xef && b === 0xbb && c === 0xbf)) return true;
  if (/^\s*(<|#EXTM3U|ffconcat|#!)/i.test(latin1(head, 64))) return true;
  return !head.some((byte) => byte < 0x09 || (byte > 0x0d && byte < 0x20));
}

function latin1(head: Uint8Array, length: number): string {
  return Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, length)).toString('latin1');
}
