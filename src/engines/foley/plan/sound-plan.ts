import type { SoundEffects } from '../prompt/read-prompt.ts';
import type { SoundCharacter } from '../sound/voice.ts';

/** What is to be heard, decided before a single sample is made. Times in seconds, frame series at 25 fps. */
export interface SoundPlan {
  durationSeconds: number;
  beds: PlannedBed[];
  /** Sorted by time. */
  events: PlannedEvent[];
  room: { space: number };
}

interface Placed {
  voiceId: string;
  character: SoundCharacter;
  gainDb: number;
  /** 0 at the ear .. 1 at the horizon. */
  distance: number;
  effects: SoundEffects;
}

export interface PlannedBed extends Placed {
  /** 0..1 per frame. */
  intensity: Float32Array;
  /** -1 left .. 1 right per frame. */
  pan: Float32Array;
  /** 1 = all around the listener, pan ignored .. 0 = a point that follows `pan`. */
  width: number;
}

export interface PlannedEvent extends Placed {
  time: number;
  /** 0..1 */
  strength: number;
  /** -1 left .. 1 right at the hit. */
  pan: number;
}
