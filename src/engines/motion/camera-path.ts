import type { MoveName } from './contract.ts';

/** Where the camera looks in a picture of 1 × 1, and how near: 1 shows all that fits. */
export interface View {
  x: number;
  y: number;
  zoom: number;
  /** Radians. */
  angle: number;
}

export interface Point {
  x: number;
  y: number;
}

const NEAR = 1.22;
/** Leaves room for the tilt: a turned frame must not leave the picture. */
const FAR = 1.04;
const TRAVEL_ZOOM = 1.18;
const TILT = 0.006;

/**
 * The view at `t` (0..1) of a move. `interest`: what the camera goes to or comes from. Each view stays inside the
 * picture.
 */
export function viewAt(move: MoveName, interest: Point, t: number): View {
  const at = smootherstep(t);
  const mix = (from: number, to: number) => from + (to - from) * at;
  const free = (1 - 1 / TRAVEL_ZOOM) / 2;
  const views: Record<MoveName, View> = {
    'push-in': { x: mix(0.5, interest.x), y: mix(0.5, interest.y), zoom: mix(FAR, NEAR), angle: mix(0, TILT) },
    'pull-out': { x: mix(interest.x, 0.5), y: mix(interest.y, 0.5), zoom: mix(NEAR, FAR), angle: mix(-TILT, 0) },
    'pan-left': { x: mix(0.5 + free, 0.5 - free), y: mix(0.5, interest.y), zoom: TRAVEL_ZOOM, angle: 0 },
    'pan-right': { x: mix(0.5 - free, 0.5 + free), y: mix(0.5, interest.y), zoom: TRAVEL_ZOOM, angle: 0 },
    rise: { x: mix(0.5, interest.x), y: mix(0.5 + free, 0.5 - free), zoom: TRAVEL_ZOOM, angle: 0 },
    drift: {
      x: 0.5 + free * 0.8 * Math.sin(2 * Math.PI * (at - 0.25)),
      y: 0.5 + free * 0.4 * Math.sin(Math.PI * at),
      zoom: mix(TRAVEL_ZOOM, TRAVEL_ZOOM * 1.05),
      angle: TILT * Math.sin(2 * Math.PI * at),
    },
  };
  return inside(views[move]);
}

/** Ken Perlin's "Improving Noise" (2002): no jerk at either end. */
function smootherstep(t: number): number {
  const x = Math.min(1, Math.max(0, t));
  return x * x * x * (x * (6 * x - 15) + 10);
}

/** The half of the view, a little wider for the tilt, keeps off the edges. */
function inside({ x, y, zoom, angle }: View): View {
  const half = 0.5 / zoom + Math.abs(angle) * 0.6;
  const held = (value: number) => Math.min(1 - half, Math.max(half, value));
  return { x: held(x), y: held(y), zoom, angle };
}
