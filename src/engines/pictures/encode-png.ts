import sharp from 'sharp';

/** Writes 8-bit RGBA as a PNG; the same pixels give the same bytes. */
export async function writePng(
  path: string,
  { data, width, height }: { data: Uint8Array; width: number; height: number },
): Promise<void> {
  await sharp(data, { raw: { width, height, channels: 4 } })
    .png({ compressionLevel: 6, adaptiveFiltering: false, palette: false })
    .toFile(path);
}
