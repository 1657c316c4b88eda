import { albedo, depth, type Head, halfWidth } from './head-model.ts';

export interface View {
  /** Pixels of the picture. */
  width: number;
  height: number;
  /** Middle of the head and half its width, pixels. */
  x: number;
  y: number;
  size: number;
  /** Degrees. */
  yaw?: number;
  pitch?: number;
  roll?: number;
  /** Towards the light; any length. */
  light?: readonly [number, number, number];
  /** 0..1 of light from everywhere. */
  ambient?: number;
  /** Colour of the lamp, factors. */
  lamp?: readonly [number, number, number];
}

export interface Drawing {
  /** R, G, B. */
  data: Uint8Array;
  width: number;
  height: number;
}

const GRID = 220;
const RADIANS = Math.PI / 180;

/** A plain room: a wall that darkens downwards. */
export function emptyRoom(
  width: number,
  height: number,
  wall: readonly [number, number, number] = [150, 160, 168],
): Drawing {
  const data = new Uint8Array(width * height * 3);
  for (let at = 0; at < data.length; at++) {
    const y = Math.floor(at / 3 / width) / height;
    data[at] = (wall[at % 3] ?? 0) * (1 - 0.3 * y);
  }
  return { data, width, height };
}

/**
 * Draws a head into a picture by a small z-buffer rasteriser: the same call gives the same pixels. Good enough for the
 * detectors to take it for a face; not for people.
 */
export function drawFace(picture: Drawing, head: Head, view: View): Drawing {
  drawNeck(picture, head, view);
  const light = unit(view.light ?? [-0.3, -0.5, 1]);
  const lamp = view.lamp ?? [1, 1, 1];
  const ambient = view.ambient ?? 0.4;
  const turn = rotation(view);
  const points: Vertex[] = [];
  for (let row = 0; row <= GRID; row++) {
    const y = -1.36 + (2.72 * row) / GRID;
    for (let column = 0; column <= GRID; column++) {
      // Denser towards the edges, where the surface is steep.
      const across = Math.sin(((column / GRID) * 2 - 1) * 1.55) / Math.sin(1.55);
      const [x, yy, z] = turn(across * halfWidth(head, y), y, depth(head, across, y) - 0.45);
      const colour = albedo(head, across, y);
      points.push({ x: view.x + x * view.size, y: view.y + yy * view.size, z: z * view.size, colour });
    }
  }
  const far = new Float32Array(picture.width * picture.height).fill(-Infinity);
  for (let row = 0; row < GRID; row++) {
    for (let column = 0; column < GRID; column++) {
      const at = row * (GRID + 1) + column;
      const corners = [points[at], points[at + 1], points[at + GRID + 1], points[at + GRID + 2]];
      const [a, b, c, d] = corners;
      if (!a || !b || !c || !d) continue;
      const normal = unit(cross([b.x - a.x, b.y - a.y, b.z - a.z], [c.x - a.x, c.y - a.y, c.z - a.z]));
      const facing = normal[2] < 0 ? -1 : 1;
      const lit = Math.max(0, facing * (normal[0] * light[0] + normal[1] * light[1] + normal[2] * light[2]));
      const shade = lamp.map((factor) => factor * (ambient + (1 - ambient) * lit));
      triangle(picture, far, [a, b, c], shade);
      triangle(picture, far, [b, d, c], shade);
    }
  }
  return picture;
}

interface Vertex {
  x: number;
  y: number;
  z: number;
  colour: readonly number[];
}
type Vector = [number, number, number];

function rotation({ yaw = 0, pitch = 0, roll = 0 }: View): (x: number, y: number, z: number) => Vector {
  const [cy, sy] = [Math.cos(yaw * RADIANS), Math.sin(yaw * RADIANS)];
  const [cp, sp] = [Math.cos(pitch * RADIANS), Math.sin(pitch * RADIANS)];
  const [cr, sr] = [Math.cos(roll * RADIANS), Math.sin(roll * RADIANS)];
  return (x, y, z) => {
    const [x1, z1] = [cy * x + sy * z, cy * z - sy * x];
    const [y2, z2] = [cp * y + sp * z1, cp * z1 - sp * y];
    return [cr * x1 - sr * y2, sr * x1 + cr * y2, z2];
  };
}

function triangle(
  { data, width, height }: Drawing,
  far: Float32Array,
  corners: [Vertex, Vertex, Vertex],
  shade: number[],
): void {
  const [a, b, c] = corners;
  const area = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
  if (Math.abs(area) < 1e-9) return;
  const [fromX, toX] = [
    Math.max(0, Math.floor(Math.min(a.x, b.x, c.x))),
    Math.min(width - 1, Math.ceil(Math.max(a.x, b.x, c.x))),
  ];
  const [fromY, toY] = [
    Math.max(0, Math.floor(Math.min(a.y, b.y, c.y))),
    Math.min(height - 1, Math.ceil(Math.max(a.y, b.y, c.y))),
  ];
  for (let y = fromY; y <= toY; y++) {
    for (let x = fromX; x <= toX; x++) {
      const v = ((x - a.x) * (c.y - a.y) - (c.x - a.x) * (y - a.y)) / area;
      const w = ((b.x - a.x) * (y - a.y) - (x - a.x) * (b.y - a.y)) / area;
      const u = 1 - v - w;
      if (u < -1e-6 || v < -1e-6 || w < -1e-6) continue;
      const z = u * a.z + v * b.z + w * c.z;
      const at = y * width + x;
      if (z <= (far[at] ?? 0)) continue;
      far[at] = z;
      for (let k = 0; k < 3; k++) {
        const value = u * (a.colour[k] ?? 0) + v * (b.colour[k] ?? 0) + w * (c.colour[k] ?? 0);
        data[at * 3 + k] = Math.min(255, value * (shade[k] ?? 1));
      }
    }
  }
}

/** Behind the head: hair, neck and shoulders, flat. */
function drawNeck({ data, width, height }: Drawing, head: Head, view: View): void {
  const { size } = view;
  const ambient = view.ambient ?? 0.4;
  for (let py = 0; py < height; py++) {
    for (let px = 0; px < width; px++) {
      const [x, y] = [(px - view.x) / size, (py - view.y) / size];
      const isHair = Math.hypot(x / 1.12, (y + 0.12) / 1.42) < 1 && y < 0.35;
      const isNeck = Math.abs(x) < 0.52 && y > 0.6 && y < 1.9;
      const isShirt = y > 1.62 + 0.3 * x * x && Math.abs(x) < 2.1;
      if (!isHair && !isNeck && !isShirt) continue;
      const colour = isShirt ? [60, 70, 110] : isHair && !isNeck ? head.hair : head.skin;
      for (let k = 0; k < 3; k++) {
        const value = (colour[k] ?? 0) * (0.35 + 0.6 * ambient) * (view.lamp?.[k] ?? 1);
        data[(py * width + px) * 3 + k] = Math.min(255, value);
      }
    }
  }
}

const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

function unit([x, y, z]: readonly [number, number, number]): Vector {
  const length = Math.hypot(x, y, z) || 1;
  return [x / length, y / length, z / length];
}
