import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How late timers fired since the last look, in seconds. */
export interface EventLoopDelay {
  p50: number;
  p99: number;
  max: number;
}

export interface EventLoopWatch {
  /** Figures since the last call; the window starts anew. */
  take(): EventLoopDelay;
  stop(): void;
}

const resolutionMs = 10;

/**
 * Watches how long the event loop keeps others waiting. The histogram measures the time between two ticks of a
 * `resolutionMs` timer, so an idle loop shows that interval; it is taken off.
 */
export function watchEventLoop(): EventLoopWatch {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  const seconds = (nanoseconds: number): number =>
    Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds / 1e9 - resolutionMs / 1e3) : 0;
  return {
    take() {
      const delay =
        histogram.count === 0
          ? { p50: 0, p99: 0, max: 0 }
          : {
              p50: seconds(histogram.percentile(50)),
              p99: seconds(histogram.percentile(99)),
              max: seconds(histogram.max),
            };
      histogram.reset();
      return delay;
    },
    stop() {
      histogram.disable();
    },
  };
}
