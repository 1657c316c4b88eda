import type { FrameLog } from './frame-log.ts';

/** Frames without news: 25 fps shown at 60, film at 30. */
export interface Repeats {
  repeats: Set<number>;
  /** New pictures per second while something moves. */
  sampleRate: number;
}

export function findRepeats(log: FrameLog): Repeats {
  const repeats = repeatedFrames(log);
  const moving = log.measures.change.reduce((count, change) => count + (change > 0 ? 1 : 0), 0);
  return { repeats, sampleRate: log.format.rate * (1 - repeats.size / Math.max(1, repeats.size + moving)) };
}

/** Frames that repeat their predecessor while the picture moves on both sides (pulldown, doubled frames). */
function repeatedFrames(log: FrameLog): Set<number> {
  const { change } = log.measures;
  // A longer stillness is a real one.
  const longest = Math.max(1, Math.round(log.format.rate / 25));
  const repeats = new Set<number>();
  let run = 0;
  for (let frame = 1; frame < change.length; frame++) {
    if ((change[frame] ?? 0) === 0) {
      run++;
      continue;
    }
    const bounded = (change[frame - run - 1] ?? 0) > 0;
    if (run > 0 && run <= longest && bounded) for (let at = frame - run; at < frame; at++) repeats.add(at);
    run = 0;
  }
  return repeats;
}
