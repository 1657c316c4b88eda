import type { Voice } from '../sound/voice.ts';
import { isOneSlipApart, splitWords, type Word } from './words.ts';

/** The part of a voice that the prompt reader needs. */
export type NamedVoice = Pick<Voice, 'id' | 'names' | 'prefers'>;

export interface VoiceNames {
  /** Longest name that starts at `words[at]`, or null. */
  match(words: readonly Word[], at: number): { voiceId: string; length: number } | null;
  /** The voice that bears this name or id, or null. */
  find(name: string): string | null;
  has(voiceId: string): boolean;
  /** All voices of a kind: ids that are `word` or begin with `word-`, for example `rain` and `rain-roof`. */
  family(word: string): string[];
}

/** Words one slip away from a sound's name that mean something else, so they are never taken for a typing error. */
const notSlips = new Set(
  `house mouse place plant plate trail brain block cloak stock stops crown cream creek grass glass sleep sheet medal
  motel pager birch story stork track trunk trick wives white while whole write quite queen tread bread broad beard
  heard boards being below blown brown drown train grain class clash crash flash flesh fresh frogs front floor flood
  third those these there where three through thought large larger small smell spell still steel steal stage state
  lines light night right tight might sight sound south mouth month could would should about above along among under
  after other later water winter window winner wonder wander thunder under center street stream scream cheer chair
  chain choir clear clean close coast coats count court cover dream drink drive every field final first force found
  group hands heart heavy human light local lower metal money moves movie music named never north ocean older order
  paint panel paper party peace phone piano piece pitch point power press print quick quiet radio rains ready river
  robot rough round scene score shape share sharp shirt shoes shore short shown sides since skies slow smoke smooth
  space speak speed sport spring start stone store style table taste teeth their thick thing think times tired title
  today touch tower town trade tree trees truck truth voice walls watch weeds wheel woman women world worth young
  camera person people forest desert valley garden kitchen bright bridge colour color cars cats carts carps crackling steam guest guests battle battles stars titles pinch snack flight thumb
  wines wages caves rivet rover driver sails props stops`.split(/\s+/),
);

/** Builds the look-up once per list of voices. Ids count as names too (`impact-wood` → `impact wood`). */
export function indexVoiceNames(voices: readonly NamedVoice[]): VoiceNames {
  const byStems = new Map<string, string>();
  const byFirstLetter = new Map<string, { text: string; voiceId: string }[]>();
  const ids = new Set<string>();
  let longest = 1;
  for (const voice of voices) {
    ids.add(voice.id);
    for (const name of [...voice.names, voice.id]) {
      const words = splitWords(name);
      const key = words.map((word) => word.stem).join(' ');
      if (key === '' || byStems.has(key)) continue;
      byStems.set(key, voice.id);
      longest = Math.max(longest, words.length);
      const only = words.length === 1 ? words[0] : undefined;
      if (only !== undefined && only.text.length >= 5) {
        const list = byFirstLetter.get(only.text[0] ?? '') ?? [];
        list.push({ text: only.text, voiceId: voice.id });
        byFirstLetter.set(only.text[0] ?? '', list);
      }
    }
  }

  const slip = (word: Word): string | null => {
    if (word.text.length < 5 || notSlips.has(word.text)) return null;
    const near = byFirstLetter.get(word.text[0] ?? '')?.find((name) => isOneSlipApart(name.text, word.text));
    return near?.voiceId ?? null;
  };

  return {
    match(words, at) {
      for (let length = Math.min(longest, words.length - at); length >= 1; length--) {
        const run = words.slice(at, at + length);
        if (run.some((word, i) => i > 0 && word.before !== 'none')) continue;
        const voiceId = byStems.get(run.map((word) => word.stem).join(' '));
        if (voiceId !== undefined) return { voiceId, length };
      }
      const word = words[at];
      const voiceId = word === undefined ? null : slip(word);
      return voiceId === null ? null : { voiceId, length: 1 };
    },
    find(name) {
      const key = splitWords(name)
        .map((word) => word.stem)
        .join(' ');
      return ids.has(name) ? name : (byStems.get(key) ?? null);
    },
    has: (voiceId) => ids.has(voiceId),
    family: (word) => [...ids].filter((id) => id === word || id.startsWith(`${word}-`)),
  };
}
