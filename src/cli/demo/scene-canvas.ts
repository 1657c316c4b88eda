/** A small software canvas: packed 8-bit RGB rows, drawn with one-pixel soft edges. Deterministic, no dependency. */
export type Rgb = readonly [number, number, number];

export class Canvas {
  readonly width: number;
  readonly height: number;
  /** width × height × 3 bytes. */
  readonly pixels: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.pixels = new Uint8Array(width * height * 3);
  }

  copyFrom(other: Canvas): void {
    this.pixels.set(other.pixels);
  }

  /** Sets every pixel from a function of its centre, both in 0..1. */
  paint(colourAt: (u: number, v: number) => Rgb): void {
    let at = 0;
    for (let y = 0; y < this.height; y++) {
      for (let x = 0; x < this.width; x++) {
        const [r, g, b] = colourAt((x + 0.5) / this.width, (y + 0.5) / this.height);
        this.pixels[at++] = r;
        this.pixels[at++] = g;
        this.pixels[at++] = b;
      }
    }
  }

  /** Mixes one pixel towards a colour; alpha 0..1. The pixel must lie inside. */
  blend(x: number, y: number, r: number, g: number, b: number, alpha: number): void {
    const at = (y * this.width + x) * 3;
    const { pixels } = this;
    pixels[at] = (pixels[at] ?? 0) + (r - (pixels[at] ?? 0)) * alpha;
    pixels[at + 1] = (pixels[at + 1] ?? 0) + (g - (pixels[at + 1] ?? 0)) * alpha;
    pixels[at + 2] = (pixels[at + 2] ?? 0) + (b - (pixels[at + 2] ?? 0)) * alpha;
  }

  /** Visits the pixels of a box, clipped to the canvas. */
  private visit(left: number, top: number, right: number, bottom: number, pixel: (x: number, y: number) => void): void {
    const x0 = Math.max(0, Math.floor(left));
    const x1 = Math.min(this.width - 1, Math.ceil(right));
    const y0 = Math.max(0, Math.floor(top));
    const y1 = Math.min(this.height - 1, Math.ceil(bottom));
    for (let y = y0; y <= y1; y++) for (let x = x0; x <= x1; x++) pixel(x, y);
  }

  /** A lit sphere: Lambert shading, a rim of bounced light and a highlight; light from the upper left. */
  sphere(cx: number, cy: number, radius: number, [r, g, b]: Rgb, stretchY = 1): void {
    const ry = radius * stretchY;
    const rx = radius / stretchY;
    this.visit(cx - rx - 1, cy - ry - 1, cx + rx + 1, cy + ry + 1, (x, y) => {
      const nx = (x + 0.5 - cx) / rx;
      const ny = (y + 0.5 - cy) / ry;
      const d2 = nx * nx + ny * ny;
      const edge = Math.min(1, Math.max(0, (1 - Math.sqrt(d2)) * radius + 0.5));
      if (edge <= 0) return;
      const nz = Math.sqrt(Math.max(0, 1 - d2));
      const lambert = Math.max(0, -0.5 * nx - 0.62 * ny + 0.6 * nz);
      const rim = 0.16 * Math.max(0, ny) * (1 - nz);
      const highlight = Math.max(0, -0.33 * nx - 0.43 * ny + 0.84 * nz) ** 48 * 0.85;
      const light = 0.24 + 0.8 * lambert + rim;
      this.blend(
        x,
        y,
        Math.min(255, r * light + 255 * highlight),
        Math.min(255, g * light + 250 * highlight),
        Math.min(255, b * light + 240 * highlight),
        edge,
      );
    });
  }

  /** A soft elliptic patch, strongest in the middle: shadows, glows. */
  softEllipse(cx: number, cy: number, rx: number, ry: number, [r, g, b]: Rgb, alpha: number): void {
    this.visit(cx - rx, cy - ry, cx + rx, cy + ry, (x, y) => {
      const d2 = ((x + 0.5 - cx) / rx) ** 2 + ((y + 0.5 - cy) / ry) ** 2;
      if (d2 < 1) this.blend(x, y, r, g, b, alpha * (1 - d2) * (1 - d2));
    });
  }

  /** A rectangle turned by `angle` (radians, clockwise on screen) about its centre. */
  bar(cx: number, cy: number, width: number, height: number, angle: number, [r, g, b]: Rgb): void {
    const reach = Math.hypot(width, height) / 2 + 1;
    const cos = Math.cos(angle);
    const sin = Math.sin(angle);
    this.visit(cx - reach, cy - reach, cx + reach, cy + reach, (x, y) => {
      const dx = x + 0.5 - cx;
      const dy = y + 0.5 - cy;
      const along = Math.abs(dx * cos + dy * sin);
      const across = Math.abs(dy * cos - dx * sin);
      const cover = Math.min(width / 2 - along, height / 2 - across) + 0.5;
      if (cover > 0) this.blend(x, y, r, g, b, Math.min(1, cover));
    });
  }
}
