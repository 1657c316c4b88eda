import { box, type Canvas, circle, type Motif, n, polygon, ridge, sky, sun } from './motif.ts';

export const mountains: Motif = {
  back: (canvas) =>
    sky(canvas) +
    sun(canvas) +
    ridge(canvas, { base: 0.66, rise: 0.34, roughness: 0.9, fill: canvas.palette.far }) +
    ridge(canvas, { base: 0.76, rise: 0.24, roughness: 0.7, fill: canvas.palette.mid }),
  front: (canvas) =>
    ridge(canvas, { base: 0.9, rise: 0.16, roughness: 0.2, fill: canvas.palette.near }) + firs(canvas, 14, 0.9),
};

export const woods: Motif = {
  back: (canvas) =>
    sky(canvas) +
    sun(canvas, 0.14, 0.3) +
    ridge(canvas, { base: 0.68, rise: 0.14, roughness: 0.3, fill: canvas.palette.far }) +
    firs({ ...canvas, palette: { ...canvas.palette, near: canvas.palette.mid } }, 22, 0.78),
  front: (canvas) =>
    ridge(canvas, { base: 0.92, rise: 0.08, roughness: 0.1, fill: canvas.palette.near }) + firs(canvas, 16, 0.95),
};

export const sea: Motif = {
  back: (canvas) =>
    sky(canvas) +
    sun(canvas, 0.3, 0.5) +
    box(0, canvas.height * 0.58, canvas.width, canvas.height, canvas.palette.far) +
    swell(canvas, 0.6, canvas.palette.mid, 0.012),
  front: (canvas) =>
    sail(canvas) + swell(canvas, 0.76, canvas.palette.mid, 0.022) + swell(canvas, 0.87, canvas.palette.near, 0.03),
};

export const dunes: Motif = {
  back: (canvas) =>
    sky(canvas) +
    sun(canvas) +
    ridge(canvas, { base: 0.72, rise: 0.16, roughness: 0.1, fill: canvas.palette.far }) +
    pyramids(canvas) +
    ridge(canvas, { base: 0.82, rise: 0.12, roughness: 0, fill: canvas.palette.mid }),
  front: (canvas) => ridge(canvas, { base: 0.96, rise: 0.16, roughness: 0, fill: canvas.palette.near }),
};

export const city: Motif = {
  back: (canvas) =>
    sky(canvas) +
    sun(canvas, 0.15, 0.35) +
    houses(canvas, { low: 0.28, high: 0.55, fill: canvas.palette.far, lit: 0.12 }) +
    houses(canvas, { low: 0.2, high: 0.42, fill: canvas.palette.mid, lit: 0.3 }),
  front: (canvas) => houses(canvas, { low: 0.08, high: 0.26, fill: canvas.palette.near, lit: 0.45 }),
};

export const space: Motif = {
  back: (canvas) => box(0, 0, canvas.width, canvas.height, canvas.palette.sky[0]) + nebula(canvas) + stars(canvas, 160),
  front: (canvas) => planet(canvas, 0.22, 0.5) + planet(canvas, 0.07, 0.25),
};

export const flowers: Motif = {
  back: (canvas) =>
    sky(canvas) +
    sun(canvas, 0.14, 0.3) +
    ridge(canvas, { base: 0.7, rise: 0.12, roughness: 0.1, fill: canvas.palette.far }) +
    ridge(canvas, { base: 0.82, rise: 0.08, roughness: 0.1, fill: canvas.palette.mid }),
  front: meadow,
};

function firs({ width, height, chance, palette }: Canvas, count: number, base: number): string {
  return Array.from({ length: Math.round(count * Math.max(1, width / height)) }, () => {
    const x = chance.between(-0.02, 1.02) * width;
    const foot = height * (base + chance.between(-0.02, 0.05));
    const tall = height * chance.between(0.1, 0.26);
    const half = tall * 0.22;
    return [0, 0.28, 0.52]
      .map((from, tier) =>
        polygon(
          [
            [x, foot - tall * (1 - from)],
            [x + half * (0.6 + tier * 0.25), foot - tall * (0.6 - tier * 0.28)],
            [x - half * (0.6 + tier * 0.25), foot - tall * (0.6 - tier * 0.28)],
          ],
          palette.near,
        ),
      )
      .join('');
  }).join('');
}

function swell({ width, height, chance }: Canvas, at: number, fill: string, lift: number): string {
  const length = height * chance.between(0.16, 0.24);
  const rise = height * lift;
  let path = `M${n(-length)} ${n(height * at)}`;
  for (let x = -length; x < width + length; x += length)
    path += `q${n(length / 4)} ${n(-rise * 2)} ${n(length / 2)} 0t${n(length / 2)} 0`;
  return `<path d="${path}V${n(height)}H${n(-length)}Z" fill="${fill}"/>`;
}

function sail({ width, height, chance, palette }: Canvas): string {
  const x = width * chance.between(0.3, 0.7);
  const size = height * 0.17;
  const foot = height * 0.76;
  return (
    polygon(
      [
        [x, foot - size],
        [x, foot - size * 0.12],
        [x - size * 0.5, foot - size * 0.12],
      ],
      palette.light,
    ) +
    polygon(
      [
        [x + size * 0.06, foot - size * 0.85],
        [x + size * 0.06, foot - size * 0.12],
        [x + size * 0.42, foot - size * 0.12],
      ],
      palette.accent,
    ) +
    polygon(
      [
        [x - size * 0.58, foot - size * 0.08],
        [x + size * 0.52, foot - size * 0.08],
        [x + size * 0.34, foot + size * 0.12],
        [x - size * 0.4, foot + size * 0.12],
      ],
      palette.near,
    )
  );
}

function pyramids({ width, height, chance, palette }: Canvas): string {
  return [0.3, 0.55]
    .map((at) => {
      const x = width * (at + chance.between(0, 0.2));
      const tall = height * chance.between(0.14, 0.26);
      const foot = height * 0.8;
      return (
        polygon(
          [
            [x, foot - tall],
            [x + tall * 0.9, foot],
            [x - tall * 0.9, foot],
          ],
          palette.mid,
        ) +
        polygon(
          [
            [x, foot - tall],
            [x + tall * 0.9, foot],
            [x + tall * 0.1, foot],
          ],
          palette.near,
          'fill-opacity=".45"',
        )
      );
    })
    .join('');
}

function houses(
  { width, height, chance, palette }: Canvas,
  { low, high, fill, lit }: { low: number; high: number; fill: string; lit: number },
): string {
  let drawing = '';
  for (let x = -0.02 * width; x < width; ) {
    const wide = height * chance.between(0.06, 0.13);
    const top = height * (1 - chance.between(low, high));
    drawing += box(x, top, wide + 1, height - top, fill);
    const cell = wide / 5;
    for (let row = 0; top + cell * (1.2 + row * 1.7) < height && row < 14; row++) {
      for (let column = 0; column < 3; column++) {
        if (chance.next() < lit)
          drawing += box(
            x + cell * (0.7 + column * 1.35),
            top + cell * (0.8 + row * 1.7),
            cell * 0.8,
            cell,
            palette.light,
            'fill-opacity=".85"',
          );
      }
    }
    x += wide * chance.between(0.9, 1.25);
  }
  return drawing;
}

function stars({ width, height, chance, palette }: Canvas, count: number): string {
  const unit = Math.min(width, height) / 500;
  return Array.from({ length: count }, () =>
    circle(
      chance.next() * width,
      chance.next() * height,
      unit * chance.between(0.4, 1.8),
      palette.light,
      `fill-opacity="${n(chance.between(0.4, 1))}"`,
    ),
  ).join('');
}

function nebula({ width, height, chance, palette }: Canvas): string {
  return [palette.sky[1], palette.sky[2], palette.accent]
    .map((colour, index) => {
      const id = `nebula${index}`;
      return (
        `<defs><radialGradient id="${id}"><stop stop-color="${colour}" stop-opacity=".75"/><stop offset="1" stop-color="${colour}" stop-opacity="0"/></radialGradient></defs>` +
        circle(
          width * chance.next(),
          height * chance.next(),
          Math.max(width, height) * chance.between(0.3, 0.5),
          `url(#${id})`,
        )
      );
    })
    .join('');
}

function planet({ width, height, chance, palette }: Canvas, size: number, at: number): string {
  const radius = Math.min(width, height) * size;
  const x = width * (at + chance.between(-0.05, 0.3));
  const y = height * chance.between(0.3, 0.65);
  const id = `planet${n(size * 100)}`;
  return (
    `<defs><radialGradient id="${id}" cx=".32" cy=".3" r=".85"><stop stop-color="${palette.light}"/><stop offset=".45" stop-color="${palette.accent}"/><stop offset="1" stop-color="${palette.near}"/></radialGradient></defs>` +
    circle(x, y, radius, `url(#${id})`) +
    `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(radius * 1.6)}" ry="${n(radius * 0.34)}" fill="none" stroke="${palette.light}" stroke-opacity=".7" stroke-width="${n(radius * 0.07)}" transform="rotate(-18 ${n(x)} ${n(y)})"/>`
  );
}

function meadow(canvas: Canvas): string {
  const { width, height, chance, palette } = canvas;
  const count = Math.round(18 * Math.max(1, width / height));
  const blooms = Array.from({ length: count }, (_, index) => {
    const x = ((index + chance.next()) / count) * width;
    const size = height * chance.between(0.028, 0.06);
    const y = height * chance.between(0.62, 0.86);
    const colour = chance.pick([palette.accent, palette.light, palette.sky[1]]);
    const petals = Array.from({ length: 6 }, (_petal, at) => {
      const angle = (at / 6) * 2 * Math.PI;
      return circle(x + Math.cos(angle) * size * 0.62, y + Math.sin(angle) * size * 0.62, size * 0.5, colour);
    }).join('');
    return `<path d="M${n(x)} ${n(y)}q${n(size * 0.6)} ${n((height - y) / 2)} 0 ${n(height - y)}" fill="none" stroke="${palette.near}" stroke-width="${n(size * 0.18)}"/>${petals}${circle(x, y, size * 0.36, palette.near)}`;
  }).join('');
  return blooms + ridge(canvas, { base: 1, rise: 0.09, roughness: 0.6, fill: palette.near });
}
