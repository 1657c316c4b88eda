import { renderScene, type Scene } from './render-scene.ts';
import { Canvas, type Rgb } from './scene-canvas.ts';
import { bouncePath, hashNoise } from './scene-physics.ts';

/** What happens in a rendered scene, for measuring how well an analysis finds it. */
export interface SceneEvent {
  /** Seconds. */
  time: number;
  kind: 'impact' | 'appear' | 'cut';
  /** -1 (left edge) .. 1 (right edge). */
  panX: number;
}

const WIDTH = 1280;
const HEIGHT = 720;
const FPS = 30;
const DURATION_SECONDS = 8;
const HORIZON = 0.58;

/** One ball's flight: where it starts, how it bounces and how fast it crosses the room. */
interface Flight {
  colour: Rgb;
  radius: number;
  startTime: number;
  endTime: number;
  startX: number;
  speedX: number;
  /** Screen row of the floor under the ball. */
  floorY: number;
  path: ReturnType<typeof bouncePath>;
}

const flights: Flight[] = [
  {
    colour: [236, 92, 48],
    radius: 46,
    startTime: 0,
    endTime: 5.2,
    startX: 90,
    speedX: 262,
    floorY: 640,
    path: bouncePath({ startHeight: 430, gravity: 1250, restitution: 0.84, maxContacts: 7 }),
  },
  {
    colour: [58, 150, 214],
    radius: 30,
    startTime: 4.75,
    endTime: 8,
    startX: 1330,
    speedX: -395,
    floorY: 560,
    path: bouncePath({ startHeight: 270, gravity: 1150, restitution: 0.88, startTime: 4.75, maxContacts: 9 }),
  },
];

function mix(a: Rgb, b: Rgb, share: number): Rgb {
  const t = Math.min(1, Math.max(0, share));
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
}

/** The empty room: a plaster wall with evening light from a window, and floor boards in perspective. */
function roomColour(u: number, v: number): Rgb {
  const grain = (hashNoise(Math.floor(u * WIDTH), Math.floor(v * HEIGHT)) - 0.5) * 5;
  const aside = Math.hypot((u - 0.44) * 1.1, (v - 0.4) * 1.3);
  if (v < HORIZON) {
    let colour = mix([70, 74, 104], [188, 140, 122], v / HORIZON + 0.12 * Math.sin(u * 3));
    // The window's light falls on the wall as four slanted panes.
    const slant = u - 0.3 + (v - 0.1) * 0.22;
    const pane = paneCover(slant, 0.03, 0.13) + paneCover(slant, 0.15, 0.25);
    const row = paneCover(v, 0.09, 0.24) + paneCover(v, 0.27, 0.42);
    colour = mix(colour, [255, 214, 150], 0.62 * Math.min(1, pane) * Math.min(1, row));
    const skirting = paneCover(v, HORIZON - 0.035, HORIZON + 0.01);
    colour = mix(colour, [92, 66, 62], 0.8 * skirting);
    return shade(colour, 1.08 - 0.42 * aside, grain);
  }
  // Perspective: depth grows towards the horizon; boards run away from the viewer to the vanishing point.
  const depth = 0.16 / (v - HORIZON + 0.05);
  const across = (u - 0.5) * depth * 5.2;
  const board = Math.floor(across * 1.6 + 200);
  const seam = Math.abs(across * 1.6 + 200 - board - 0.5) * 2;
  const tone = hashNoise(board, 7);
  const ends = depth * 1.3 + hashNoise(board, 3) * 4;
  const endSeam = Math.abs(ends - Math.floor(ends) - 0.5) * 2;
  const fibre = Math.sin(across * 60 + tone * 40 + Math.sin(depth * 9 + tone * 20) * 1.5) * 0.5 + 0.5;
  let colour = mix([104, 62, 40], [168, 108, 68], 0.25 + 0.45 * tone + 0.16 * fibre);
  const sharpness = Math.min(1, (v - HORIZON) * 5);
  if (seam > 0.95) colour = mix(colour, [48, 28, 22], sharpness * 0.8);
  if (endSeam > 0.985) colour = mix(colour, [48, 28, 22], sharpness * 0.6);
  // A long glow of the window on the varnish.
  const glow = Math.exp(-(((u - 0.4 - (v - HORIZON) * 0.25) / 0.16) ** 2)) * Math.exp(-(v - HORIZON) * 3.4);
  colour = mix(colour, [255, 206, 146], 0.5 * glow);
  return shade(colour, 1.1 - 0.5 * aside, grain);
}

/** 1 inside [low, high], with a soft edge. */
function paneCover(value: number, low: number, high: number): number {
  return Math.min(1, Math.max(0, (value - low) / 0.008)) * Math.min(1, Math.max(0, (high - value) / 0.008));
}

function shade(colour: Rgb, light: number, grain: number): Rgb {
  const byte = (value: number) => Math.min(255, Math.max(0, value * light + grain));
  return [byte(colour[0]), byte(colour[1]), byte(colour[2])];
}

function drawFlight(canvas: Canvas, flight: Flight, time: number): void {
  if (time < flight.startTime || time > flight.endTime) return;
  const x = flight.startX + flight.speedX * (time - flight.startTime);
  const { radius, floorY } = flight;
  const height = flight.path.heightAt(time);
  const y = floorY - radius - height;
  const near = Math.exp(-height / 170);
  // Shadow: away from the light, wider and fainter the higher the ball.
  const spread = radius * (1.15 + height / 330);
  canvas.softEllipse(
    x + height * 0.3,
    floorY + 4 + height * 0.05,
    spread,
    spread * 0.26,
    [18, 10, 12],
    0.25 + 0.6 * near,
  );
  // Mirror image on the varnish, only while the ball is close.
  canvas.softEllipse(x, floorY + radius * 0.7 + height * 0.5, radius * 0.9, radius * 0.75, flight.colour, 0.3 * near);
  canvas.sphere(x, y, radius, flight.colour, 1 + 0.05 * (1 - near));
}

/** The clip that `polymuse demo` gives a sound track: two balls cross an evening room, 8 s, 1280×720, 30 fps. */
export function demoScene(): Scene {
  const room = new Canvas(WIDTH, HEIGHT);
  room.paint(roomColour);
  return {
    width: WIDTH,
    height: HEIGHT,
    fps: FPS,
    durationSeconds: DURATION_SECONDS,
    draw(canvas, time) {
      canvas.copyFrom(room);
      for (const flight of flights) drawFlight(canvas, flight, time);
    },
  };
}

/** The floor contacts that can be seen in the demo scene. */
export function demoEvents(): SceneEvent[] {
  const events: SceneEvent[] = [];
  for (const flight of flights) {
    for (const { time } of flight.path.contacts) {
      const x = flight.startX + flight.speedX * (time - flight.startTime);
      const visible = x > 0 && x < WIDTH && time < Math.min(flight.endTime, DURATION_SECONDS);
      if (visible) events.push({ time, kind: 'impact', panX: (2 * x) / WIDTH - 1 });
    }
  }
  return events.sort((a, b) => a.time - b.time);
}

/** Renders the demo clip to `path` (mp4, no sound). @throws Error when ffmpeg cannot be run. */
export async function renderDemoClip(path: string, ffmpegPath = 'ffmpeg'): Promise<void> {
  await renderScene(demoScene(), path, ffmpegPath);
}
