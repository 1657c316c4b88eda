import type { FrameFormat } from './decode-frames.ts';

/** Luma steps (of 255) below which a difference is noise in a clean video: after averaging, coding noise is about 2..4. */
const MIN_NOISE_LEVEL = 9;
const MAX_NOISE_LEVEL = 36;
/** A difference must exceed this many standard deviations of the noise of its frame. */
const NOISE_FACTOR = 4.2;
/** Bins of the frame histogram: 32 of luma, 8 of each chroma. */
export const HISTOGRAM_BINS = 48;
/** Cells across the picture on which activity is counted. */
const GRID = 10;
/** Frames whose luma is kept in one block of memory. */
const BLOCK_FRAMES = 64;

/** What is measured of each frame while it streams in; index = frame number. */
export interface FrameMeasures {
  /** Mean luma, 0..255. */
  luma: number[];
  /** Mean absolute difference to the frame before beyond noise, 0..255. */
  change: number[];
  /** Luma steps below which a difference to the frame before is noise. */
  noise: number[];
  /** Share of cells of a 10 × 10 grid in which something changed. */
  active: number[];
  /** Centre of the change, pixels; NaN when nothing changed. */
  changeX: number[];
  changeY: number[];
  /** Mean absolute Laplacian, 0..255: fine detail. */
  detail: number[];
  /** Whole-picture shift against the frame before, pixels, and how much of the change it explains, 0..1. */
  shiftX: number[];
  shiftY: number[];
  explained: number[];
  /** Normalised histograms, HISTOGRAM_BINS values each. */
  histograms: Float32Array[];
}

/**
 * Takes small frames one by one, measures each and keeps its luma (at most 30 s × 60 fps × 14,400 bytes = 26 MB), for
 * the passes that must look ahead.
 */
export class FrameLog {
  readonly format: FrameFormat;
  readonly measures: FrameMeasures = {
    luma: [],
    change: [],
    noise: [],
    active: [],
    changeX: [],
    changeY: [],
    detail: [],
    shiftX: [],
    shiftY: [],
    explained: [],
    histograms: [],
  };
  /** Sums for the colour facts. */
  readonly colour = { samples: 0, cosHue: 0, sinHue: 0, saturation: 0, warm: 0, green: 0, blue: 0, dark: 0 };
  private readonly blocks: Uint8Array[] = [];
  private readonly pixels: number;
  private readonly differences: Uint8Array;
  private readonly differenceCounts = new Int32Array(256);
  private readonly cells = new Int32Array(GRID * GRID);
  private columns: Float32Array;
  private rows: Float32Array;
  private columnsBefore: Float32Array;
  private rowsBefore: Float32Array;

  constructor(format: FrameFormat) {
    this.format = format;
    this.pixels = format.width * format.height;
    this.differences = new Uint8Array(this.pixels);
    this.columns = new Float32Array(format.width);
    this.rows = new Float32Array(format.height);
    this.columnsBefore = new Float32Array(format.width);
    this.rowsBefore = new Float32Array(format.height);
  }

  get frameCount(): number {
    return this.measures.luma.length;
  }

  /** Luma of a frame: a view, not a copy. */
  luma(frame: number): Uint8Array {
    const block = this.blocks[Math.floor(frame / BLOCK_FRAMES)];
    if (block === undefined || frame >= this.frameCount) throw new RangeError(`no frame ${frame}`);
    const start = (frame % BLOCK_FRAMES) * this.pixels;
    return block.subarray(start, start + this.pixels);
  }

  /** @param planes Y, U, V of one frame (4:2:0, full range); copied. */
  add(planes: Uint8Array): void {
    const frame = this.frameCount;
    if (frame % BLOCK_FRAMES === 0) this.blocks.push(new Uint8Array(BLOCK_FRAMES * this.pixels));
    const block = this.blocks[this.blocks.length - 1] as Uint8Array;
    const start = (frame % BLOCK_FRAMES) * this.pixels;
    block.set(planes.subarray(0, this.pixels), start);
    const current = block.subarray(start, start + this.pixels);
    const before = frame > 0 ? this.luma(frame - 1) : current;
    this.measureLuma(current);
    this.measureChange(current, before);
    this.measureShift(frame > 0);
    this.measureColour(planes, frame);
  }

  private measureLuma(current: Uint8Array): void {
    const { width, height } = this.format;
    [this.columns, this.columnsBefore] = [this.columnsBefore, this.columns];
    [this.rows, this.rowsBefore] = [this.rowsBefore, this.rows];
    const { columns, rows } = this;
    columns.fill(0);
    let sum = 0;
    let detail = 0;
    const histogram = new Float32Array(HISTOGRAM_BINS);
    for (let y = 0; y < height; y++) {
      let rowSum = 0;
      const row = y * width;
      for (let x = 0; x < width; x++) {
        const value = current[row + x] as number;
        rowSum += value;
        columns[x] = (columns[x] as number) + value;
        const bin = value >> 3;
        histogram[bin] = (histogram[bin] as number) + 1;
      }
      rows[y] = rowSum / width;
      sum += rowSum;
      if ((y & 1) === 1 && y < height - 1) {
        for (let x = 1; x < width - 1; x++) {
          const at = row + x;
          const laplacian =
            4 * (current[at] as number) -
            (current[at - 1] as number) -
            (current[at + 1] as number) -
            (current[at - width] as number) -
            (current[at + width] as number);
          detail += laplacian < 0 ? -laplacian : laplacian;
        }
      }
    }
    for (let x = 0; x < width; x++) columns[x] = (columns[x] as number) / height;
    for (let bin = 0; bin < 32; bin++) histogram[bin] = (histogram[bin] as number) / this.pixels;
    this.measures.luma.push(sum / this.pixels);
    this.measures.detail.push(detail / Math.max(1, (width - 2) * Math.floor((height - 1) / 2)));
    this.measures.histograms.push(histogram);
  }

  private measureChange(current: Uint8Array, before: Uint8Array): void {
    const { width, height } = this.format;
    const { cells, measures, differences, differenceCounts } = this;
    cells.fill(0);
    differenceCounts.fill(0);
    for (let at = 0; at < differences.length; at++) {
      const difference = Math.abs((current[at] as number) - (before[at] as number));
      differences[at] = difference;
      differenceCounts[difference] = (differenceCounts[difference] as number) + 1;
    }
    const noise = noiseLevel(differenceCounts, differences.length);
    measures.noise.push(noise);
    let mass = 0;
    let massX = 0;
    let massY = 0;
    for (let y = 0; y < height; y++) {
      const row = y * width;
      const cellRow = Math.floor((y * GRID) / height) * GRID;
      for (let x = 0; x < width; x++) {
        const change = (differences[row + x] as number) - noise;
        if (change <= 0) continue;
        mass += change;
        massX += change * x;
        massY += change * y;
        const cell = cellRow + Math.floor((x * GRID) / width);
        cells[cell] = (cells[cell] as number) + 1;
      }
    }
    let activeCells = 0;
    for (const count of cells) if (count >= 2) activeCells++;
    measures.change.push(mass / this.pixels);
    measures.active.push(activeCells / cells.length);
    measures.changeX.push(mass > 0 ? massX / mass + 0.5 : Number.NaN);
    measures.changeY.push(mass > 0 ? massY / mass + 0.5 : Number.NaN);
  }

  private measureShift(hasBefore: boolean): void {
    const along = hasBefore ? profileShift(this.columns, this.columnsBefore) : { shift: 0, explained: 0 };
    const down = hasBefore ? profileShift(this.rows, this.rowsBefore) : { shift: 0, explained: 0 };
    this.measures.shiftX.push(along.shift);
    this.measures.shiftY.push(down.shift);
    this.measures.explained.push(Math.max(along.explained, down.explained));
  }

  /** Colour of every second chroma sample of both directions; hue from the chroma plane's angle (BT.601). */
  private measureColour(planes: Uint8Array, frame: number): void {
    const { width, height } = this.format;
    const chromaWidth = width / 2;
    const chromaHeight = height / 2;
    const u0 = this.pixels;
    const v0 = u0 + chromaWidth * chromaHeight;
    const histogram = this.measures.histograms[frame] as Float32Array;
    const { colour } = this;
    const share = 1 / (chromaWidth * chromaHeight);
    for (let y = 0; y < chromaHeight; y++) {
      for (let x = 0; x < chromaWidth; x++) {
        const at = y * chromaWidth + x;
        const cb = planes[u0 + at] as number;
        const cr = planes[v0 + at] as number;
        const cbBin = 32 + (cb >> 5);
        const crBin = 40 + (cr >> 5);
        histogram[cbBin] = (histogram[cbBin] as number) + share;
        histogram[crBin] = (histogram[crBin] as number) + share;
        if (((x | y) & 1) === 1 || (frame & 3) !== 0) continue;
        const luma = planes[2 * y * width + 2 * x] as number;
        const red = luma + 1.402 * (cr - 128);
        const green = luma - 0.344 * (cb - 128) - 0.714 * (cr - 128);
        const blue = luma + 1.772 * (cb - 128);
        const high = Math.max(red, green, blue);
        const low = Math.max(0, Math.min(red, green, blue));
        const spread = high - low;
        colour.samples++;
        if (luma < 50) colour.dark++;
        if (spread < 8 || high <= 0) continue;
        let sixth = 0;
        if (high === red) sixth = (green - blue) / spread;
        else if (high === green) sixth = 2 + (blue - red) / spread;
        else sixth = 4 + (red - green) / spread;
        const angle = (sixth * Math.PI) / 3;
        const saturation = Math.min(1, spread / high);
        colour.saturation += saturation;
        colour.cosHue += saturation * Math.cos(angle);
        colour.sinHue += saturation * Math.sin(angle);
        if (saturation < 0.15) continue;
        if (sixth > -0.5 && sixth < 1.1) colour.warm++;
        else if (sixth >= 1.1 && sixth < 2.7) colour.green++;
        else if (sixth >= 2.9 && sixth < 4.4) colour.blue++;
      }
    }
  }
}

/**
 * Noise from the histogram of absolute differences: for normal noise 30 % of them lie below 0.385 standard deviations,
 * and that quantile hardly feels what moves (robust scale by quantiles; Rousseeuw and Croux, JASA 88, 1993).
 */
function noiseLevel(counts: Int32Array, total: number): number {
  const wanted = 0.3 * total;
  let below = 0;
  for (let difference = 0; difference < 256; difference++) {
    const count = counts[difference] as number;
    if (below + count >= wanted) {
      const share = (wanted - below) / count;
      const quantile = difference === 0 ? 0.5 * share : difference - 0.5 + share;
      return Math.min(MAX_NOISE_LEVEL, Math.max(MIN_NOISE_LEVEL, (NOISE_FACTOR * quantile) / 0.385));
    }
    below += count;
  }
  return MIN_NOISE_LEVEL;
}

const MAX_SHIFT = 12;

/**
 * Shift between two brightness profiles by least absolute difference with a parabola through the minimum; the mean of
 * each profile is taken out, so that a change of light is no shift. Projections for global motion after
 * Milanfar, "A model of the effect of image motion in the Radon transform domain", IEEE TIP 8(9), 1999.
 * @returns shift in pixels (positive = to the right / down) and the share of the difference that it takes away, 0..1.
 */
export function profileShift(now: Float32Array, before: Float32Array): { shift: number; explained: number } {
  const length = now.length;
  const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / length;
  const offset = mean(now) - mean(before);
  const reach = Math.min(MAX_SHIFT, Math.floor(length / 4));
  const costs = new Float32Array(2 * reach + 1);
  let best = reach;
  for (let shift = -reach; shift <= reach; shift++) {
    let cost = 0;
    const from = Math.max(0, shift);
    const to = Math.min(length, length + shift);
    for (let at = from; at < to; at++) {
      cost += Math.abs((now[at] as number) - (before[at - shift] as number) - offset);
    }
    costs[shift + reach] = cost / (to - from);
    if ((costs[shift + reach] as number) < (costs[best] as number)) best = shift + reach;
  }
  const still = costs[reach] as number;
  const least = costs[best] as number;
  // A difference this small is noise; and a shift must do clearly better than standing still.
  if (still < 0.4 || least > 0.7 * still) return { shift: 0, explained: 0 };
  const left = costs[best - 1] ?? least;
  const right = costs[best + 1] ?? least;
  const bend = left - 2 * least + right;
  const part = bend > 1e-6 ? Math.max(-0.5, Math.min(0.5, (0.5 * (left - right)) / bend)) : 0;
  return { shift: best - reach + part, explained: 1 - least / still };
}
