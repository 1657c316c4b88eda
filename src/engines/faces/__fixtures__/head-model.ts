/**
 * A head that nobody has: a surface over the front plane with colours, made of bumps and ellipses. x to the right of
 * the picture, y down, z to the viewer; the face is about 2 wide and 2.7 high.
 */
export interface Head {
  /** sRGB 0..255. */
  skin: readonly [number, number, number];
  hair: readonly [number, number, number];
  iris: readonly [number, number, number];
  lips: readonly [number, number, number];
  /** Factors around 1. */
  eyeSpacing: number;
  eyeSize: number;
  browThickness: number;
  noseWidth: number;
  noseLength: number;
  mouthWidth: number;
  jaw: number;
  /** 0 closed .. 1 wide open. */
  mouthOpen: number;
  /** Where freckles and moles are. */
  marks: number;
}

const base: Omit<Head, 'skin' | 'hair' | 'iris' | 'lips' | 'marks'> = {
  eyeSpacing: 1,
  eyeSize: 1,
  browThickness: 1,
  noseWidth: 1,
  noseLength: 1,
  mouthWidth: 1,
  jaw: 1,
  mouthOpen: 0,
};

/** People of different build and colour; none looks like anybody. */
export const heads = {
  ada: { ...base, skin: [226, 178, 150], hair: [70, 44, 28], iris: [70, 110, 150], lips: [186, 92, 88], marks: 1 },
  ben: {
    ...base,
    ...{ skin: [142, 94, 66], hair: [22, 18, 18], iris: [60, 38, 24], lips: [128, 66, 60], marks: 2 },
    ...{ noseWidth: 1.3, browThickness: 1.7, jaw: 1.12, mouthWidth: 1.12 },
  },
  cleo: {
    ...base,
    ...{ skin: [198, 146, 106], hair: [30, 22, 20], iris: [84, 56, 30], lips: [170, 62, 72], marks: 3 },
    ...{ eyeSize: 1.2, browThickness: 0.8, noseWidth: 0.85, mouthWidth: 0.9, jaw: 0.94 },
  },
  dan: {
    ...base,
    ...{ skin: [240, 200, 178], hair: [168, 120, 60], iris: [80, 128, 92], lips: [200, 120, 112], marks: 4 },
    ...{ eyeSpacing: 1.08, noseLength: 1.15, browThickness: 1.3, jaw: 1.06 },
  },
  eve: {
    ...base,
    ...{ skin: [92, 60, 44], hair: [16, 14, 14], iris: [44, 30, 22], lips: [112, 52, 54], marks: 5 },
    ...{ eyeSpacing: 0.95, eyeSize: 1.1, mouthWidth: 1.08, noseWidth: 1.15 },
  },
} as const satisfies Record<string, Head>;

const bump = (x: number, y: number, cx: number, cy: number, sx: number, sy: number) =>
  Math.exp(-0.5 * (((x - cx) / sx) ** 2 + ((y - cy) / sy) ** 2));
const step = (from: number, to: number, value: number) => {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
};

/** Half the width of the head at a height. */
export function halfWidth(head: Head, y: number): number {
  const skull = Math.sqrt(Math.max(0, 1 - (y / 1.38) ** 2));
  const chin = y > 0.2 ? 1 - 0.24 * step(0.2, 1.35, y) * (2 - head.jaw) : 1;
  return Math.max(0.02, skull ** 0.8 * chin * head.jaw ** (0.6 * step(-0.3, 0.5, y)));
}

const EYE_Y = -0.16;
const MOUTH_Y = 0.66;
const eyeX = (head: Head) => 0.4 * head.eyeSpacing;
const noseTip = (head: Head) => 0.28 * head.noseLength;

/** Depth of the surface; `across` is -1..1 from edge to edge. */
export function depth(head: Head, across: number, y: number): number {
  const x = across * halfWidth(head, y);
  const tip = noseTip(head);
  const along = step(-0.3, tip, y) * (1 - step(tip, tip + 0.12, y));
  const round =
    0.95 * Math.sqrt(Math.max(0, 1 - Math.abs(across) ** 2.4)) * Math.sqrt(Math.max(0, 1 - (y / 1.42) ** 2)) ** 0.7;
  let z = round;
  z += 0.3 * along * bump(x, 0, 0, 0, 0.1 * head.noseWidth, 1);
  z += 0.1 * (bump(x, y, -0.14 * head.noseWidth, tip, 0.07, 0.07) + bump(x, y, 0.14 * head.noseWidth, tip, 0.07, 0.07));
  for (const side of [-1, 1]) {
    z -= 0.13 * bump(x, y, side * eyeX(head), EYE_Y, 0.22, 0.13);
    z += 0.07 * bump(x, y, side * eyeX(head), EYE_Y, 0.11, 0.08);
    z += 0.06 * bump(x, y, side * eyeX(head), EYE_Y - 0.22, 0.24, 0.07);
    z += 0.08 * bump(x, y, side * 0.5, 0.28, 0.22, 0.2);
  }
  z += 0.09 * bump(x, y, 0, MOUTH_Y, 0.24 * head.mouthWidth, 0.12) - 0.05 * bump(x, y, 0, MOUTH_Y + 0.2, 0.25, 0.06);
  return z + 0.1 * bump(x, y, 0, 1.08, 0.22, 0.14);
}

type Colour = [number, number, number];

/** Colour of the surface before light falls on it. */
export function albedo(head: Head, across: number, y: number): Colour {
  const x = across * halfWidth(head, y);
  let colour: Colour = [...head.skin];
  const paint = (other: readonly number[], share: number) => {
    colour = colour.map((value, k) => value + share * ((other[k] ?? 0) - value)) as Colour;
  };
  const skin = head.skin.map((value) => value * 0.55);
  // Blotches of the skin, freckles and moles: what makes the texture of one person.
  const blotch =
    Math.sin(9 * x + 3 * head.marks) * Math.sin(8 * y + 5 * head.marks) + 0.6 * Math.sin(21 * x - 17 * y + head.marks);
  paint(skin, 0.05 + 0.05 * blotch);
  for (let k = 0; k < 14; k++) {
    const mx = 1.2 * (((Math.sin(head.marks * 91.7 + k * 12.9898) * 43758.5453) % 1) - Math.sign(Math.sin(k)) * 0.2);
    const my = 0.25 + 0.9 * ((Math.sin(head.marks * 37.1 + k * 78.233) * 12543.123) % 1);
    paint(skin, 0.6 * bump(x, y, mx, my, 0.025 + 0.01 * (k % 3), 0.025 + 0.01 * (k % 3)));
  }
  paint([205, 90, 80], 0.16 * (bump(x, y, -0.55, 0.32, 0.2, 0.17) + bump(x, y, 0.55, 0.32, 0.2, 0.17)));
  for (const side of [-1, 1]) paintEye(head, x - side * eyeX(head), y, side, paint);
  paintNoseAndMouth(head, x, y, paint);
  // The hair line, lower at the temples.
  paint(head.hair, step(0, 0.07, -y - 0.86 + 0.42 * x ** 4 + 0.02 * Math.sin(23 * x)));
  paint(head.hair, 0.9 * step(0.9, 0.98, Math.abs(across)) * step(0.25, -0.1, y));
  return colour;
}

type Paint = (colour: readonly number[], share: number) => void;

function paintEye(head: Head, dx: number, y: number, side: number, paint: Paint): void {
  const dy = y - EYE_Y;
  const size = 0.19 * head.eyeSize;
  const lid = 0.085 * head.eyeSize * (1 - (dx / size) ** 2);
  const inside = Math.abs(dx) < size ? step(-0.012, 0.012, lid - Math.abs(dy + 0.01)) : 0;
  paint(
    head.skin.map((value) => value * 0.5),
    0.35 * bump(dx, dy, 0, -0.05, 0.2, 0.1),
  );
  paint([238, 234, 230], inside);
  const iris = Math.hypot(dx, dy);
  const radius = 0.085 * head.eyeSize;
  paint(head.iris, inside * step(radius + 0.01, radius - 0.01, iris));
  paint([12, 10, 10], inside * step(0.042, 0.032, iris));
  paint([255, 255, 255], inside * bump(dx, dy, -0.025, -0.03, 0.013, 0.013));
  const upper = Math.abs(dx) < size * 1.05 ? bump(dy + 0.01 + Math.max(0, lid), 0, 0, 0, 0.016, 1) : 0;
  paint([30, 20, 18], 0.9 * upper);
  const arch = EYE_Y - 0.25 - 0.05 * Math.cos(dx * 5) - 0.03 * side * dx;
  const brow = step(0.27, 0.2, Math.abs(dx)) * step(0.045, 0.02, Math.abs(y - arch) / head.browThickness);
  paint(head.hair, 0.85 * brow * (0.85 + 0.15 * Math.sin(dx * 140 + y * 60)));
}

function paintNoseAndMouth(head: Head, x: number, y: number, paint: Paint): void {
  const tip = noseTip(head);
  const dark = head.skin.map((value) => value * 0.3);
  for (const side of [-1, 1]) {
    paint(dark, 0.85 * bump(x, y, side * 0.085 * head.noseWidth, tip + 0.085, 0.04, 0.022));
    paint(dark, 0.3 * bump(x, y, side * 0.2 * head.noseWidth, tip + 0.02, 0.018, 0.06));
  }
  const half = 0.3 * head.mouthWidth;
  const shape = Math.max(0, 1 - (x / half) ** 2);
  const gap = 0.14 * head.mouthOpen * shape;
  const dy = y - MOUTH_Y;
  const notch = 0.02 * bump(x, 0, 0, 0, 0.05, 1);
  const upper = step(0, 0.02, dy + gap + 0.085 * shape ** 0.6 - notch) * step(0.005, -0.005, dy + gap);
  const lower = step(0.02, 0, dy - gap - 0.1 * shape ** 0.7) * step(-0.005, 0.005, dy - gap);
  const across = step(half, half * 0.96, Math.abs(x));
  paint(head.lips, 0.9 * across * Math.max(upper, lower));
  if (head.mouthOpen > 0.05) {
    const inside = across * step(gap, gap - 0.02, Math.abs(dy));
    paint([60, 18, 20], inside);
    paint([236, 228, 214], inside * step(0.02, -0.01, dy + gap * 0.2));
  }
  paint(dark, 0.8 * across * (1 - step(0, 0.1, head.mouthOpen)) * bump(dy, 0, 0, 0, 0.012, 1));
}
