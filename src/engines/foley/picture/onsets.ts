import type { PictureOnset } from '../contract.ts';
import { Background } from './background.ts';
import { BodyFinder } from './bodies.ts';
import type { SceneChanges } from './cuts.ts';
import type { FrameLog } from './frame-log.ts';
import { findImpacts } from './impacts.ts';
import { findRepeats } from './repeats.ts';
import { type Track, Tracker } from './tracks.ts';

/** Speed, in picture heights per second, of an impact of full strength. */
const FULL_SPEED = 2.2;
/** Onsets nearer than this sound as one. */
const MERGE_SECONDS = 0.06;
/** Where this share of the picture is alive, single bodies cannot be told. */
const CROWDED = 0.45;
/** An onset this near to one that a finer way of looking found is the same. */
const KNOWN_SECONDS = 0.1;
/** The double difference sees a body whole only when it moves by about its size. */
const MIN_STRIDE = 0.5;
const MAX_ONSETS = 400;
/** Bodies are looked for against two backgrounds, see Background; what either finds must be borne out by the pixels. */
const LEADS = [0, null] as const;

export interface Movements {
  onsets: PictureOnset[];
  tracks: Track[];
}

/** Follows bodies within each scene, and finds impacts and sudden light. Sorted by time. */
export function findMovements(log: FrameLog, changes: SceneChanges, signal: AbortSignal): Movements {
  const { format, frameCount, measures } = log;
  const { rate, width, height } = format;
  const starts = [0, ...changes.cuts];
  const finder = new BodyFinder(width, height);
  const flashing = new Set<number>();
  for (const { frame } of changes.flashes) {
    for (let at = frame - 1; at <= frame + Math.ceil(rate * 0.25); at++) flashing.add(at);
  }
  const { repeats, sampleRate } = findRepeats(log);
  const trackers = LEADS.map((lead) => {
    const tracker = new Tracker(rate);
    starts.forEach((from, scene) => {
      const to = starts[scene + 1] ?? frameCount;
      if (to - from < 4) return;
      const background = lead === null ? null : new Background(log, from, to, lead);
      for (let frame = from; frame < to; frame++) {
        if ((frame & 63) === 0) signal.throwIfAborted();
        if ((measures.active[frame] ?? 0) > CROWDED || flashing.has(frame)) {
          tracker.flush();
          continue;
        }
        if (repeats.has(frame)) continue;
        let next = frame + 1;
        while (next < to - 1 && repeats.has(next)) next++;
        const before = log.luma(Math.max(from, frame - 1));
        const after = log.luma(Math.min(to - 1, next));
        const noise = measures.noise[frame] ?? 0;
        tracker.add(frame, finder.find(log.luma(frame), before, after, background?.at(frame) ?? null, noise));
      }
      tracker.flush();
    });
    return tracker;
  });
  const onsets: PictureOnset[] = [];
  trackers.forEach((tracker, pass) => {
    const found: PictureOnset[] = [];
    const minStride = LEADS[pass] === null ? MIN_STRIDE : 0;
    for (const track of tracker.finished) {
      for (const impact of findImpacts(track, { log, minStride, sampleRate })) {
        const size = Math.min(1, Math.sqrt(impact.area / (width * height)) * 4);
        found.push({
          time: impact.time,
          strength: Math.min(1, (impact.speed / FULL_SPEED) ** 0.7 * (0.75 + 0.25 * size)),
          panX: clampUnit((2 * impact.x) / width - 1),
          panY: clampUnit((2 * impact.y) / height - 1),
          kind: 'impact',
        });
      }
    }
    // A later, coarser way of looking only adds what the earlier ones missed.
    const known = onsets.length;
    for (const onset of mergeNear(found)) {
      const isNew = onsets.slice(0, known).every((other) => Math.abs(other.time - onset.time) > KNOWN_SECONDS);
      if (isNew) onsets.push(onset);
    }
  });
  for (const { frame, strength } of changes.flashes) {
    onsets.push({
      time: frame / rate,
      strength,
      panX: clampUnit((2 * (measures.changeX[frame] ?? width / 2)) / width - 1),
      panY: clampUnit((2 * (measures.changeY[frame] ?? height / 2)) / height - 1),
      kind: 'appear',
    });
  }
  return { onsets: mergeNear(onsets), tracks: trackers[0]?.finished ?? [] };
}

/** Of onsets that sound as one, the strongest stays. */
function mergeNear(onsets: PictureOnset[]): PictureOnset[] {
  const kept: PictureOnset[] = [];
  for (const onset of [...onsets].sort((a, b) => b.strength - a.strength)) {
    if (kept.length >= MAX_ONSETS) break;
    if (kept.every((other) => Math.abs(other.time - onset.time) > MERGE_SECONDS)) kept.push(onset);
  }
  return kept.sort((a, b) => a.time - b.time);
}

function clampUnit(value: number): number {
  return Number.isFinite(value) ? Math.max(-1, Math.min(1, value)) : 0;
}
