import type { Chance } from '../../chance.ts';
import type { Palette } from '../palette.ts';

export interface Canvas {
  width: number;
  height: number;
  chance: Chance;
  palette: Palette;
}

/** A kind of scene in two layers, so that a moving picture can shift them against each other. SVG without text. */
export interface Motif {
  /** Fills the canvas. */
  back(canvas: Canvas): string;
  /** Stands in front of it; may be drawn on a wider canvas. */
  front(canvas: Canvas): string;
}

export const n = (value: number): number => Math.round(value * 10) / 10;

export function circle(x: number, y: number, radius: number, fill: string, more = ''): string {
  return `<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}" fill="${fill}" ${more}/>`;
}

export function box(x: number, y: number, width: number, height: number, fill: string, more = ''): string {
  return `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" fill="${fill}" ${more}/>`;
}

export function polygon(points: readonly (readonly [number, number])[], fill: string, more = ''): string {
  return `<polygon points="${points.map(([x, y]) => `${n(x)},${n(y)}`).join(' ')}" fill="${fill}" ${more}/>`;
}

/** The sky: three colours from top to horizon. */
export function sky({ width, height, palette }: Canvas): string {
  const [top, middle, horizon] = palette.sky;
  return (
    `<defs><linearGradient id="sky" x2="0" y2="1"><stop stop-color="${top}"/><stop offset=".55" stop-color="${middle}"/>` +
    `<stop offset="1" stop-color="${horizon}"/></linearGradient></defs>${box(0, 0, width, height, 'url(#sky)')}`
  );
}

/** Sun or moon with a halo. */
export function sun({ width, height, chance, palette }: Canvas, low = 0.16, high = 0.42): string {
  const radius = Math.min(width, height) * chance.between(0.06, 0.1);
  const x = width * chance.between(0.18, 0.82);
  const y = height * chance.between(low, high);
  return [3, 2, 1.45]
    .map((times) => circle(x, y, radius * times, palette.light, 'fill-opacity=".13"'))
    .concat(circle(x, y, radius, palette.light))
    .join('');
}

/** A range of hills: `roughness` 0 is a smooth line, 1 has peaks. */
export function ridge(
  { width, height, chance }: Canvas,
  { base, rise, roughness, fill }: { base: number; rise: number; roughness: number; fill: string },
): string {
  const steps = Math.max(4, Math.round((width / height) * (6 + roughness * 10)));
  const points = Array.from({ length: steps + 1 }, (_, index): [number, number] => [
    (index / steps) * width,
    height * (base - rise * chance.between(0, 1) ** (1 + roughness)),
  ]);
  const curve = points
    .map(([x, y], index) => {
      const before = points[index - 1];
      if (!before) return `M0 ${n(height)}L0 ${n(y)}`;
      if (roughness > 0.5) return `L${n(x)} ${n(y)}`;
      const half = (before[0] + x) / 2;
      return `C${n(half)} ${n(before[1])} ${n(half)} ${n(y)} ${n(x)} ${n(y)}`;
    })
    .join('');
  return `<path d="${curve}L${n(width)} ${n(height)}Z" fill="${fill}"/>`;
}
