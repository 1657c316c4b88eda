import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { NETWORK_FACTOR as FACTOR, type Network } from './load-network.ts';

/** 8-bit pictures without alpha: width × height × 3 bytes, R G B. */
export interface Rgb {
  data: Uint8Array;
  width: number;
  height: number;
}

/** Pixels of the given picture. */
interface Tile {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Longest side of a tile: 128 with its margin takes under 0.3 GB. */
const TILE_SIDE = 128;
/**
 * Pixels around a tile that the network sees as well. It looks 18 pixels far; what is beyond 16 changed no byte in
 * any test, so tiles are cut, not blended, and no seam is left.
 */
export const TILE_MARGIN = 16;

export interface TileOptions {
  signal: AbortSignal;
  /** share: 0..1 of the picture's tiles. */
  onTile?: (share: number) => void;
  /** Tiles whose pixels did not change since the last picture of the same size are taken from here. */
  memory?: TileMemory;
  /** For tests. */
  tileSide?: number;
}

/** Tiles of the picture before, in order: what went in and what came out. */
export type TileMemory = { input: Float32Array; output: Float32Array }[];

/** The picture, twice as wide and high, tile by tile. */
export async function enlargeByTiles(picture: Rgb, network: Network, options: TileOptions): Promise<Rgb> {
  const width = picture.width * FACTOR;
  const height = picture.height * FACTOR;
  const data = new Uint8Array(width * height * 3);
  const tiles = tilesOf(picture, options.tileSide ?? TILE_SIDE);
  for (const [index, tile] of tiles.entries()) {
    options.signal.throwIfAborted();
    const input = withMargin(picture, tile);
    const known = options.memory?.[index];
    const output =
      known && isSame(known.input, input)
        ? known.output
        : await network.enlarge(input, tile.width + 2 * TILE_MARGIN, tile.height + 2 * TILE_MARGIN);
    if (options.memory) options.memory[index] = { input, output };
    place(output, tile, { data, width });
    options.onTile?.((index + 1) / tiles.length);
    // The work above holds the thread: cancellation is heard here.
    await turnOfTheLoop();
  }
  return { data, width, height };
}

/** All of one size, so that the network's memory is laid out once; the last of a row or column overlaps its neighbour. */
export function tilesOf({ width, height }: { width: number; height: number }, side: number): Tile[] {
  const columns = Math.ceil(width / side);
  const rows = Math.ceil(height / side);
  const size = { width: Math.ceil(width / columns), height: Math.ceil(height / rows) };
  return Array.from({ length: columns * rows }, (_, index) => ({
    ...size,
    left: Math.min((index % columns) * size.width, width - size.width),
    top: Math.min(Math.floor(index / columns) * size.height, height - size.height),
  }));
}

/** Beyond its border the picture is mirrored: zeros would be a black frame that the network draws into the picture. */
function withMargin({ data, width, height }: Rgb, tile: Tile): Float32Array {
  const across = tile.width + 2 * TILE_MARGIN;
  const down = tile.height + 2 * TILE_MARGIN;
  const values = new Float32Array(across * down * 3);
  for (let y = 0, to = 0; y < down; y++) {
    const row = mirrored(tile.top + y - TILE_MARGIN, height) * width;
    for (let x = 0; x < across; x++, to += 3) {
      const from = (row + mirrored(tile.left + x - TILE_MARGIN, width)) * 3;
      values[to] = data[from] ?? 0;
      values[to + 1] = data[from + 1] ?? 0;
      values[to + 2] = data[from + 2] ?? 0;
    }
  }
  return values;
}

/** 0 1 2 | 1 0 1 2 …: the pixel at the border is not doubled. */
function mirrored(index: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const within = ((index % period) + period) % period;
  return within < length ? within : period - within;
}

function place(output: Float32Array, tile: Tile, into: { data: Uint8Array; width: number }): void {
  const margin = TILE_MARGIN * FACTOR;
  const across = (tile.width + 2 * TILE_MARGIN) * FACTOR;
  const values = tile.width * FACTOR * 3;
  for (let y = 0; y < tile.height * FACTOR; y++) {
    let from = ((y + margin) * across + margin) * 3;
    let to = ((tile.top * FACTOR + y) * into.width + tile.left * FACTOR) * 3;
    for (const end = from + values; from < end; from++, to++) {
      into.data[to] = Math.max(0, Math.min(255, Math.round(output[from] ?? 0)));
    }
  }
}

function isSame(one: Float32Array, other: Float32Array): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}
