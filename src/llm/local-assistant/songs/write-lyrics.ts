import { anything, type Theme, themes } from './themes.ts';

export interface LyricsWish {
  /** What the song is about, as it was said. */
  about: string;
  /** Lines that are needed; the form grows with them. */
  lines?: number;
  /** The same wish with another number gives another song. */
  variant?: number;
}

export interface Song {
  title: string;
  parts: readonly SongPart[];
}

export interface SongPart {
  /** `verse`, `chorus`, `bridge`, `outro`. */
  tag: string;
  lines: readonly string[];
}

/** Two verses, a bridge and three choruses. */
const USUAL_LINES = 22;

/** Lyrics in rhymed couplets; the same wish gives the same song. Pure. */
export function writeLyrics({ about, lines = USUAL_LINES, variant = 0 }: LyricsWish): Song {
  const thing = thingOf(about);
  const theme = themeOf(about);
  const said = (line: string): string => capital(line.replaceAll('{x}', thing));
  const seed = hash(`${about.toLowerCase()} ${variant}`);
  const couplets = shuffled(theme.couplets, seed);
  let at = 0;
  const verse = (count: number): string[] =>
    Array.from({ length: count }, () => couplets[at++ % couplets.length] ?? ['', '']).flatMap((pair) => pair.map(said));
  const chorus = theme.chorus.map(said);
  // Where a theme only brings the mood, the thing itself stands in the second verse.
  const own = theme === anything || thing === '' ? [] : ownCouplet(thing, seed);

  const parts: SongPart[] = [];
  let count = 0;
  const add = (tag: string, part: readonly string[]) => {
    const left = lines - count;
    if (left <= 0) return;
    // Never half a rhyme.
    const kept = part.slice(0, left % 2 === 1 && left < part.length ? left + 1 : left);
    parts.push({ tag, lines: kept });
    count += kept.length;
  };
  for (let round = 1; count < lines; round++) {
    if (round === 2 && own.length > 0) add('verse', [...own, ...verse(1)]);
    else add('verse', verse(2));
    add('chorus', chorus);
    if (round === 2) {
      add('bridge', theme.bridge.map(said));
      add('chorus', chorus);
    }
  }
  return { title: titleOf(theme, thing, chorus), parts };
}

/** With section tags, as song models want them. */
export const taggedLyrics = ({ parts }: Song): string =>
  parts.map(({ tag, lines }) => `[${tag}]\n${lines.join('\n')}`).join('\n\n');

const themeOf = (about: string): Theme => themes.find(({ words }) => words.test(about)) ?? anything;

function ownCouplet(thing: string, seed: number): readonly string[] {
  const own: readonly (readonly [string, string])[] = [
    [`They asked me what I carry in my song`, `I said it was ${thing} all along`],
    [`I never thought ${thing} could mean so much`, `A thing that you can hear but cannot touch`],
    [`And everywhere I look, ${thing} is there`, `It leaves a kind of music in the air`],
  ];
  return own[seed % own.length] ?? [];
}

/** At most a few words: a whole sentence would not scan. */
function thingOf(about: string): string {
  const words = about
    .replace(/["“”„*_`]/g, '')
    .replace(/^(about|of|for|on)\s+/i, '')
    .replace(/[.!?]+$/, '')
    .trim()
    .split(/\s+/);
  return words.length > 5 ? '' : words.join(' ');
}

function titleOf(theme: Theme, thing: string, chorus: readonly string[]): string {
  if (theme === anything && thing !== '') return capital(thing);
  return (chorus[0] ?? '').split(',')[0] ?? '';
}

const capital = (line: string): string => line.replace(/^./u, (first) => first.toUpperCase());

/** FNV-1a, 32 bits (Fowler, Noll, Vo). */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}

/** Fisher–Yates with Lehmer's generator (Park and Miller 1988). */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const order = [...items];
  let state = (seed % 2_147_483_646) + 1;
  for (let index = order.length - 1; index > 0; index--) {
    state = (state * 48_271) % 2_147_483_647;
    const other = state % (index + 1);
    [order[index], order[other]] = [order[other] as T, order[index] as T];
  }
  return order;
}
