/**
 * The contract between the planner (which sounds, when, how loud, where) and the voices (how each sound is made).
 * A voice is pure: same arguments, same samples. Sample rate is 44,100 Hz everywhere.
 */

/** Seeded random numbers; never Math.random. */
export interface Random {
  /** [0, 1) */
  next(): number;
  /** [low, high) */
  range(low: number, high: number): number;
  /** Standard normal deviate. */
  normal(): number;
  /** A new independent stream; same label, same stream. */
  fork(label: string): Random;
}

/** How a sound was asked for; every number has a neutral value, which is the default. */
export interface SoundCharacter {
  /** 0 tiny/light .. 1 huge/heavy; neutral 0.5. Size lowers pitch and lengthens decay. */
  size: number;
  /** 0 slow .. 1 fast; neutral 0.5. Rate of repetition, wind speed, rain density, engine revolutions. */
  pace: number;
  /** 0 dull .. 1 bright; neutral 0.5. */
  brightness: number;
}

export interface VoiceContext {
  random: Random;
  /** 0..1 from `steps`: more grains, modes and layers. */
  detail: number;
  character: SoundCharacter;
}

export interface BedContext extends VoiceContext {
  /** Length to render in samples. */
  sampleCount: number;
  /** 0..1 per picture frame at 25 fps: how strongly the sound acts at that moment (from motion, flicker …). */
  intensity: Float32Array;
}

export interface EventContext extends VoiceContext {
  /** 0..1: how hard. */
  strength: number;
}

/** Two channels of equal length. */
export interface Stereo {
  left: Float32Array;
  right: Float32Array;
}

export interface Voice {
  /** Stable id in the field's words, for example `rain`, `footsteps-gravel`, `impact-wood`. */
  id: string;
  /** What people call it; matched by the planner as lower-case words or phrases. First one is the display name. */
  names: readonly string[];
  /**
   * Continuous sound over the whole clip, stereo, RMS about -20 dBFS at intensity 1, following `intensity`.
   * Rhythmic sounds without a picture event (clock, keyboard, footsteps) are beds too: they keep their own rhythm.
   */
  bed?: (context: BedContext) => Stereo;
  /**
   * One hit, mono, peak at most 1, its audible onset within 3 ms of sample 0, silent at the end.
   * Placed by the planner on picture onsets.
   */
  event?: (context: EventContext) => Float32Array;
  /** The event swells up (thunder, whoosh): its loud part may come later than 5 ms after sample 0. */
  softAttack?: true;
  /** `bed` or `event`: which one the bare name means when both exist and the picture has clear onsets. */
  prefers: 'bed' | 'event';
}
