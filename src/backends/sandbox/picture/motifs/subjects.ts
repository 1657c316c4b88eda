import { box, type Canvas, circle, type Motif, n, polygon, ridge, sky, sun } from './motif.ts';

const hills = (canvas: Canvas): string =>
  sky(canvas) +
  sun(canvas, 0.12, 0.3) +
  ridge(canvas, { base: 0.74, rise: 0.18, roughness: 0.3, fill: canvas.palette.far }) +
  ridge(canvas, { base: 0.88, rise: 0.14, roughness: 0.1, fill: canvas.palette.mid });

/** An animal's head: pointed or round ears by the word. */
const head = (ears: 'pointed' | 'round' | 'long' | 'hanging'): Motif => ({
  back: hills,
  front(canvas) {
    const { width, height, chance, palette } = canvas;
    const size = Math.min(width, height) * 0.27;
    const x = width * 0.5 + size * chance.between(-0.4, 0.4);
    const y = height * 0.5;
    const fur = palette.accent;
    const inner = palette.light;
    const both = (draw: (side: -1 | 1) => string): string => draw(-1) + draw(1);
    const shapes = {
      pointed: (side: -1 | 1) =>
        polygon(
          [
            [x + side * size * 0.92, y - size * 1.2],
            [x + side * size * 0.98, y - size * 0.1],
            [x + side * size * 0.2, y - size * 0.8],
          ],
          fur,
        ) +
        polygon(
          [
            [x + side * size * 0.84, y - size * 0.95],
            [x + side * size * 0.84, y - size * 0.35],
            [x + side * size * 0.42, y - size * 0.7],
          ],
          inner,
          'fill-opacity=".7"',
        ),
      round: (side: -1 | 1) =>
        circle(x + side * size * 0.74, y - size * 0.78, size * 0.36, fur) +
        circle(x + side * size * 0.74, y - size * 0.78, size * 0.19, inner, 'fill-opacity=".7"'),
      long: (side: -1 | 1) =>
        `<ellipse cx="${n(x + side * size * 0.4)}" cy="${n(y - size * 1.25)}" rx="${n(size * 0.2)}" ry="${n(size * 0.68)}" fill="${fur}" transform="rotate(${side * 10} ${n(x)} ${n(y)})"/>`,
      hanging: (side: -1 | 1) =>
        `<ellipse cx="${n(x + side * size * 0.98)}" cy="${n(y + size * 0.02)}" rx="${n(size * 0.26)}" ry="${n(size * 0.62)}" fill="${palette.near}" transform="rotate(${side * -12} ${n(x + side * size)} ${n(y)})"/>`,
    };
    return (
      `<path d="M${n(x - size * 1.25)} ${n(height)}C${n(x - size * 1.1)} ${n(y + size * 0.7)} ${n(x + size * 1.1)} ${n(y + size * 0.7)} ${n(x + size * 1.25)} ${n(height)}Z" fill="${palette.near}"/>` +
      both(shapes[ears]) +
      `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(size)}" ry="${n(size * 0.92)}" fill="${fur}"/>` +
      `<ellipse cx="${n(x)}" cy="${n(y + size * 0.42)}" rx="${n(size * 0.5)}" ry="${n(size * 0.4)}" fill="${inner}"/>` +
      both(
        (side) =>
          circle(x + side * size * 0.38, y - size * 0.12, size * 0.13, '#1d1d28') +
          circle(x + side * size * 0.38 + size * 0.04, y - size * 0.17, size * 0.04, '#fff'),
      ) +
      `<ellipse cx="${n(x)}" cy="${n(y + size * 0.24)}" rx="${n(size * 0.13)}" ry="${n(size * 0.09)}" fill="#1d1d28"/>` +
      `<path d="M${n(x - size * 0.2)} ${n(y + size * 0.48)}q${n(size * 0.2)} ${n(size * 0.16)} ${n(size * 0.4)} 0" fill="none" stroke="#1d1d28" stroke-width="${n(size * 0.045)}" stroke-linecap="round"/>`
    );
  },
});

export const cat = head('pointed');
export const bear = head('round');
export const rabbit = head('long');
export const dog = head('hanging');

/** Head and shoulders. */
export const person: Motif = {
  back: (canvas) => sky(canvas) + sun(canvas, 0.3, 0.45),
  front({ width, height, chance, palette }) {
    const size = Math.min(width, height) * 0.2;
    const x = width / 2;
    const y = height * 0.42;
    const skin = chance.pick(['#f0c8a4', '#d9a577', '#b07a4f', '#7d5236']);
    const hair = chance.pick(['#2b2024', '#5b3a29', '#a5702f', '#c9b08a']);
    return (
      `<ellipse cx="${n(x)}" cy="${n(y + size * 0.1)}" rx="${n(size * 1.08)}" ry="${n(size * 1.3)}" fill="${hair}"/>` +
      `<path d="M${n(x - size * 2)} ${n(height)}C${n(x - size * 1.9)} ${n(y + size * 1.45)} ${n(x - size * 0.8)} ${n(y + size * 1.5)} ${n(x)} ${n(y + size * 1.5)}S${n(x + size * 1.9)} ${n(y + size * 1.45)} ${n(x + size * 2)} ${n(height)}Z" fill="${palette.accent}"/>` +
      box(x - size * 0.3, y + size * 0.7, size * 0.6, size * 0.95, skin, `rx="${n(size * 0.28)}"`) +
      `<ellipse cx="${n(x)}" cy="${n(y + size * 0.18)}" rx="${n(size * 0.78)}" ry="${n(size * 0.98)}" fill="${skin}"/>` +
      `<path d="M${n(x - size * 0.84)} ${n(y + size * 0.1)}C${n(x - size * 0.8)} ${n(y - size * 1.2)} ${n(x + size * 0.8)} ${n(y - size * 1.2)} ${n(x + size * 0.84)} ${n(y + size * 0.1)}C${n(x + size * 0.5)} ${n(y - size * 0.5)} ${n(x - size * 0.2)} ${n(y - size * 0.3)} ${n(x - size * 0.84)} ${n(y + size * 0.1)}Z" fill="${hair}"/>` +
      [-1, 1].map((side) => circle(x + side * size * 0.32, y + size * 0.16, size * 0.075, '#241c22')).join('') +
      `<path d="M${n(x - size * 0.24)} ${n(y + size * 0.66)}q${n(size * 0.24)} ${n(size * 0.16)} ${n(size * 0.48)} 0" fill="none" stroke="#8c4a44" stroke-width="${n(size * 0.06)}" stroke-linecap="round"/>`
    );
  },
};

/** A machine on wheels. */
export const car: Motif = {
  back: (canvas) =>
    sky(canvas) +
    sun(canvas) +
    ridge(canvas, { base: 0.7, rise: 0.24, roughness: 0.6, fill: canvas.palette.far }) +
    box(0, canvas.height * 0.72, canvas.width, canvas.height, canvas.palette.near),
  front({ width, height, palette }) {
    const size = Math.min(width, height) * 0.3;
    const x = width / 2;
    const y = height * 0.74;
    const wheel = (at: number): string =>
      circle(at, y, size * 0.27, '#15161d') + circle(at, y, size * 0.13, palette.light);
    return (
      `<path d="M${n(x - size * 1.3)} ${n(y)}V${n(y - size * 0.34)}Q${n(x - size * 1.2)} ${n(y - size * 0.52)} ${n(x - size * 0.8)} ${n(y - size * 0.52)}L${n(x - size * 0.42)} ${n(y - size)}H${n(x + size * 0.42)}L${n(x + size * 0.86)} ${n(y - size * 0.52)}Q${n(x + size * 1.3)} ${n(y - size * 0.48)} ${n(x + size * 1.32)} ${n(y)}Z" fill="${palette.accent}"/>` +
      polygon(
        [
          [x - size * 0.62, y - size * 0.54],
          [x - size * 0.34, y - size * 0.9],
          [x - size * 0.04, y - size * 0.9],
          [x - size * 0.04, y - size * 0.54],
        ],
        palette.sky[2],
      ) +
      polygon(
        [
          [x + size * 0.06, y - size * 0.54],
          [x + size * 0.06, y - size * 0.9],
          [x + size * 0.36, y - size * 0.9],
          [x + size * 0.66, y - size * 0.54],
        ],
        palette.sky[2],
      ) +
      wheel(x - size * 0.78) +
      wheel(x + size * 0.8) +
      circle(x + size * 1.24, y - size * 0.3, size * 0.07, palette.light)
    );
  },
};

/** Discs and arcs for prompts that name nothing drawable. */
export const shapes: Motif = {
  back(canvas) {
    const { width, height, chance, palette } = canvas;
    const colours = [palette.far, palette.mid, palette.accent, palette.light, palette.sky[1]] as const;
    const cell = Math.min(width, height) / 4;
    let drawing = sky(canvas);
    for (let y = 0; y < height; y += cell) {
      for (let x = 0; x < width; x += cell) {
        const colour = chance.pick([...colours]);
        const kind = chance.whole(0, 4);
        const half = cell / 2;
        if (kind === 0) drawing += circle(x + half, y + half, half * 0.86, colour, 'fill-opacity=".8"');
        if (kind === 1)
          drawing += `<path d="M${n(x)} ${n(y)}A${n(cell)} ${n(cell)} 0 0 0 ${n(x + cell)} ${n(y + cell)}V${n(y)}Z" fill="${colour}" fill-opacity=".8"/>`;
        if (kind === 2)
          drawing += `<path d="M${n(x)} ${n(y + cell)}A${n(cell)} ${n(cell)} 0 0 1 ${n(x + cell)} ${n(y)}V${n(y + cell)}Z" fill="${colour}" fill-opacity=".8"/>`;
        if (kind === 3)
          drawing += circle(
            x + half,
            y + half,
            half * 0.6,
            'none',
            `stroke="${colour}" stroke-width="${n(half * 0.3)}"`,
          );
      }
    }
    return drawing;
  },
  front({ width, height, chance, palette }) {
    const size = Math.min(width, height);
    return [palette.accent, palette.near, palette.light]
      .map((colour) =>
        circle(
          width * chance.between(0.2, 0.8),
          height * chance.between(0.25, 0.75),
          size * chance.between(0.06, 0.16),
          colour,
          'fill-opacity=".92"',
        ),
      )
      .join('');
  },
};
