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

/**
 * Joins the parts with their pauses at the wanted loudness (ITU-R BS.1770-4) under the peak ceiling. Each part is limited
 * by itself, since pauses lie between; so a long text needs no second copy of everything. The last pause is left out.
 */
export function assemble(parts: readonly SpokenPart[], targetLufs: number): AssembledSpeech {
  const { workRate, outputRate } = SPEECH_LIMITS;
  const gainDb = Math.min(MAX_GAIN_DB, targetLufs - loudnessOf(parts));
  const gain = 10 ** (gainDb / 20);
  const ratio = outputRate / workRate;
  const pauseOf = (at: number) =>
    at === parts.length - 1 ? 0 : Math.round((parts[at]?.pauseSeconds ?? 0) * outputRate);
  const total = parts.reduce((sum, { samples }, at) => sum + Math.round(samples.length * ratio) + pauseOf(at), 0);
  const out = new Int16Array(total);
  const levelled: { samples: Float32Array }[] = [];
  let kept = 0;
  let place = 0;
  for (const [at, { samples }] of parts.entries()) {
    const silent = new Float32Array(samples.length);
    const { left } = limit({ left: samples, right: silent }, gain, 10 ** (CEILING_DBTP / 20), workRate);
    if (kept < MEASURED_SECONDS * workRate) levelled.push({ samples: left });
    kept += left.length;
    const raised = resample(left, ratio);
    for (let i = 0; i < raised.length; i++) {
      out[place + i] = Math.max(-32_768, Math.min(32_767, Math.round((raised[i] as number) * 32_767)));
    }
    place += raised.length + pauseOf(at);
  }
  return { samples: out, durationSeconds: total / outputRate, loudnessLufs: loudnessOf(levelled) };
}

/** Of the first five minutes; the gate of the measure would skip the pauses anyway. */
function loudnessOf(parts: readonly { samples: Float32Array }[]): number {
  const { workRate } = SPEECH_LIMITS;
  const length = parts.reduce((sum, { samples }) => sum + samples.length, 0);
  const out = new Float32Array(Math.min(length, MEASURED_SECONDS * workRate));
  let place = 0;
  for (const { samples } of parts) {
    const part = samples.subarray(0, out.length - place);
    out.set(part, place);
    place += part.length;
  }
  return monoLoudness(out, workRate);
}
