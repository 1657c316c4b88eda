import type { SoundCharacter } from '../sound/voice.ts';
import { kinds, scenes } from './groups.ts';
import { isMaterial, onMaterial } from './materials.ts';
import { addChange, type Change, intensity, matchModifier } from './modifiers.ts';
import type { VoiceNames } from './voice-names.ts';
import { splitWords, stemOf, type Word } from './words.ts';

export interface SoundEffects {
  /** 0..1: low-pass as through a wall. */
  muffle: number;
  /** 0..1: heard under water. */
  underwater: number;
  /** 0..1: single repeats. */
  echo: number;
  /** 0..1: size and level of the reverberant room. */
  space: number;
  /** 0..1 */
  distortion: number;
}

export interface RequestedSound {
  voiceId: string;
  /** The words of the prompt that asked for it. */
  words: string;
  character: SoundCharacter;
  gainDb: number;
  /** 0 at the ear .. 1 at the horizon; 0.2 when nothing was said. */
  distance: number;
  effects: SoundEffects;
  /** "three knocks" → 3; null when no number was given. */
  count: number | null;
}

export interface PromptReading {
  sounds: RequestedSound[];
  /** Voices that must not be heard. */
  excluded: ReadonlySet<string>;
  /** Words that look like sounds but have no voice. */
  unknown: string[];
  /** What the describing words say when no sound was named; applies to whatever the picture suggests. */
  mood: Omit<RequestedSound, 'voiceId' | 'words' | 'count'>;
  /** True when there are words at all. */
  hasText: boolean;
}

const numbers = new Map(
  'one two three four five six seven eight nine ten'.split(' ').map((word, i): [string, number] => [word, i + 1]),
);
const joiners = new Set([
  'and',
  'with',
  'then',
  'while',
  'plus',
  'over',
  'followed',
  'as',
  'also',
  'but',
  'however',
  'yet',
  'though',
]);
const contrast = new Set(['but', 'however', 'yet', 'though', 'then', 'while']);
const negators = new Set([
  'no',
  'without',
  'not',
  'never',
  'dont',
  'except',
  'minus',
  'sans',
  'exclude',
  'excluding',
  'avoid',
  'nor',
  'neither',
  'none',
  'isnt',
  'remove',
  'zero',
]);
const quiet = new Set(
  `a an the of in on at to from by for into onto is are be being it its this that these those some any there my your
  his her their our very really extremely super so somewhat slightly fairly bit little sound sounds noise noises audio
  sfx effect effects foley background ambience ambient ambiance atmosphere scene video clip realistic high quality
  cinematic hear hearing heard make makes making add adding please want need like just only more less most much many
  lots lot plenty few couple several one two three four five six seven eight nine ten man woman person people someone
  boy girl day night morning evening inside outside through around behind under above below against across along
  during until near far while when where which who whose what how same other another each every all both either
  natural nature recording recorded stereo hd clean good nice beautiful old new wet dry cold hot warm red blue green
  black white yellow left right up down out off away back front side top bottom him she he they we you i me us too can
  will should would must may might do does did done has have had was were been get gets let lets go goes going come
  comes coming music voice voices speech or`.split(/\s+/),
);

const groupIndex = <T>(rows: readonly [string, T][]): Map<string, T> =>
  new Map(
    rows.flatMap(([phrases, value]) =>
      phrases.split('|').map((phrase): [string, T] => [phrase.split(' ').map(stemOf).join(' '), value]),
    ),
  );
const sceneIndex = groupIndex(scenes);
const kindIndex = groupIndex(kinds);

/** Nouns that name one happening: "three knocks" are three events, "three dogs" are not. */
const happening =
  /\b(knock|hit|explosion|blast|bark|bang|shot|gunshot|click|beep|strike|blow|drop|splash|thud|clap|punch|step|footstep|bounce|chime|honk|slam|crash|stomp|thunderclap|clang|tap|zap|whoosh|woof|pop|snap)e?s?\b/;

interface Found {
  voiceIds: { voiceId: string; gainDb: number }[];
  words: string;
  materialStem: string | null;
  count: number | null;
  change: Change;
}

/** A run of words about one thing: "slow heavy footsteps on gravel". */
interface Segment {
  found: Found[];
  /** Modifiers that met no sound yet. */
  loose: Change | null;
  materials: string[];
  unknown: string[];
}

const emptySegment = (): Segment => ({ found: [], loose: null, materials: [], unknown: [] });

/** Verbs of anything ("rain falling", "engine running"): a sound only when nothing else in the segment is one. */
const verbs = new Set('fall run drop land hit crack kick flow move strike rush break'.split(' ').map(stemOf));
/** Stuff and places ("a car in the snow"): a sound only beside verbs. */
const stuff = new Set('water air snow grass gravel mud sand stair sink people'.split(' ').map(stemOf));

/** 2 a sound for certain, 1 stuff, 0 a verb. */
function certainty(found: Found): number {
  const words = splitWords(found.words);
  const only = words.length === 1 ? words[0] : undefined;
  if (only === undefined || found.voiceIds.length > 1) return 2;
  if (verbs.has(only.stem)) return 0;
  return stuff.has(only.stem) || (isMaterial(only.stem) && only.stem !== 'leaf') ? 1 : 2;
}

/** Keeps the most certain sounds of a segment. */
function keepCertain(found: Found[], unknown: readonly string[]): Found[] {
  const highest = Math.max(...found.map(certainty));
  // "debris falling", "a horse on a dirt road": the sound meant is the one we do not know.
  if (highest < 2 && unknown.length > 0) return [];
  return found.filter((one) => certainty(one) === highest);
}

/** Finds the sounds, their character and the exclusions in a prompt. Pure; never throws, whatever the text. */
export function readPrompt(prompt: string, negativePrompt: string, names: VoiceNames): PromptReading {
  const reading = read(prompt, negativePrompt, names, 'modifiers');
  // "underwater" describes a sound; alone it is one, when a voice bears the name.
  return reading.sounds.length > 0 || !reading.hasText ? reading : read(prompt, negativePrompt, names, 'sounds');
}

/** @param first which wins when a word is both a description and the name of a sound. */
function read(prompt: string, negativePrompt: string, names: VoiceNames, first: 'modifiers' | 'sounds'): PromptReading {
  const words = splitWords(prompt);
  const excluded = new Set<string>(excludedBy(splitWords(negativePrompt), names));
  const segments: Segment[] = [emptySegment()];
  let scene: Change = {};
  let negation: 'off' | 'one' | 'list' = 'off';
  let factor = 1;
  let count: number | null = null;
  let at = 0;

  const segment = (): Segment => segments[segments.length - 1] ?? emptySegment();
  const open = () => {
    const last = segment();
    if (last.found.length > 0 || last.loose !== null || last.unknown.length > 0) segments.push(emptySegment());
    count = null;
  };

  while (at < words.length) {
    const word = words[at];
    if (word === undefined) break;
    if (word.before === 'stop') {
      negation = 'off';
      open();
    } else if (word.before === 'comma') {
      if (negation !== 'off' && !listGoesOn(words, at)) negation = 'off';
      open();
    }

    const heard = negation === 'off' ? matchSound(words, at, names, first) : null;
    if (heard !== null) {
      const { length, ...found } = heard;
      const target = segment();
      target.found.push({ ...found, count: happening.test(found.words) ? count : null, change: target.loose ?? {} });
      target.loose = null;
      for (const inner of words.slice(at, at + length)) if (isMaterial(inner.stem)) target.materials.push(inner.stem);
      count = null;
      factor = 1;
      at += length;
      continue;
    }

    if (negation !== 'off') {
      const away = matchExcluded(words, at, names);
      if (away !== null) {
        for (const voiceId of away.voiceIds) excluded.add(voiceId);
        at += away.length;
        if (
          negation === 'one' &&
          words[at]?.text !== 'or' &&
          words[at]?.text !== 'nor' &&
          words[at]?.before === 'none'
        ) {
          // "no birds just rain": one thing is named, then the sentence goes on.
          if (joiners.has(words[at]?.text ?? '') || words[at]?.text === 'just' || words[at]?.text === 'only')
            negation = 'off';
        }
        continue;
      }
    }

    if (negators.has(word.text)) {
      negation = /^(without|except|exclude|excluding|avoid|minus|sans|remove)$/.test(word.text) ? 'list' : 'one';
      open();
      at++;
      continue;
    }
    if (joiners.has(word.text) || (word.text === 'or' && negation === 'off')) {
      if (contrast.has(word.text) || word.text === 'with' || (negation === 'one' && word.text === 'and'))
        negation = 'off';
      open();
      at++;
      continue;
    }

    const describing = matchModifier(words, at);
    if (describing !== null) {
      const { modifier, length } = describing;
      if (negation === 'off') {
        if (modifier.scope === 'scene') scene = addChange(scene, modifier.change, factor);
        else bind(segment(), addChange({}, modifier.change, factor));
      }
      factor = 1;
      at += length;
      continue;
    }

    if (isMaterial(word.stem)) segment().materials.push(word.stem);
    factor = intensity(word) ?? 1;
    const digits = /^\d{1,2}$/.test(word.text) ? Number(word.text) : numbers.get(word.text);
    if (digits !== undefined && digits > 0) count = digits;
    else if (negation === 'off' && looksLikeASound(word)) segment().unknown.push(word.text);
    at++;
  }

  return assemble(segments, scene, excluded, names, words.length > 0);
}

/** After a comma a negated list goes on only if an "or"/"nor" closes it before the sentence ends. */
function listGoesOn(words: readonly Word[], at: number): boolean {
  for (let i = at; i < words.length && i < at + 8; i++) {
    const word = words[i];
    if (word === undefined || (i > at && word.before === 'stop') || contrast.has(word.text)) return false;
    if (word.text === 'or' || word.text === 'nor') return true;
  }
  return false;
}

function matchSound(
  words: readonly Word[],
  at: number,
  names: VoiceNames,
  first: 'modifiers' | 'sounds',
): (Omit<Found, 'count' | 'change'> & { length: number }) | null {
  const direct = names.match(words, at);
  const describing = matchModifier(words, at);
  // "low pitched hum": a longer describing phrase wins over a sound hidden in its first word.
  const wins =
    direct !== null && (describing === null || direct.length > describing.length - (first === 'sounds' ? 1 : 0));
  // "light rain" as one more name of rain, "heavy rain" inside "heavy rain on a roof": the describing word stands apart.
  const rest = describing === null ? null : names.match(words, at + describing.length);
  const reach = rest === null || describing === null ? 0 : describing.length + rest.length;
  const hidesWord =
    direct !== null && (reach > direct.length || (reach === direct.length && rest?.voiceId === direct.voiceId));
  if (direct !== null && wins && !hidesWord) {
    const run = words.slice(at, at + direct.length);
    return {
      voiceIds: [{ voiceId: direct.voiceId, gainDb: 0 }],
      words: run.map((word) => word.text).join(' '),
      materialStem: run.length === 1 && run[0] !== undefined && isMaterial(run[0].stem) ? run[0].stem : null,
      length: direct.length,
    };
  }
  for (let length = Math.min(3, words.length - at); length >= 1; length--) {
    const run = words.slice(at, at + length);
    const members = sceneIndex.get(run.map((word) => word.stem).join(' '));
    if (members === undefined) continue;
    const voiceIds = members.flatMap(({ name, gainDb }) => {
      const voiceId = names.find(name);
      return voiceId === null ? [] : [{ voiceId, gainDb }];
    });
    if (voiceIds.length > 0)
      return { voiceIds, words: run.map((word) => word.text).join(' '), materialStem: null, length };
  }
  return null;
}

function matchExcluded(
  words: readonly Word[],
  at: number,
  names: VoiceNames,
): { voiceIds: string[]; length: number } | null {
  const direct = names.match(words, at);
  const head = words[at];
  if (head === undefined) return null;
  const kind = kindIndex.get(head.stem);
  const voiceIds = kind?.split(',').flatMap((name) => names.find(name) ?? []) ?? [];
  if (direct !== null) {
    voiceIds.push(direct.voiceId);
    // "no rain" means no kind of rain; "no rain on the roof" only that one.
    const family = direct.voiceId.split('-')[0] ?? '';
    if (stemOf(family) === head.stem && direct.length === 1) voiceIds.push(...names.family(family));
  }
  if (voiceIds.length > 0) return { voiceIds, length: direct?.length ?? 1 };
  const members = sceneIndex.get(head.stem);
  if (members === undefined) return kind === undefined ? null : { voiceIds: [], length: 1 };
  return { voiceIds: members.flatMap(({ name }) => names.find(name) ?? []), length: 1 };
}

function excludedBy(words: readonly Word[], names: VoiceNames): string[] {
  const ids: string[] = [];
  for (let at = 0; at < words.length; ) {
    const away = matchExcluded(words, at, names);
    ids.push(...(away?.voiceIds ?? []));
    at += away?.length ?? 1;
  }
  return ids;
}

/** Words before a sound describe it; words after it too, when no further sound follows in the segment. */
function bind(target: Segment, change: Change): void {
  const last = target.found[target.found.length - 1];
  if (last === undefined) target.loose = addChange(target.loose ?? {}, change);
  else last.change = addChange(last.change, change);
}

const looksLikeASound = (word: Word): boolean =>
  word.text.length >= 3 && !quiet.has(word.text) && !verbs.has(word.stem) && /\p{L}/u.test(word.text);

function assemble(
  segments: Segment[],
  scene: Change,
  excluded: Set<string>,
  names: VoiceNames,
  hasText: boolean,
): PromptReading {
  // A segment of describing words only belongs to the next one with a sound ("slow, heavy footsteps"), else to the one before.
  let mood: Change = { ...scene };
  for (const [i, part] of segments.entries()) {
    if (part.loose === null || part.found.length > 0) continue;
    const next = segments.slice(i + 1).find((other) => other.found.length > 0);
    const previous = segments.slice(0, i).findLast((other) => other.found.length > 0);
    const owner = next?.found[0] ?? previous?.found[previous.found.length - 1];
    if (owner === undefined) mood = addChange(mood, part.loose);
    else owner.change = addChange(owner.change, part.loose);
  }

  const sounds = new Map<string, { found: Found; change: Change; gainDb: number }>();
  const unknown = new Set<string>();
  for (const part of segments) {
    const found = keepCertain(placeOnMaterials(part, names), part.unknown);
    if (found.length === 0) for (const word of part.unknown) unknown.add(word);
    for (const one of found) {
      for (const { voiceId, gainDb } of one.voiceIds) {
        if (excluded.has(voiceId)) continue;
        const known = sounds.get(voiceId);
        if (known === undefined) sounds.set(voiceId, { found: one, change: one.change, gainDb });
        else if (known.found !== one) known.change = addChange(known.change, one.change);
      }
    }
  }

  return {
    sounds: [...sounds].map(([voiceId, { found, change, gainDb }]) => {
      const described = describe(addChange(scene, change));
      return { voiceId, words: found.words, count: found.count, ...described, gainDb: described.gainDb + gainDb };
    }),
    excluded,
    unknown: [...unknown].slice(0, 12),
    mood: describe(mood),
    hasText,
  };
}

/** "footsteps on gravel": the surface chooses the voice and is no sound of its own. */
function placeOnMaterials(part: Segment, names: VoiceNames): Found[] {
  let absorbed: string | null = null;
  const placed = part.found.map((found) => {
    const first = found.voiceIds[0];
    if (first === undefined || found.materialStem !== null || found.voiceIds.length > 1) return found;
    const own = splitWords(found.words).some((word) => isMaterial(word.stem));
    if (own) return found;
    for (const stem of part.materials) {
      const voiceId = onMaterial(first.voiceId, stem, names.has);
      if (voiceId === null) continue;
      absorbed = stem;
      return { ...found, voiceIds: [{ voiceId, gainDb: first.gainDb }], words: `${found.words} on ${stem}` };
    }
    return found;
  });
  return absorbed === null ? placed : placed.filter((found) => found.materialStem !== absorbed);
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

function describe(change: Change): PromptReading['mood'] {
  return {
    character: {
      size: clamp(0.5 + (change.size ?? 0), 0.05, 1),
      pace: clamp(0.5 + (change.pace ?? 0), 0.05, 1),
      brightness: clamp(0.5 + (change.brightness ?? 0), 0.05, 1),
    },
    gainDb: clamp(change.gainDb ?? 0, -18, 12),
    distance: clamp(0.2 + (change.distance ?? 0), 0, 1),
    effects: {
      muffle: clamp(change.muffle ?? 0, 0, 1),
      underwater: clamp(change.underwater ?? 0, 0, 1),
      echo: clamp(change.echo ?? 0, 0, 1),
      space: clamp(change.space ?? 0, 0, 1),
      distortion: clamp(change.distortion ?? 0, 0, 1),
    },
  };
}
