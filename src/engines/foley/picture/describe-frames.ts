import type { PictureAnalysis } from '../contract.ts';
import type { FrameLog } from './frame-log.ts';
import { findRepeats } from './repeats.ts';
import { holdGaps, resample, runningMean, runningMedian, SERIES_RATE } from './series.ts';
import type { Track } from './tracks.ts';

type Description = Pick<
  PictureAnalysis,
  'motion' | 'panX' | 'panY' | 'velocityX' | 'velocityY' | 'brightness' | 'texture' | 'flicker' | 'colour'
>;

/** Mean change, in luma steps beyond noise, at which motion reads about 0.63. */
const MOTION_SCALE = 7;
/** Below 1, so that one small body in a still picture reads 0.1 and not 0.02. */
const MOTION_POWER = 0.6;
/** Mean absolute Laplacian at which texture reads about 0.63. */
const DETAIL_SCALE = 40;

/** Turns the raw measures into the series and facts that the sound half reads; 25 values per second. */
export function describeFrames(log: FrameLog, tracks: readonly Track[], frameCount: number): Description {
  const { measures, format } = log;
  const { rate, width, height } = format;
  const count = log.frameCount;
  const reach = (seconds: number) => Math.max(1, Math.round(rate * seconds));
  // A cut or flash is one frame of total change: the median leaves it out.
  const { repeats, sampleRate } = findRepeats(log);
  // Change is per second, not per frame: a repeated frame shows what the one before does, and fast cameras small steps.
  const perFrame = Float32Array.from(measures.change, (value, frame) =>
    repeats.has(frame) ? Number.NaN : (value * sampleRate) / SERIES_RATE,
  );
  const change = runningMedian(holdGaps(perFrame, 0), 1);
  const motion = Float32Array.from(change, (value) => 1 - Math.exp(-((value / MOTION_SCALE) ** MOTION_POWER)));

  const flow = meanFlow(log, tracks, repeats);
  const place = (raw: readonly number[], tracked: Float32Array, size: number) => {
    const pixels = Float32Array.from(raw, (value, frame) => {
      const followed = tracked[frame] as number;
      return Number.isFinite(followed) ? followed : value;
    });
    const held = holdGaps(pixels, size / 2);
    return Float32Array.from(runningMean(held, reach(0.06)), (value) =>
      Math.max(-1, Math.min(1, (2 * value) / size - 1)),
    );
  };

  const flickerRaw = new Float32Array(count);
  for (let frame = 0; frame < count; frame++) {
    const active = measures.active[frame] as number;
    const incoherent = 1 - (measures.explained[frame] as number);
    // One body covers few cells; weather covers most of them. Below a quarter of the picture nothing is "everywhere".
    flickerRaw[frame] = Math.max(0, Math.min(1, (active - 0.2) / 0.6)) * incoherent;
  }
  const flicker = runningMedian(flickerRaw, reach(0.2));
  const to25 = (values: ArrayLike<number>) => resample(values, rate, frameCount);
  return {
    motion: to25(motion),
    panX: to25(place(measures.changeX, flow.x, width)),
    panY: to25(place(measures.changeY, flow.y, height)),
    velocityX: to25(runningMean(flow.velocityX, reach(0.04))),
    velocityY: to25(runningMean(flow.velocityY, reach(0.04))),
    brightness: to25(Float32Array.from(measures.luma, (value) => value / 255)),
    texture: to25(Float32Array.from(measures.detail, (value) => 1 - Math.exp(-value / DETAIL_SCALE))),
    flicker: to25(flicker),
    colour: colourFacts(log),
  };
}

interface Flow {
  /** Pixels; NaN where no body is followed. */
  x: Float32Array;
  y: Float32Array;
  /** Picture widths per second. */
  velocityX: Float32Array;
  velocityY: Float32Array;
}

/** Mean place and velocity of the followed bodies, weighted by mass and speed; else the shift of the whole picture. */
function meanFlow(log: FrameLog, tracks: readonly Track[], repeats: ReadonlySet<number>): Flow {
  const { width, rate } = log.format;
  const count = log.frameCount;
  const weight = new Float64Array(count);
  const sums = {
    x: new Float64Array(count),
    y: new Float64Array(count),
    vx: new Float64Array(count),
    vy: new Float64Array(count),
  };
  for (const track of tracks) {
    for (let sample = 1; sample < track.frames.length; sample++) {
      if (track.held[sample] === 1) continue;
      const frame = track.frames[sample] as number;
      const before = sample - 1;
      const frames = frame - (track.frames[before] as number);
      const vx = ((track.x[sample] as number) - (track.x[before] as number)) / frames;
      const vy = ((track.y[sample] as number) - (track.y[before] as number)) / frames;
      const share = (track.mass[sample] as number) * (0.3 + Math.hypot(vx, vy));
      weight[frame] = (weight[frame] as number) + share;
      sums.x[frame] = (sums.x[frame] as number) + share * (track.x[sample] as number);
      sums.y[frame] = (sums.y[frame] as number) + share * (track.y[sample] as number);
      sums.vx[frame] = (sums.vx[frame] as number) + share * vx;
      sums.vy[frame] = (sums.vy[frame] as number) + share * vy;
    }
  }
  const flow: Flow = {
    x: new Float32Array(count).fill(Number.NaN),
    y: new Float32Array(count).fill(Number.NaN),
    velocityX: new Float32Array(count),
    velocityY: new Float32Array(count),
  };
  const scale = rate / width;
  for (let frame = 0; frame < count; frame++) {
    const total = weight[frame] as number;
    if (repeats.has(frame) && frame > 0) {
      for (const series of [flow.x, flow.y, flow.velocityX, flow.velocityY])
        series[frame] = series[frame - 1] as number;
      continue;
    }
    if (total > 0) {
      flow.x[frame] = (sums.x[frame] as number) / total;
      flow.y[frame] = (sums.y[frame] as number) / total;
      flow.velocityX[frame] = ((sums.vx[frame] as number) / total) * scale;
      flow.velocityY[frame] = ((sums.vy[frame] as number) / total) * scale;
    } else {
      flow.velocityX[frame] = (log.measures.shiftX[frame] as number) * scale;
      flow.velocityY[frame] = (log.measures.shiftY[frame] as number) * scale;
    }
  }
  return flow;
}

function colourFacts(log: FrameLog): PictureAnalysis['colour'] {
  const { samples, cosHue, sinHue, saturation, warm, green, blue, dark } = log.colour;
  const share = (value: number) => (samples > 0 ? value / samples : 0);
  const turn = Math.atan2(sinHue, cosHue) / (2 * Math.PI);
  return {
    hue: turn < 0 ? turn + 1 : turn,
    saturation: share(saturation),
    warm: share(warm),
    green: share(green),
    blue: share(blue),
    dark: share(dark),
  };
}
