import type { FrameLog } from './frame-log.ts';
import { type Box, registerBox } from './registration.ts';
import type { Track } from './tracks.ts';

/** A sudden loss or reversal of a body's speed. Positions in pixels of the small frame, times in seconds. */
export interface Impact {
  time: number;
  x: number;
  y: number;
  /** Speed that was lost or turned round, picture heights per second. */
  speed: number;
  /** Pixels of the body. */
  area: number;
}

export interface ImpactOptions {
  /** The frames; impacts that the pixels themselves do not bear out are dropped. */
  log: FrameLog;
  /** Slowest body that is believed, in its own sizes per frame. */
  minStride: number;
  /** Samples per second: less than the frame rate where frames are repeated. */
  sampleRate: number;
}

/** Smallest change of velocity that counts, picture heights per second. */
const MIN_JUMP = 0.32;
/** An impact must change velocity by this many times what smooth acceleration does within one frame. */
const SMOOTH_FACTOR = 2.4;
/** At least this share of the change must be speed that the body had before and lost: a start from rest is no impact. */
const MIN_LOST_SHARE = 0.35;
/** Share of its speed that a body may keep in its old direction. */
const MAX_KEPT_SHARE = 0.4;
/** A body with less of the moving mass of its frame is one of many, such as a drop of rain. */
const MIN_SHARE = 0.12;
/** Samples looked at on each side. */
const REACH = 5;
/** Mean contrast of a body beyond noise, luma steps; fainter ones are shadows, mirror images and smoke. */
const MIN_CONTRAST = 16;
const MIN_SPACING_SECONDS = 0.08;

interface Path {
  frame: number[];
  box: Box[];
  t: number[];
  x: number[];
  y: number[];
  area: number[];
  held: number[];
  mass: number[];
  share: number[];
}

/**
 * Impacts along one track. Between two samples the velocity that the path has before (extrapolated with the
 * acceleration it shows there, so that gravity is no impact) is compared with the velocity after; the jump is the
 * impulse. "Visual impact" as sudden deceleration follows Davis and Agrawala, "Visual rhythm and beat",
 * ACM TOG 37(4), 2018; peaks are picked as local maxima with a minimum spacing, as for onsets in sound (Böck, Krebs and
 * Schedl, "Evaluating the online capabilities of onset detection methods", ISMIR 2012). The time within the frame is
 * where the two branches of the path meet.
 */
export function findImpacts(track: Track, options: ImpactOptions): Impact[] {
  const path = pathOf(track, options);
  const count = path.t.length;
  const candidates: Candidate[] = [];
  for (let gap = 1; gap + 2 < count; gap++) {
    const candidate = impactAt(path, gap, options);
    if (candidate !== null) candidates.push(candidate);
  }
  candidates.sort((a, b) => b.jump - a.jump);
  const kept: typeof candidates = [];
  for (const candidate of candidates) {
    const free = kept.every((other) => Math.abs(other.impact.time - candidate.impact.time) >= MIN_SPACING_SECONDS);
    if (free && isBorneOut(path, candidate, options)) kept.push(candidate);
  }
  return kept.map((candidate) => candidate.impact).sort((a, b) => a.time - b.time);
}

interface Candidate {
  impact: Impact;
  /** Sample before the gap. */
  gap: number;
  /** Change of velocity, pixels per second. */
  jump: number;
  unitX: number;
  unitY: number;
  lost: number;
}

/**
 * Asks the pixels: a centre can jump because a body merged with its shadow, with another body, or with the hole that
 * a thing left in the background, while nothing in the picture changed its velocity. Follows what is in the body's box
 * across the gap by block matching; the speed must be there before, be gone after, and not have been fading already.
 */
function isBorneOut(path: Path, { gap, jump, unitX, unitY, lost }: Candidate, options: ImpactOptions): boolean {
  const { log } = options;
  const { rate, height } = log.format;
  if ((path.share[gap] as number) < MIN_SHARE) return false;
  const displacement = lost / options.sampleRate;
  if (displacement < options.minStride * Math.sqrt(path.area[gap] as number)) return false;
  if (255 * Math.sqrt((path.mass[gap] as number) / (path.area[gap] as number)) < MIN_CONTRAST) return false;
  const step = Math.max(1, Math.min(velocitySpan(options.sampleRate), gap, path.t.length - 2 - gap));
  const stepReach = (jump / options.sampleRate) * step + 3;
  const first = Math.max(0, gap - 2 * step);
  const stops = [first, gap - step, gap, gap + 1, gap + 1 + step];
  let box = path.box[first] as Box;
  const velocities: number[] = [];
  for (let stop = 0; stop + 1 < stops.length; stop++) {
    const from = path.frame[stops[stop] as number] as number;
    const to = path.frame[stops[stop + 1] as number] as number;
    const { dx, dy } = from === to ? { dx: 0, dy: 0 } : registerBox(log, box, from, to, stepReach);
    velocities.push(((dx * unitX + dy * unitY) * rate) / Math.max(1, to - from));
    box = shiftBox(box, Math.round(dx), Math.round(dy), log.format);
  }
  const [earlier = 0, before = 0, , after = 0] = velocities;
  const fading = first < gap - step ? Math.max(0, before - earlier) : 0;
  const impulse = after - before - 2 * fading;
  // What struck something stands still or turns back; what only turns or slows goes on.
  if (after < MAX_KEPT_SHARE * before) return false;
  return impulse > MIN_JUMP * height && -before > MIN_LOST_SHARE * (after - before) && impulse > 0.3 * jump;
}

function shiftBox(box: Box, dx: number, dy: number, { width, height }: { width: number; height: number }): Box {
  return {
    left: Math.max(0, Math.min(width - 1, box.left + dx)),
    right: Math.max(0, Math.min(width - 1, box.right + dx)),
    top: Math.max(0, Math.min(height - 1, box.top + dy)),
    bottom: Math.max(0, Math.min(height - 1, box.bottom + dy)),
  };
}

/** Samples over which velocity is taken: about 33 ms. */
function velocitySpan(rate: number): number {
  return Math.max(1, Math.round(rate * 0.033));
}

function pathOf(track: Track, { log }: ImpactOptions): Path {
  const path: Path = { frame: [], box: [], t: [], x: [], y: [], area: [], held: [], mass: [], share: [] };
  for (let sample = 0; sample < track.frames.length; sample++) {
    const frame = track.frames[sample] as number;
    path.frame.push(frame);
    path.box.push(track.box[sample] as Box);
    path.t.push(frame / log.format.rate);
    path.x.push(track.x[sample] as number);
    path.y.push(track.y[sample] as number);
    path.area.push(track.area[sample] as number);
    path.share.push(track.share[sample] as number);
    path.mass.push(track.mass[sample] as number);
    path.held.push(track.held[sample] as number);
  }
  return path;
}

/** The state of a path at the edge of a gap, seen from one side. */
interface Side {
  vx: number;
  vy: number;
  ax: number;
  ay: number;
}

/** Looks at the gap between samples `gap` and `gap + 1`. */
function impactAt(path: Path, gap: number, { log, sampleRate }: ImpactOptions): Candidate | null {
  const { height } = log.format;
  const left = sideOf(path, gap, -1, sampleRate);
  const right = sideOf(path, gap + 1, 1, sampleRate);
  const jumpX = right.vx - left.vx;
  const jumpY = right.vy - left.vy;
  const jump = Math.hypot(jumpX, jumpY);
  if (jump < MIN_JUMP * height) return null;
  const frameSeconds = (path.t[gap + 1] as number) - (path.t[gap] as number);
  const smooth = Math.max(Math.hypot(left.ax, left.ay), Math.hypot(right.ax, right.ay)) * frameSeconds;
  if (jump < SMOOTH_FACTOR * smooth) return null;
  const lost = -(left.vx * jumpX + left.vy * jumpY) / jump;
  if (lost < MIN_LOST_SHARE * jump) return null;
  // Both branches along the direction of the jump: p + v·s + a·s²/2 with s from the left edge of the gap.
  const unitX = jumpX / jump;
  const unitY = jumpY / jump;
  const along = (at: number) => (path.x[at] as number) * unitX + (path.y[at] as number) * unitY;
  const velocityLeft = left.vx * unitX + left.vy * unitY;
  const velocityRight = right.vx * unitX + right.vy * unitY;
  const offset = meetingTime(
    { position: along(gap), velocity: velocityLeft, acceleration: left.ax * unitX + left.ay * unitY },
    { position: along(gap + 1), velocity: velocityRight, acceleration: right.ax * unitX + right.ay * unitY },
    frameSeconds,
  );
  const seconds = Math.max(-0.6 * frameSeconds, Math.min(1.6 * frameSeconds, offset));
  return {
    impact: {
      time: Math.max(0, (path.t[gap] as number) + seconds),
      x: (path.x[gap] as number) + left.vx * seconds,
      y: (path.y[gap] as number) + left.vy * seconds,
      speed: lost / height,
      area: Math.max(path.area[gap] as number, path.area[gap - 1] as number),
    },
    gap,
    jump,
    unitX,
    unitY,
    lost,
  };
}

/** When, after the left edge, both branches are at the same place; the middle of the gap when they never are. */
function meetingTime(
  left: { position: number; velocity: number; acceleration: number },
  right: { position: number; velocity: number; acceleration: number },
  frameSeconds: number,
): number {
  // right branch: position + velocity·(s − T) + acceleration·(s − T)²/2; Newton steps from the linear solution.
  let s = frameSeconds / 2;
  for (let step = 0; step < 4; step++) {
    const u = s - frameSeconds;
    const difference =
      left.position +
      left.velocity * s +
      0.5 * left.acceleration * s * s -
      (right.position + right.velocity * u + 0.5 * right.acceleration * u * u);
    const slope = left.velocity + left.acceleration * s - (right.velocity + right.acceleration * u);
    if (Math.abs(slope) < 1e-6) return frameSeconds / 2;
    s -= difference / slope;
    s = Math.max(-frameSeconds, Math.min(2 * frameSeconds, s));
  }
  return s;
}

/**
 * Velocity at the sample `edge`, and acceleration, from the samples on one side of it. At high frame rates velocity is
 * taken over about 33 ms, since the noise of a difference grows as its time shrinks.
 */
function sideOf(path: Path, edge: number, direction: 1 | -1, rate: number): Side {
  const base = velocitySpan(rate);
  const available = direction < 0 ? edge : path.t.length - 1 - edge;
  const step = Math.max(1, Math.min(base, available));
  const velocity = (from: number) => {
    const far = from + direction * step;
    const seconds = (path.t[far] as number) - (path.t[from] as number);
    return {
      x: ((path.x[far] as number) - (path.x[from] as number)) / seconds,
      y: ((path.y[far] as number) - (path.y[from] as number)) / seconds,
    };
  };
  const nearest = velocity(edge);
  const accelerationsX: number[] = [];
  const accelerationsY: number[] = [];
  let before = nearest;
  for (let at = 1; at + step <= Math.min(REACH, available); at++) {
    const next = velocity(edge + direction * at);
    const seconds = (path.t[edge + direction * at] as number) - (path.t[edge + direction * (at - 1)] as number);
    accelerationsX.push((next.x - before.x) / seconds);
    accelerationsY.push((next.y - before.y) / seconds);
    before = next;
  }
  const ax = median(accelerationsX);
  const ay = median(accelerationsY);
  // From the middle of the span that gave the velocity to the edge itself.
  const toEdge = -0.5 * ((path.t[edge + direction * step] as number) - (path.t[edge] as number));
  return { vx: nearest.x + ax * toEdge, vy: nearest.y + ay * toEdge, ax, ay };
}

function median(values: number[]): number {
  if (values.length === 0) return 0;
  values.sort((a, b) => a - b);
  const middle = values.length >> 1;
  return values.length % 2 === 1
    ? (values[middle] as number)
    : ((values[middle - 1] as number) + (values[middle] as number)) / 2;
}
