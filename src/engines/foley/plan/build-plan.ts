import type { PictureAnalysis, PictureOnset } from '../contract.ts';
import type { PromptReading, RequestedSound } from '../prompt/read-prompt.ts';
import type { NamedVoice, VoiceNames } from '../prompt/voice-names.ts';
import type { Random, Voice } from '../sound/voice.ts';
import { type Behaviour, behaviourOf } from './behaviour.ts';
import { normalised, smooth } from './curves.ts';
import { ownRhythm } from './rhythm.ts';
import type { PlannedBed, PlannedEvent, SoundPlan } from './sound-plan.ts';
import { suggestSounds } from './suggest.ts';

/** What the planner must know of a voice: its names and which of the two forms it has. */
export type PlannableVoice = NamedVoice & { bed?: unknown; event?: unknown };

export interface BuiltPlan {
  plan: SoundPlan;
  /** Voice ids that sound, in the order asked. */
  classes: string[];
  logs: string[];
}

export interface PlanRequest {
  reading: PromptReading;
  picture: PictureAnalysis;
  voices: ReadonlyMap<string, PlannableVoice | Voice>;
  names: VoiceNames;
  random: Random;
}

/** A sound that was decided on, with the span of the clip it belongs to. */
interface Cast extends RequestedSound {
  /** Sounds where the moving body is, whatever its kind usually does. */
  follows: boolean;
  from: number;
  to: number;
}

const MAX_EVENTS = 400;
/** A body at the edge of the picture is heard near, not at, the loudspeaker. */
const PAN_REACH = 0.92;

/** Decides which sounds are heard, when, how loud and where. Pure: same request, same plan. */
export function buildPlan({ reading, picture, voices, names, random }: PlanRequest): BuiltPlan {
  const logs: string[] = [];
  const cast = castSounds(reading, picture, names, logs);
  const beds: PlannedBed[] = [];
  const events: PlannedEvent[] = [];
  const byCause = { blow: 0, flash: 1, itself: 2 };
  const causeOf = (sound: Cast): number => byCause[behaviourOf(sound.voiceId).cause];
  const single = cast.filter((sound) => playsEvents(sound, voices, picture)).sort((a, b) => causeOf(a) - causeOf(b));

  for (const sound of cast) {
    const voice = voices.get(sound.voiceId);
    if (voice === undefined) continue;
    const behaviour = behaviourOf(sound.voiceId);
    if (single.includes(sound)) {
      events.push(
        ...planEvents(sound, behaviour, single.indexOf(sound), picture, random.fork(`rhythm ${sound.voiceId}`)),
      );
    } else {
      beds.push(planBed(sound, behaviour, picture, random.fork(`bed ${sound.voiceId}`)));
    }
  }
  events.sort((a, b) => a.time - b.time);
  if (events.length > MAX_EVENTS) {
    logs.push(`only the first ${MAX_EVENTS} of ${events.length} single sounds were made`);
    events.length = MAX_EVENTS;
  }

  const space = Math.max(0, ...cast.map(({ effects }) => effects.space));
  return {
    plan: { durationSeconds: picture.durationSeconds, beds, events, room: { space } },
    classes: [...new Set(cast.map(({ voiceId }) => voiceId))],
    logs,
  };
}

function castSounds(reading: PromptReading, picture: PictureAnalysis, names: VoiceNames, logs: string[]): Cast[] {
  if (reading.unknown.length > 0) logs.push(`no sound is known for: ${reading.unknown.join(', ')}`);
  if (reading.sounds.length > 0) {
    return reading.sounds.map((sound) => ({ ...sound, follows: false, from: 0, to: picture.durationSeconds }));
  }
  const { suggestions, reasons } = suggestSounds(picture, names, reading.excluded);
  logs.push(
    reading.hasText
      ? 'nothing in the prompt was recognised as a sound; the picture decided instead'
      : 'the prompt is empty; the picture decided',
  );
  for (const reason of reasons) logs.push(`picture ${reason}`);
  return suggestions.map(({ voiceId, gainDb, follows, from, to }) => ({
    ...reading.mood,
    gainDb: reading.mood.gainDb + gainDb,
    voiceId,
    words: '',
    count: null,
    follows,
    from,
    to,
  }));
}

function playsEvents(sound: Cast, voices: PlanRequest['voices'], picture: PictureAnalysis): boolean {
  const voice = voices.get(sound.voiceId);
  if (voice === undefined || voice.event === undefined) return false;
  if (voice.bed === undefined || sound.count !== null) return true;
  return voice.prefers === 'event' && picture.onsets.some(({ time }) => time >= sound.from && time < sound.to);
}

/**
 * Hits on what is seen. The first sound takes every onset; a further struck one takes the strongest third, so that
 * "hammer and breaking glass" does not break a glass with every blow. What nothing in the picture sets off keeps a
 * rhythm of its own.
 */
function planEvents(
  sound: Cast,
  behaviour: Behaviour,
  rank: number,
  picture: PictureAnalysis,
  random: Random,
): PlannedEvent[] {
  const within = picture.onsets.filter(({ time }) => time >= sound.from && time < sound.to);
  let onsets = within;
  if (behaviour.cause === 'flash') onsets = within.filter(({ kind }) => kind === 'appear');
  else if (rank > 0) onsets = behaviour.cause === 'blow' ? strongest(within, Math.ceil(within.length / 3)) : [];
  if (sound.count !== null && onsets.length > sound.count) onsets = strongest(onsets, sound.count);

  const { voiceId, character, gainDb, distance, effects } = sound;
  const base = { voiceId, character, gainDb, distance, effects };
  if (onsets.length > 0) {
    return onsets.map(({ time, strength, panX }) => ({
      ...base,
      time,
      strength: 0.25 + 0.75 * strength,
      pan: panX * PAN_REACH,
    }));
  }
  const length = sound.to - sound.from;
  const beats = ownRhythm(behaviour, { durationSeconds: length, pace: character.pace, count: sound.count, random });
  return beats.map(({ time, strength }) => {
    const at = sound.from + time;
    const seen = picture.panX[Math.min(picture.frameCount - 1, Math.floor(at * picture.fps))] ?? 0;
    return { ...base, time: at, strength, pan: behaviour.moves ? seen * PAN_REACH : 0.5 * (random.next() - 0.5) };
  });
}

const strongest = (onsets: readonly PictureOnset[], count: number): PictureOnset[] =>
  [...onsets]
    .sort((a, b) => b.strength - a.strength)
    .slice(0, count)
    .sort((a, b) => a.time - b.time);

const CROSSFADE_SECONDS = 0.12;

function planBed(sound: Cast, behaviour: Behaviour, picture: PictureAnalysis, random: Random): PlannedBed {
  const { voiceId, character, gainDb, distance, effects } = sound;
  const intensity = drive(behaviour, picture);
  let shot = 0;
  let turn = 0;
  for (let i = 0; i < intensity.length; i++) {
    const time = (i + 0.5) / picture.fps;
    // A cut is another place: the bed changes a little, over three frames, and not as a click.
    while (shot < picture.cuts.length && (picture.cuts[shot] ?? 0) <= time) {
      shot++;
      turn = random.range(-0.14, 0.14);
    }
    const gate = Math.min(
      1,
      Math.max(0, (time - sound.from) / CROSSFADE_SECONDS + 0.5),
      Math.max(0, (sound.to - time) / CROSSFADE_SECONDS + 0.5),
    );
    const atStart = sound.from === 0 && time < CROSSFADE_SECONDS ? 1 : gate;
    const inside = sound.to >= picture.durationSeconds && time > sound.from + CROSSFADE_SECONDS ? 1 : atStart;
    intensity[i] = Math.min(1, Math.max(0, ((intensity[i] ?? 0) + turn) * inside));
  }
  return {
    voiceId,
    character,
    gainDb,
    distance,
    effects,
    intensity: smooth(intensity, 1),
    pan: smooth(picture.panX, 2).map((value) => value * PAN_REACH),
    width: behaviour.moves || sound.follows ? 0 : 1,
  };
}

/** The curve of a bed from what it listens to; every sound stays audible while it was asked for. */
function drive(behaviour: Behaviour, picture: PictureAnalysis): Float32Array {
  switch (behaviour.drive) {
    case 'motion': {
      const motion = normalised(smooth(picture.motion, 4), 0.01);
      const moves = motion.some((value) => value > 0);
      return motion.map((value) => (moves ? 0.3 + 0.7 * value : 0.7));
    }
    case 'flicker': {
      const flicker = normalised(smooth(picture.flicker, 8), 0.05);
      const moves = flicker.some((value) => value > 0);
      return flicker.map((value) => (moves ? 0.55 + 0.45 * value : 0.8));
    }
    case 'rhythm':
      return new Float32Array(picture.frameCount).fill(0.85);
    case 'steady': {
      const flicker = normalised(smooth(picture.flicker, 25), 0.05);
      return flicker.map((value) => 0.75 + 0.15 * value);
    }
  }
}
