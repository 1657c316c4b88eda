import type { Scene } from '../../src/cli/demo/render-scene.ts';
import { demoEvents, demoScene, type SceneEvent } from '../../src/cli/demo/scene.ts';
import { Canvas, type Rgb } from '../../src/cli/demo/scene-canvas.ts';
import { bouncePath, hashNoise } from '../../src/cli/demo/scene-physics.ts';

/** A scene together with the truth about it. */
export interface TestScene extends Scene {
  events: SceneEvent[];
  /** True horizontal position of the one moving body, -1..1; null while none is in sight. */
  positionX?(time: number): number | null;
}

const SIZE = { width: 640, height: 360 };

interface BallOptions {
  fps: number;
  radius: number;
  restitution: number;
  gravity: number;
  startHeight: number;
  speedX: number;
  startX: number;
  colour: Rgb;
  wall: Rgb;
  floor: Rgb;
  durationSeconds?: number;
}

function twoTone(wall: Rgb, floor: Rgb, floorY: number): Canvas {
  const canvas = new Canvas(SIZE.width, SIZE.height);
  canvas.paint((u, v) => {
    const base = v * SIZE.height < floorY ? wall : floor;
    const light = 0.85 + 0.25 * (1 - Math.hypot(u - 0.4, v - 0.3)) + (hashNoise(u * 640, v * 360) - 0.5) * 0.04;
    const byte = (value: number) => Math.min(255, Math.max(0, value * light));
    return [byte(base[0]), byte(base[1]), byte(base[2])];
  });
  return canvas;
}

/** A ball that falls on a floor and bounces; each contact with the floor is an event. */
function bouncingBall(options: BallOptions): TestScene {
  const { fps, radius, restitution, gravity, startHeight, speedX, startX, colour } = options;
  const durationSeconds = options.durationSeconds ?? 5;
  const floorY = 300;
  const path = bouncePath({ startHeight, gravity, restitution });
  const background = twoTone(options.wall, options.floor, floorY);
  const restTime = path.contacts.at(-1)?.time ?? 0;
  // The ball rolls no further once it rests.
  const xAt = (time: number) => startX + speedX * Math.min(time, restTime);
  const positionX = (time: number) => (2 * xAt(time)) / SIZE.width - 1;
  return {
    ...SIZE,
    fps,
    durationSeconds,
    events: path.contacts
      .filter((contact) => contact.time < durationSeconds - 0.1)
      .map((contact) => ({ time: contact.time, kind: 'impact' as const, panX: positionX(contact.time) })),
    positionX: (time) => (time > restTime ? null : positionX(time)),
    draw(canvas, time) {
      canvas.copyFrom(background);
      const height = path.heightAt(time);
      const x = xAt(time);
      canvas.softEllipse(
        x,
        floorY,
        radius * 1.3 + height * 0.1,
        radius * 0.35,
        [20, 20, 20],
        0.6 * Math.exp(-height / 90),
      );
      canvas.sphere(x, floorY - radius - height, radius, colour);
    },
  };
}

/** A hammer that swings down on an anvil, rests there, and is raised slowly for the next blow. */
function hammer(fps: number, periodSeconds: number, durationSeconds: number): TestScene {
  const background = twoTone([120, 130, 138], [84, 74, 66], 290);
  background.bar(430, 300, 120, 50, 0, [52, 54, 60]);
  background.bar(430, 335, 70, 50, 0, [44, 46, 52]);
  const pivot = { x: 215, y: 225 };
  const length = 205;
  const down = 0.04;
  const up = -1.25;
  const swingSeconds = 0.16;
  const restSeconds = 0.14 * periodSeconds;
  const events: SceneEvent[] = [];
  for (let time = periodSeconds * 0.75; time < durationSeconds - 0.1; time += periodSeconds) {
    events.push({ time, kind: 'impact', panX: (2 * (pivot.x + length)) / SIZE.width - 1 });
  }
  const angleAt = (time: number): number => {
    const first = periodSeconds * 0.75;
    const phase = (((time - first) % periodSeconds) + periodSeconds) % periodSeconds;
    if (phase < restSeconds && time >= first) return down;
    if (phase > periodSeconds - swingSeconds) {
      // Constant angular acceleration: the blow is fastest when it lands.
      const share = (phase - (periodSeconds - swingSeconds)) / swingSeconds;
      return up + (down - up) * share * share;
    }
    if (time < first - swingSeconds) return up;
    const raise = (phase - restSeconds) / (periodSeconds - swingSeconds - restSeconds);
    return down + (up - down) * (0.5 - 0.5 * Math.cos(Math.PI * Math.min(1, raise * 1.1)));
  };
  return {
    ...SIZE,
    fps,
    durationSeconds,
    events,
    draw(canvas, time) {
      canvas.copyFrom(background);
      const angle = angleAt(time);
      const cos = Math.cos(angle);
      const sin = Math.sin(angle);
      canvas.bar(pivot.x + (cos * length) / 2, pivot.y + (sin * length) / 2, length, 16, angle, [170, 120, 66]);
      canvas.bar(pivot.x + cos * length, pivot.y + sin * length + 8, 44, 84, angle, [214, 216, 222]);
    },
  };
}

/** A ball that rolls from the left edge to the right edge at constant speed; nothing strikes anything. */
function crossing(): TestScene {
  const background = twoTone([96, 128, 150], [70, 92, 70], 300);
  const durationSeconds = 4;
  const xAt = (time: number) => 20 + (600 * time) / durationSeconds;
  return {
    ...SIZE,
    fps: 25,
    durationSeconds,
    events: [],
    positionX: (time) => (2 * xAt(time)) / SIZE.width - 1,
    draw(canvas, time) {
      canvas.copyFrom(background);
      canvas.sphere(xAt(time), 270, 28, [230, 200, 60]);
    },
  };
}

/** Short bright streaks that fall everywhere, each frame others. */
function rain(): TestScene {
  const background = twoTone([66, 78, 92], [50, 56, 60], 280);
  return {
    ...SIZE,
    fps: 25,
    durationSeconds: 4,
    events: [],
    draw(canvas, time) {
      canvas.copyFrom(background);
      for (let drop = 0; drop < 420; drop++) {
        const speed = 500 + 400 * hashNoise(drop, 1);
        const fall = hashNoise(drop, 2) * 400 + time * speed;
        const turn = Math.floor(fall / 400);
        const x = hashNoise(drop, turn, 3) * SIZE.width;
        canvas.bar(x, (fall % 400) - 20, 2, 9 + 12 * hashNoise(drop, 4), 0, [176, 190, 204]);
      }
    },
  };
}

/** Two different quiet scenes, joined by a hard cut. */
function sceneCut(): TestScene {
  const first = twoTone([178, 196, 214], [92, 140, 80], 220);
  const second = twoTone([54, 40, 58], [120, 84, 60], 260);
  second.softEllipse(450, 130, 110, 110, [255, 190, 90], 0.9);
  const cutTime = 1.6;
  return {
    ...SIZE,
    fps: 25,
    durationSeconds: 3.2,
    events: [{ time: cutTime, kind: 'cut', panX: 0 }],
    draw(canvas, time) {
      if (time < cutTime - 1e-6) {
        canvas.copyFrom(first);
        canvas.softEllipse(120 + 30 * time, 80, 70, 26, [255, 255, 255], 0.8);
      } else {
        canvas.copyFrom(second);
        canvas.softEllipse(200, 230 - 12 * time, 40, 50, [200, 200, 210], 0.25);
      }
    },
  };
}

/** Lightning: the whole picture flares up for two frames. */
function flashes(): TestScene {
  const background = twoTone([40, 44, 60], [26, 30, 30], 260);
  const times = [0.8, 2.2, 3.04];
  return {
    ...SIZE,
    fps: 25,
    durationSeconds: 4,
    events: times.map((time) => ({ time, kind: 'appear' as const, panX: 0 })),
    draw(canvas, time) {
      canvas.copyFrom(background);
      const lit = times.some((start) => time > start - 1e-6 && time < start + 0.08 - 1e-6);
      if (!lit) return;
      for (let at = 0; at < canvas.pixels.length; at++) canvas.pixels[at] = 110 + (canvas.pixels[at] ?? 0) * 0.57;
    },
  };
}

/** Nothing moves. */
function still(): TestScene {
  const background = twoTone([140, 150, 140], [100, 90, 80], 250);
  return {
    ...SIZE,
    fps: 25,
    durationSeconds: 2,
    events: [],
    draw(canvas) {
      canvas.copyFrom(background);
    },
  };
}

const balls = {
  'ball-rubber-24': {
    fps: 24,
    radius: 22,
    restitution: 0.82,
    gravity: 1200,
    startHeight: 230,
    speedX: 60,
    startX: 150,
    colour: [220, 70, 50],
    wall: [190, 196, 200],
    floor: [120, 104, 90],
  },
  'ball-tennis-25': {
    fps: 25,
    radius: 12,
    restitution: 0.74,
    gravity: 1500,
    startHeight: 250,
    speedX: 120,
    startX: 60,
    colour: [210, 230, 60],
    wall: [70, 90, 120],
    floor: [60, 110, 70],
  },
  'ball-heavy-30': {
    fps: 30,
    radius: 42,
    restitution: 0.5,
    gravity: 1300,
    startHeight: 210,
    speedX: 30,
    startX: 330,
    colour: [40, 44, 56],
    wall: [200, 190, 170],
    floor: [150, 140, 128],
  },
  'ball-pingpong-60': {
    fps: 60,
    radius: 9,
    restitution: 0.88,
    gravity: 1600,
    startHeight: 200,
    speedX: 110,
    startX: 40,
    colour: [250, 250, 245],
    wall: [50, 84, 60],
    floor: [30, 60, 100],
  },
  'ball-slow-25': {
    fps: 25,
    radius: 30,
    restitution: 0.78,
    gravity: 620,
    startHeight: 220,
    speedX: -70,
    startX: 560,
    colour: [120, 70, 190],
    wall: [210, 180, 160],
    floor: [180, 140, 110],
  },
  'ball-upright-30': {
    fps: 30,
    radius: 18,
    restitution: 0.8,
    gravity: 1100,
    startHeight: 240,
    speedX: 0,
    startX: 220,
    colour: [240, 150, 40],
    wall: [60, 60, 70],
    floor: [90, 80, 76],
  },
} as const satisfies Record<string, BallOptions>;

/** Every test scene by name; built when asked for. */
export const testScenes: Record<string, () => TestScene> = {
  ...Object.fromEntries(Object.entries(balls).map(([name, options]) => [name, () => bouncingBall(options)])),
  'hammer-25': () => hammer(25, 1.0, 6),
  'hammer-fast-30': () => hammer(30, 0.7, 5),
  crossing,
  rain,
  'scene-cut': sceneCut,
  flashes,
  still,
  demo: () => ({ ...demoScene(), events: demoEvents() }),
};
