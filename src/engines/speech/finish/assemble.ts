import { limit } from '../../foley/mix/limiter.ts';
import { resample } from '../change/resample.ts';
import { SPEECH_LIMITS } from '../contract.ts';
import { monoLoudness } from '../listen/describe-voice.ts';

export interface SpokenPart {
  /** At the work rate. */
  samples: Float32Array;
  pauseSeconds: number;
}

export interface AssembledSpeech {
  /** 16-bit mono at the output rate. */
  samples: Int16Array<ArrayBuffer>;
  durationSeconds: number;
  loudnessLufs: number;
}

/** Room for what lossy coding adds to a peak. */
const CEILING_DBTP = -2;
/** More gain would raise the hiss of a voice, not its words. */
const MAX_GAIN_DB = 30;

/** So much speech tells its loudness; measuring an hour would need a copy of it. */
const MEASURED_SECONDS = 300;
/** Limiting takes a little loudness away; so often the gain is raised by what is missing. */
const ROUNDS = 2;

/**
 * Joins the parts with their pauses at the wanted loudness (ITU-R BS.1770-4) under the peak ceiling. Each part is limited
 * by itself, since pauses lie between; so a long text needs no second copy of everything. The last pause is left out.
 */
export function assemble(parts: readonly SpokenPart[], targetLufs: number): AssembledSpeech {
  const { outputRate, workRate } = SPEECH_LIMITS;
  const beginning = firstMinutes(parts);
  let gainDb = Math.min(MAX_GAIN_DB, targetLufs - monoLoudness(beginning, workRate));
  let loudnessLufs = targetLufs;
  for (let round = 0; round < ROUNDS; round++) {
    loudnessLufs = monoLoudness(limited(beginning, gainDb), workRate);
    if (round < ROUNDS - 1) gainDb = Math.min(MAX_GAIN_DB, gainDb + targetLufs - loudnessLufs);
  }
  const ratio = outputRate / workRate;
  const pauseOf = (at: number) =>
    at === parts.length - 1 ? 0 : Math.round((parts[at]?.pauseSeconds ?? 0) * outputRate);
  const total = parts.reduce((sum, { samples }, at) => sum + Math.round(samples.length * ratio) + pauseOf(at), 0);
  const out = new Int16Array(total);
  let place = 0;
  for (const [at, { samples }] of parts.entries()) {
    const raised = resample(limited(samples, gainDb), ratio);
    for (let i = 0; i < raised.length; i++) {
      out[place + i] = Math.max(-32_768, Math.min(32_767, Math.round((raised[i] as number) * 32_767)));
    }
    place += raised.length + pauseOf(at);
  }
  return { samples: out, durationSeconds: total / outputRate, loudnessLufs };
}

function limited(samples: Float32Array, gainDb: number): Float32Array {
  const sound = { left: samples, right: new Float32Array(samples.length) };
  return limit(sound, 10 ** (gainDb / 20), 10 ** (CEILING_DBTP / 20), SPEECH_LIMITS.workRate).left;
}

/** Without the pauses, which the gate of the measure would skip anyway. */
function firstMinutes(parts: readonly SpokenPart[]): Float32Array {
  const length = parts.reduce((sum, { samples }) => sum + samples.length, 0);
  const out = new Float32Array(Math.min(length, MEASURED_SECONDS * SPEECH_LIMITS.workRate));
  let place = 0;
  for (const { samples } of parts) {
    const part = samples.subarray(0, out.length - place);
    out.set(part, place);
    place += part.length;
  }
  return out;
}
