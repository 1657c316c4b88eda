import sharp, { type Sharp } from 'sharp';
import type { Picture } from '../../pictures/decode-picture.ts';
import { UPSCALE_LIMITS } from '../contract.ts';
import { loadNetwork, type NetworkFactor } from '../network/load-network.ts';
import { enlargeByTiles, type Rgb } from '../network/tiles.ts';
import { fillTransparent } from './fill-transparent.ts';
import { restoreAperture } from './restore-aperture.ts';
import type { ResultSize } from './result-size.ts';

/** How a picture was enlarged; `lanczos` is the basic way. */
export type Method = 'network' | 'lanczos';

export interface EnlargeOptions {
  enginesDir: string;
  signal: AbortSignal;
  onProgress(phase: string, fraction: number): void;
}

/** Seconds until writing a result of the largest size is given up. */
const WRITE_SECONDS = 200;

/** Writes the picture at the given size as a PNG; says how it was done and why. */
export async function enlargePicture(
  picture: Picture,
  size: ResultSize,
  path: string,
  { enginesDir, signal, onProgress }: EnlargeOptions,
): Promise<{ method: Method; logs: string[] }> {
  const { width, height } = picture;
  const rgb: Rgb = { data: fillTransparent(picture.data, width, height), width, height };
  const factor = factorFor(Math.max(size.width / width, size.height / height));
  const isHuge = width * height > UPSCALE_LIMITS.maxNetworkPixels;
  const network = isHuge ? null : await loadNetwork({ enginesDir }, factor);
  const method: Method = network ? 'network' : 'lanczos';

  onProgress('enlarging', 0.05);
  const base = network
    ? await enlargeByTiles(rgb, network, { signal, onTile: (share) => onProgress('enlarging', 0.05 + 0.8 * share) })
    : restoreAperture(rgb);
  signal.throwIfAborted();

  onProgress('writing', 0.85);
  let result = sharp(base.data, { raw: { width: base.width, height: base.height, channels: 3 } }).timeout({
    seconds: WRITE_SECONDS,
  });
  if (base.width !== size.width || base.height !== size.height) result = toSize(result, size);
  if (picture.hadAlpha) {
    const raw = { width: size.width, height: size.height, channels: 1 } as const;
    result = result.joinChannel(await enlargedAlpha(picture, size), { raw });
  }
  await result.png({ compressionLevel: 6, adaptiveFiltering: false, palette: false }).toFile(path);
  const word = network ? `×${factor} network, then Lanczos to the exact size` : whyBasic(isHuge);
  return { method, logs: [network && base.width === size.width ? `×${factor} network` : word] };
}

const whyBasic = (isHuge: boolean) =>
  isHuge
    ? `basic: Lanczos and mild sharpening, as the network takes pictures of up to ${UPSCALE_LIMITS.maxNetworkPixels} pixels`
    : 'basic: Lanczos and mild sharpening, as the network is not installed (run `polymuse engines add upscale`)';

/** The smallest that is not too small; beyond the largest, Lanczos does the rest. */
const factorFor = (scale: number): NetworkFactor => (scale <= 2 ? 2 : scale <= 3 ? 3 : 4);

/** Lanczos with three lobes (Duchon, Lanczos filtering in one and two dimensions, 1979). */
const toSize = (picture: Sharp, { width, height }: ResultSize) =>
  picture.resize({ width, height, fit: 'fill', kernel: 'lanczos3' });

function enlargedAlpha({ data, width, height }: Picture, size: ResultSize): Promise<Buffer> {
  const alpha = Uint8Array.from({ length: width * height }, (_, at) => data[at * 4 + 3] ?? 255);
  return toSize(sharp(alpha, { raw: { width, height, channels: 1 } }), size)
    .toColourspace('b-w')
    .raw()
    .toBuffer();
}
