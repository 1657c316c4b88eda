import type { Body } from './bodies.ts';
import type { Box } from './registration.ts';

/** The path of one body: sorted samples, one per frame in which it moved or had just come to rest. */
export interface Track {
  frames: number[];
  x: number[];
  y: number[];
  mass: number[];
  area: number[];
  /** 1 where the body was not seen moving and its last place was kept. */
  held: number[];
  touchesBorder: boolean[];
  share: number[];
  box: Box[];
}

/** A body out of sight or at rest keeps its place for this long. */
const HOLD_SECONDS = 0.24;
/** Pixels that a body of yet unknown speed may go in one frame beyond the ordinary gate. */
const FIRST_GATE = 12;
/** Natural logarithm of the largest change of mass from frame to frame: a factor of 7. */
const MAX_MASS_RATIO = 2;
const MAX_OPEN = 16;
const MAX_TRACKS = 2000;

/**
 * Follows bodies from frame to frame: each track takes the body nearest to where constant velocity would bring it,
 * closest pairs first (greedy nearest neighbour with gating; Blackman and Popoli, "Modern Tracking Systems", 1999).
 */
export class Tracker {
  readonly finished: Track[] = [];
  private open: Track[] = [];
  private readonly holdFrames: number;

  constructor(rate: number) {
    this.holdFrames = Math.max(3, Math.round(rate * HOLD_SECONDS));
  }

  add(frame: number, bodies: readonly Body[]): void {
    const pairs: { track: Track; body: Body; cost: number }[] = [];
    for (const track of this.open) {
      const last = track.frames.length - 1;
      const x = track.x[last] as number;
      const y = track.y[last] as number;
      const before = Math.max(0, last - 1);
      const vx = x - (track.x[before] as number);
      const vy = y - (track.y[before] as number);
      const size = Math.sqrt(track.area[last] as number);
      const gate = 6 + 0.7 * size + 1.6 * Math.hypot(vx, vy) + (last === 0 ? FIRST_GATE : 0);
      for (const body of bodies) {
        // A bounce breaks the prediction, so the last place counts as well.
        const predicted = Math.hypot(body.x - x - vx, body.y - y - vy);
        const stayed = Math.hypot(body.x - x, body.y - y);
        const distance = Math.min(predicted, stayed);
        if (distance > gate) continue;
        const ratio = Math.abs(Math.log((body.mass + 0.2) / ((track.mass[last] as number) + 0.2)));
        if (ratio > MAX_MASS_RATIO) continue;
        pairs.push({ track, body, cost: distance + 0.3 * predicted + 3 * ratio });
      }
    }
    pairs.sort((a, b) => a.cost - b.cost);
    const taken = new Set<Track | Body>();
    for (const { track, body } of pairs) {
      if (taken.has(track) || taken.has(body)) continue;
      taken.add(track);
      taken.add(body);
      push(track, frame, body, 0);
    }
    const still: Track[] = [];
    for (const track of this.open) {
      if (taken.has(track) || this.hold(track, frame)) still.push(track);
      else this.close(track);
    }
    for (const body of bodies) {
      if (taken.has(body) || still.length >= MAX_OPEN) continue;
      const track: Track = {
        frames: [],
        x: [],
        y: [],
        mass: [],
        area: [],
        held: [],
        touchesBorder: [],
        share: [],
        box: [],
      };
      push(track, frame, body, 0);
      still.push(track);
    }
    this.open = still;
  }

  /** Ends all tracks: the end of a scene. */
  flush(): void {
    for (const track of this.open) this.close(track);
    this.open = [];
  }

  private hold(track: Track, frame: number): boolean {
    const last = track.frames.length - 1;
    // What reached the edge has left; it did not stop there.
    if (track.touchesBorder[last] === true) return false;
    let heldFrames = 0;
    while (track.held[last - heldFrames] === 1) heldFrames++;
    if (heldFrames >= this.holdFrames) return false;
    push(
      track,
      frame,
      {
        x: track.x[last] as number,
        y: track.y[last] as number,
        mass: track.mass[last] as number,
        area: track.area[last] as number,
        touchesBorder: false,
        share: track.share[last] as number,
        box: track.box[last] as Box,
      },
      1,
    );
    return true;
  }

  private close(track: Track): void {
    if (track.frames.length >= 4 && this.finished.length < MAX_TRACKS) this.finished.push(track);
  }
}

function push(track: Track, frame: number, body: Body, held: 0 | 1): void {
  track.frames.push(frame);
  track.x.push(body.x);
  track.y.push(body.y);
  track.mass.push(body.mass);
  track.area.push(body.area);
  track.held.push(held);
  track.touchesBorder.push(body.touchesBorder);
  track.share.push(body.share);
  track.box.push(body.box);
}
