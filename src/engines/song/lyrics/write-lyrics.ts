import { splitWords } from '../../foley/prompt/words.ts';
import type { Random } from '../../foley/sound/voice.ts';

export interface WrittenLyrics {
  title: string;
  /** Lines with marks such as [Verse] and [Chorus]. */
  text: string;
}

/**
 * Words by templates: the subject words of the prompt are set into stock lines that end on the words of a rhyme group.
 * It is a song-shaped arrangement of the prompt's own words, no language model, and says so wherever it is used.
 */
export function writeLyrics(about: string, valence: number, random: Random): WrittenLyrics {
  const subjects = subjectsOf(about);
  const subject = () => subjects[Math.floor(random.next() * subjects.length)] ?? 'the night';
  const groups = shuffled(RHYMES, random);
  const chorusGroup = groups[0] ?? RHYMES[0] ?? [];
  const mood = valence < -0.2 ? 'low' : 'high';
  const hook = (HOOKS[mood][Math.floor(random.next() * HOOKS[mood].length)] ?? 'Hold on').replace(
    '{s}',
    subjects[0] ?? 'this',
  );
  const stanza = (group: readonly string[]): string[] => {
    const ends = shuffled(group, random);
    const frames = shuffled(VERSE_LINES, random);
    // a b a b: two rhyme words on lines two and four.
    return [0, 1, 2, 3].map((i) => {
      const frame = frames[i] ?? 'I think of {s}';
      return i % 2 === 1
        ? `${CLOSERS[Math.floor(random.next() * CLOSERS.length)] ?? 'Under the'} ${ends[i >> 1] ?? 'sky'}`
        : frame.replace('{s}', subject());
    });
  };
  const chorus = [
    hook,
    `${CHORUS_CLOSERS[Math.floor(random.next() * CHORUS_CLOSERS.length)]} ${chorusGroup[0]}`,
    hook,
    `${CHORUS_CLOSERS[Math.floor(random.next() * CHORUS_CLOSERS.length)]} ${chorusGroup[1]}`,
  ];
  const parts = [
    ['[Verse 1]', ...stanza(groups[1] ?? chorusGroup)],
    ['[Chorus]', ...chorus],
    ['[Verse 2]', ...stanza(groups[2] ?? chorusGroup)],
    ['[Chorus]', ...chorus],
    ['[Bridge]', ...stanza(groups[3] ?? chorusGroup).slice(0, 2)],
    ['[Chorus]', ...chorus],
  ];
  return { title: titleFrom(subjects, random), text: parts.map((lines) => lines.join('\n')).join('\n\n') };
}

/** A title from the prompt's own words. */
export function inventTitle(about: string, random: Random): string {
  return titleFrom(subjectsOf(about), random);
}

function titleFrom(subjects: readonly string[], random: Random): string {
  const [first = 'untitled', second] = subjects.map((subject) => subject.replace(/^the /, ''));
  const frames = second
    ? [`${first} and ${second}`, first, `${second}, ${first}`]
    : [first, `${first} again`, `one more ${first}`];
  const text = (frames[Math.floor(random.next() * frames.length)] ?? first).replace(/^(the|a|an) /, '');
  return text.slice(0, 60).replace(/(^|\s)\p{L}/gu, (letter) => letter.toUpperCase());
}

const plain = new Set(
  `a an the and or of in on at to for with about song songs music track tune lyrics write make create please some any that
  this is are be it its my your our his her their i you he she we they me us them from by as like but so very really
  pop rock jazz style genre mood slow fast upbeat sad happy instrumental vocal vocals beat bpm minor major key tempo
  want need sing sung singing piece short long`.split(/\s+/),
);

/** Words and neighbouring pairs of the prompt that can stand in a line; any script. */
function subjectsOf(about: string): string[] {
  const words = splitWords(about).filter(({ text }) => text.length > 2 || /[^a-z0-9]/.test(text));
  const subjects: string[] = [];
  for (let i = 0; i < words.length && subjects.length < 8; i++) {
    const word = words[i];
    if (!word || plain.has(word.text) || /^\d+$/.test(word.text)) continue;
    const next = words[i + 1];
    if (next && next.before === 'none' && !plain.has(next.text) && !/^\d+$/.test(next.text)) {
      subjects.push(`the ${word.text} ${next.text}`);
      i++;
    } else subjects.push(`the ${word.text}`);
  }
  return subjects.length > 0 ? [...new Set(subjects)] : ['the night', 'the road', 'the light'];
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const list = [...items];
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(random.next() * (i + 1));
    [list[i], list[j]] = [list[j] as T, list[i] as T];
  }
  return list;
}

const RHYMES: readonly (readonly string[])[] = [
  ['light', 'night', 'sight', 'flight'],
  ['day', 'way', 'grey', 'bay'],
  ['rain', 'train', 'lane', 'window pane'],
  ['sky', 'goodbye', 'lullaby', 'high'],
  ['sea', 'tree', 'memory', 'melody'],
  ['sound', 'ground', 'crowd around', 'town'],
  ['fire', 'wire', 'choir', 'desire'],
  ['snow', 'glow', 'river flow', 'long ago'],
  ['door', 'shore', 'floor', 'evermore'],
  ['air', 'stair', 'prayer', 'empty chair'],
];

const VERSE_LINES = [
  'I saw {s} when the morning came',
  'We carried {s} along the street',
  'You told me of {s} one summer',
  'There was {s} where we used to stand',
  'I still hear {s} call my name',
  'They painted {s} on every wall',
  'We followed {s} until the end',
  'I kept {s} inside my coat',
  'Somewhere {s} is waiting now',
  'It is {s} that I remember',
];

const CLOSERS = [
  'And walked on through the',
  'Somewhere beyond the',
  'A shadow in the',
  'Nothing but the',
  'It followed me into the',
  'And left us with the',
];
const CHORUS_CLOSERS = ['Carry me into the', 'We are home in the', 'Turn me back to the', 'Stay with me in the'];

const HOOKS = {
  high: ['Oh, {s}, we are not alone', 'Sing it for {s} tonight', 'Hold on, hold on to {s}', 'We come alive with {s}'],
  low: ['Oh, {s}, where did you go', 'I lost you somewhere in {s}', 'Let it go, let go of {s}', 'Only {s} remains'],
} as const;
