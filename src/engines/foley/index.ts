import { join } from 'node:path';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { Engine, EngineContext, EngineFile, EngineResult } from '../engine.ts';
import { FOLEY_LIMITS, type FoleyInput } from './contract.ts';
import { openMp3Encoder } from './mix/encode-mp3.ts';
import { master } from './mix/master.ts';
import { renderPlan } from './mix/render-plan.ts';
import { analysePicture } from './picture/index.ts';
import { noPicture } from './picture/no-picture.ts';
import { buildPlan } from './plan/build-plan.ts';
import { readPrompt } from './prompt/read-prompt.ts';
import { indexVoiceNames } from './prompt/voice-names.ts';
import { createRandom } from './sound/dsp/random.ts';
import { voices } from './sound/voices/index.ts';

export type { FoleyInput } from './contract.ts';

/** Where the two programs are; found by the host. */
export interface FoleyTools {
  ffmpeg: string;
  ffprobe: string;
}

const NAME = 'foley@1';
/** Of a sound from words alone when no length is asked for. */
const DEFAULT_SECONDS = 8;
const QUALITY = "Procedural sound design from the picture's motion and the prompt's words; not a neural model.";

const voicesById = new Map(voices.map((voice) => [voice.id, voice]));
const names = indexVoiceNames(voices);

/** A sound track for a video: looks at the picture, reads the prompt, makes the sounds, writes `audio.mp3`. */
export function createFoley(tools: FoleyTools): Engine<FoleyInput> {
  return { name: NAME, quality: QUALITY, run: (input, context) => run(input, context, tools) };
}

/** The engine with `ffmpeg` and `ffprobe` taken from PATH. */
export const foley: Engine<FoleyInput> = createFoley({ ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' });

/**
 * @throws EngineInputError when the file is no usable video; the signal's reason when aborted.
 */
async function run(input: FoleyInput, context: EngineContext, tools: FoleyTools): Promise<EngineResult> {
  const { signal, onProgress } = context;
  const { sampleRate } = FOLEY_LIMITS;
  const path = join(context.workDir, 'audio.mp3');
  onProgress('analysing', 0);
  const encoder = openMp3Encoder({ ffmpegPath: tools.ffmpeg, path, sampleRate, signal });
  try {
    const reading = readPrompt(input.prompt, input.negativePrompt, names);
    const picture =
      input.videoPath === null
        ? noPicture(Math.min(FOLEY_LIMITS.maxSeconds, Math.max(1, input.durationSeconds ?? DEFAULT_SECONDS)))
        : await analysePicture(input.videoPath, {
            signal,
            ffmpegPath: tools.ffmpeg,
            ffprobePath: tools.ffprobe,
            onProgress: (fraction) => onProgress('analysing', 0.5 * fraction),
          });

    onProgress('synthesising', 0.5);
    const random = createRandom(context.seed);
    const { plan, classes, logs } = buildPlan({
      reading,
      picture,
      voices: voicesById,
      names,
      random: random.fork('plan'),
    });
    const sampleCount = Math.round(picture.durationSeconds * sampleRate);
    const mix = await renderPlan(plan, {
      voices: voicesById,
      sampleRate,
      sampleCount,
      random: random.fork('sound'),
      detail: detailOf(input.steps),
      async onPart(fraction) {
        await turnOfTheLoop();
        signal.throwIfAborted();
        onProgress('synthesising', 0.5 + 0.35 * fraction);
      },
    });
    const { sound, loudnessLufs, truePeakDbtp } = master(mix, sampleRate);

    onProgress('encoding', 0.88);
    await encoder.finish(sound);
    onProgress('encoding', 1);

    if (picture.sourceSeconds > picture.durationSeconds + 0.04) {
      logs.unshift(
        `the video is ${picture.sourceSeconds.toFixed(1)} s long; sound was made for the first ${picture.durationSeconds.toFixed(1)} s`,
      );
    }
    if (classes.length === 0) logs.push('everything was excluded: the sound track is silent');
    const file: EngineFile = {
      role: 'audio',
      path,
      contentType: 'audio/mpeg',
      width: 0,
      height: 0,
      durationMs: Math.round((sampleCount / sampleRate) * 1000),
    };
    return {
      files: [file],
      facts: {
        engine: NAME,
        classes,
        excluded: [...reading.excluded],
        onsets: picture.onsets.length,
        events: plan.events.length,
        cuts: picture.cuts.length,
        width: picture.width,
        height: picture.height,
        durationSeconds: picture.durationSeconds,
        sourceSeconds: picture.sourceSeconds,
        loudnessLufs: round(loudnessLufs),
        truePeakDbtp: round(truePeakDbtp),
      },
      logs: [...logs, `${NAME}: ${QUALITY}`],
    };
  } catch (error) {
    encoder.abandon();
    throw error;
  }
}

/** 1..50 steps → 0..1; the first steps bring most, as with a sampler. */
const detailOf = (steps: number): number => Math.sqrt((Math.min(50, Math.max(1, steps)) - 1) / 49);

/** Two decimals; null for what JSON cannot say (the loudness of silence). */
const round = (value: number): number | null => (Number.isFinite(value) ? Math.round(value * 100) / 100 : null);
