import sharp from 'sharp';
import type { Rgb } from '../network/tiles.ts';

/** Sides of the pictures: a multiple of 2, 3 and 4, so that they can be made smaller by whole factors. */
export const SIDE = 384;
/** Drawn this much larger and made smaller, as a camera takes means. */
const OVERSAMPLED = 2;

/** Pictures like those that people enlarge, drawn here: the same on every machine but for the letters' font. */
export async function testPictures(): Promise<{ name: string; picture: Rgb }[]> {
  const drawn = [
    { name: 'spheres', large: rendered(spheres) },
    { name: 'clouds', large: rendered(clouds()) },
    { name: 'text', large: fromSvg(text()) },
    { name: 'foliage', large: fromSvg(foliage()) },
    { name: 'facade', large: fromSvg(facade()) },
  ];
  return Promise.all(
    drawn.map(async ({ name, large }) => ({ name, picture: await resized(await large, SIDE, SIDE, 'lanczos3') })),
  );
}

export async function resized(picture: Rgb, width: number, height: number, kernel: 'cubic' | 'lanczos3'): Promise<Rgb> {
  const raw = { width: picture.width, height: picture.height, channels: 3 } as const;
  const data = await sharp(picture.data, { raw }).resize({ width, height, fit: 'fill', kernel }).raw().toBuffer();
  return { data, width, height };
}

async function fromSvg(body: string): Promise<Rgb> {
  const side = SIDE * OVERSAMPLED;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" viewBox="0 0 384 384">${body}</svg>`;
  const data = await sharp(Buffer.from(svg)).flatten({ background: '#fff' }).removeAlpha().raw().toBuffer();
  return { data, width: side, height: side };
}

/** colour: red, green and blue of 0..1 for a place of 0..1. */
async function rendered(colour: (x: number, y: number) => [number, number, number]): Promise<Rgb> {
  const side = SIDE * OVERSAMPLED;
  const data = new Uint8Array(side * side * 3);
  for (let at = 0; at < side * side; at++) {
    const values = colour(((at % side) + 0.5) / side, (Math.floor(at / side) + 0.5) / side);
    for (const [channel, value] of values.entries()) data[at * 3 + channel] = Math.round(255 * clamp(value));
  }
  return { data, width: side, height: side };
}

const clamp = (value: number) => Math.min(1, Math.max(0, value));

/** Numbers of 0..1 from a seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Three balls on a chequered floor, lit from the left, seen through a pinhole. */
function spheres(x: number, y: number): [number, number, number] {
  const ray = unit([x - 0.5, 0.42 - y, 1]);
  const balls = [
    { at: [-0.9, 0, 4] as const, radius: 1, colour: [0.85, 0.25, 0.2] as const },
    { at: [1.1, -0.3, 3.4] as const, radius: 0.7, colour: [0.2, 0.5, 0.85] as const },
    { at: [0.2, -0.7, 2.4] as const, radius: 0.3, colour: [0.95, 0.8, 0.25] as const },
  ];
  let [nearest, colour]: [number, [number, number, number]] = [Infinity, [0.55 + 0.3 * y, 0.7 + 0.2 * y, 0.95]];
  if (ray[1] < 0) {
    nearest = -1 / ray[1];
    const light = 1 / (1 + 0.02 * nearest * nearest);
    const dark = (Math.floor(2 * ray[0] * nearest) + Math.floor(2 * ray[2] * nearest)) % 2 === 0 ? 0.25 : 0.9;
    const shade = balls.some(
      ({ at, radius }) => Math.hypot(ray[0] * nearest - at[0] - 0.5, ray[2] * nearest - at[2]) < radius * 0.8,
    )
      ? 0.45
      : 1;
    colour = [dark * light * shade, dark * light * shade, dark * light * shade * 0.95];
  }
  for (const ball of balls) {
    const along = ray[0] * ball.at[0] + ray[1] * ball.at[1] + ray[2] * ball.at[2];
    const inside = along * along - (ball.at[0] ** 2 + ball.at[1] ** 2 + ball.at[2] ** 2 - ball.radius ** 2);
    if (inside < 0) continue;
    const distance = along - Math.sqrt(inside);
    if (distance < 0 || distance > nearest) continue;
    nearest = distance;
    const normal = ray.map((part, axis) => (part * distance - (ball.at[axis] ?? 0)) / ball.radius);
    const lit = Math.max(0, -0.55 * (normal[0] ?? 0) + 0.65 * (normal[1] ?? 0) - 0.52 * (normal[2] ?? 0));
    const gloss = lit ** 24;
    colour = [0, 1, 2].map((channel) => (ball.colour[channel] ?? 0) * (0.2 + 0.8 * lit) + 0.6 * gloss) as typeof colour;
  }
  return colour;
}

function unit([x, y, z]: [number, number, number]): [number, number, number] {
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
}

/** Noise whose amplitude falls as 1/f, as it does in photographs (Field, 1987): octaves of value noise. */
function clouds(): (x: number, y: number) => [number, number, number] {
  const random = randomFrom(7);
  const lattice = Float32Array.from({ length: 256 * 256 }, random);
  const at = (x: number, y: number) => lattice[(y & 255) * 256 + (x & 255)] ?? 0;
  const noise = (x: number, y: number) => {
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [u, v] = [x - left, y - top].map((share) => share * share * (3 - 2 * share)) as [number, number];
    const upper = at(left, top) * (1 - u) + at(left + 1, top) * u;
    const lower = at(left, top + 1) * (1 - u) + at(left + 1, top + 1) * u;
    return upper * (1 - v) + lower * v;
  };
  return (x, y) => {
    let sum = 0;
    for (let octave = 0; octave < 7; octave++) {
      sum += (noise(x * 3 * 2 ** octave + 31 * octave, y * 3 * 2 ** octave + 17 * octave) - 0.5) / 2 ** octave;
    }
    const value = clamp(0.5 + 0.8 * sum);
    return [0.25 + 0.75 * value, 0.4 + 0.6 * value, 0.75 + 0.25 * value];
  };
}

function text(): string {
  const words =
    'A picture that is made larger shows no more than it held; edges and letters may still be drawn with care.';
  const lines = [22, 16, 13, 11, 26, 9, 14].flatMap((size, index) => {
    const y = 40 + index * 50;
    const family = index % 2 === 0 ? 'serif' : 'sans-serif';
    return [0, 1].map(
      (line) =>
        `<text x="12" y="${y + line * (size + 4)}" font-family="${family}" font-size="${size}" fill="#${index % 3 === 0 ? '1c1c24' : '5a2018'}">${words.slice(line * 30)}</text>`,
    );
  });
  return `<rect width="384" height="384" fill="#f3ede0"/>${lines.join('')}`;
}

/** A branching tree with leaves of many greens before a sky. */
function foliage(): string {
  const random = randomFrom(11);
  const parts: string[] = [];
  const grow = (x: number, y: number, angle: number, length: number, depth: number): void => {
    const [endX, endY] = [x + Math.cos(angle) * length, y + Math.sin(angle) * length];
    const at = (value: number) => value.toFixed(2);
    parts.push(
      `<line x1="${at(x)}" y1="${at(y)}" x2="${at(endX)}" y2="${at(endY)}" stroke="#4a3524" stroke-width="${at(depth * 0.9)}"/>`,
    );
    if (depth <= 3) {
      for (let leaf = 0; leaf < 5; leaf++) {
        const [leafX, leafY] = [endX + 22 * (random() - 0.5), endY + 22 * (random() - 0.5)];
        const colour = `hsl(${Math.round(80 + 50 * random())},${Math.round(35 + 35 * random())}%,${Math.round(18 + 38 * random())}%)`;
        parts.push(
          `<ellipse cx="${at(leafX)}" cy="${at(leafY)}" rx="${at(2.5 + 3 * random())}" ry="${at(1.2 + 1.4 * random())}" fill="${colour}" transform="rotate(${Math.round(360 * random())} ${at(leafX)} ${at(leafY)})"/>`,
        );
      }
    }
    if (depth <= 1) return;
    const branches = random() < 0.35 ? 3 : 2;
    for (let branch = 0; branch < branches; branch++) {
      const turn = (branch - (branches - 1) / 2) * 0.75 + 0.4 * (random() - 0.5);
      grow(endX, endY, angle + turn, length * (0.72 + 0.16 * random()), depth - 1);
    }
  };
  grow(192, 384, -Math.PI / 2, 86, 8);
  return `<rect width="384" height="384" fill="#a9c7de"/>${parts.join('')}`;
}

/** A house front in perspective: frames, bars, bricks and wires. */
function facade(): string {
  const random = randomFrom(5);
  const parts = ['<rect width="384" height="384" fill="#c9d3da"/>', '<g transform="matrix(0.93 0.12 0.04 0.9 4 6)">'];
  for (let row = 0; row < 60; row++) {
    for (let brick = 0; brick < 26; brick++) {
      const shade = Math.round(38 + 14 * random());
      parts.push(
        `<rect x="${brick * 16 - (row % 2) * 8}" y="${row * 7}" width="15" height="6" fill="hsl(14,38%,${shade}%)"/>`,
      );
    }
  }
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 5; column++) {
      const [x, y] = [20 + column * 78, 18 + row * 98];
      parts.push(
        `<rect x="${x}" y="${y}" width="46" height="66" fill="#eeeae2"/><rect x="${x + 4}" y="${y + 4}" width="38" height="58" fill="hsl(210,30%,${Math.round(15 + 40 * random())}%)"/>`,
        ...[12, 24].map((bar) => `<rect x="${x + 4 + bar}" y="${y + 4}" width="1.6" height="58" fill="#eeeae2"/>`),
        ...[19, 38].map((bar) => `<rect x="${x + 4}" y="${y + 4 + bar}" width="38" height="1.6" fill="#eeeae2"/>`),
      );
    }
  }
  parts.push('</g>');
  for (let wire = 0; wire < 4; wire++) {
    parts.push(
      `<path d="M0 ${60 + wire * 9} Q 190 ${130 + wire * 14} 384 ${30 + wire * 12}" fill="none" stroke="#15161a" stroke-width="0.9"/>`,
    );
  }
  return parts.join('');
}
