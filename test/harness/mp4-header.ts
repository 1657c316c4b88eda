/**
 * Writes another length into the headers of an mp4 (ISO/IEC 14496-12: `mvhd`, `tkhd`, `mdhd`, version 0), without
 * touching the media: what a liar would send to make a decoder work for hours.
 */
export function inflateDuration(mp4: Buffer, seconds: number): Buffer {
  const bytes = Buffer.from(mp4);
  // Behind the type: version and flags (4), two times (8), then what the box has.
  const movieScale = bytes.readUInt32BE(boxAt(bytes, 'mvhd') + 12);
  bytes.writeUInt32BE(seconds * movieScale, boxAt(bytes, 'mvhd') + 16);
  bytes.writeUInt32BE(seconds * movieScale, boxAt(bytes, 'tkhd') + 20);
  const mediaScale = bytes.readUInt32BE(boxAt(bytes, 'mdhd') + 12);
  bytes.writeUInt32BE(seconds * mediaScale, boxAt(bytes, 'mdhd') + 16);
  return bytes;
}

/** Where the content of the first box of this type begins. */
function boxAt(bytes: Buffer, type: string): number {
  const at = bytes.indexOf(type, 0, 'latin1');
  if (at < 0) throw new Error(`no ${type} box`);
  return at + 4;
}
