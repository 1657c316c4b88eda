import sharp, { type Sharp } from 'sharp';
import type { Picture } from '../../pictures/decode-picture.ts';
import { UPSCALE_LIMITS } from '../contract.ts';
import { loadNetwork, NETWORK_FACTOR } from '../network/load-network.ts';
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
  const passes = passesFor(width * height, Math.max(size.width / width, size.height / height));
  const network = passes === 0 ? null : await loadNetwork({ enginesDir });

  onProgress('enlarging', 0.05);
  let base = network ? rgb : restoreAperture(rgb);
  let done = 0;
  for (let pass = 0; network && pass < passes; pass++) {
    const share = (base.width * base.height) / pixelsOf(width * height, passes);
    const onTile = (part: number) => onProgress('enlarging', 0.05 + 0.8 * (done + share * part));
    base = await enlargeByTiles(base, network, { signal, onTile });
    done += share;
  }
  signal.throwIfAborted();

  onProgress('writing', 0.86);
  let result = sharp(base.data, { raw: { width: base.width, height: base.height, channels: 3 } }).timeout({
    seconds: WRITE_SECONDS,
  });
  if (base.width !== size.width || base.height !== size.height) result = toSize(result, size);
  if (picture.hadAlpha) {
    const raw = { width: size.width, height: size.height, channels: 1 } as const;
    result = result.joinChannel(await enlargedAlpha(picture, size), { raw });
  }
  await result.png({ compressionLevel: 6, adaptiveFiltering: false, palette: false }).toFile(path);
  return { method: network ? 'network' : 'lanczos', logs: [network ? sayPasses(passes) : whyBasic(passes === 0)] };
}

/** How often the network doubles: as often as the factor asks for, no more than twice, within the limit of pixels. */
function passesFor(pixels: number, scale: number): 0 | 1 | 2 {
  const { maxNetworkPixels } = UPSCALE_LIMITS;
  if (scale > NETWORK_FACTOR && pixelsOf(pixels, 2) <= maxNetworkPixels) return 2;
  return pixels <= maxNetworkPixels ? 1 : 0;
}

/** Pixels that the network takes in over all passes. */
const pixelsOf = (pixels: number, passes: number) => (passes === 2 ? pixels * (1 + NETWORK_FACTOR ** 2) : pixels);

const sayPasses = (passes: number) =>
  `doubled by the network ${passes === 2 ? 'twice' : 'once'}; Lanczos for what is left of the factor`;

const whyBasic = (isHuge: boolean) =>
  isHuge
    ? `basic: Lanczos and mild sharpening, as the network takes pictures of up to ${UPSCALE_LIMITS.maxNetworkPixels} pixels`
    : 'basic: Lanczos and mild sharpening, as the network is not installed (run `polymuse engines add upscale`)';

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
