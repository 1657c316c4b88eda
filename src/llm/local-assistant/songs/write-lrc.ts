import { type LyricsWish, type Song, writeLyrics } from './write-lyrics.ts';

/** Seconds of a sung line at an easy tempo, about four bars in two at 90 bpm. */
const LINE_SECONDS = 3.6;
/** Between two parts of the song. */
const PAUSE_SECONDS = 2;
/** Music before the first line and after the last. */
const LONGEST_INTRO_SECONDS = 8;

export interface TimedSong extends Song {
  lrc: string;
}

/** Lyrics with a time per line, `[mm:ss.xx]`, that fill so many seconds: longer lines get longer, parts are set apart. Pure. */
export function writeLrc(wish: LyricsWish, seconds: number): TimedSong {
  const intro = Math.min(LONGEST_INTRO_SECONDS, seconds * 0.08);
  const room = Math.max(1, seconds - 2 * intro);
  const lines = Math.max(2, Math.floor(room / (LINE_SECONDS + PAUSE_SECONDS / 4) / 2) * 2);
  const song = writeLyrics({ ...wish, lines });
  const pauses = (song.parts.length - 1) * PAUSE_SECONDS;
  const syllables = song.parts.flatMap((part) => part.lines).reduce((sum, line) => sum + syllablesOf(line), 0);
  const perSyllable = Math.max(0.05, room - pauses) / Math.max(1, syllables);
  const stamped: string[] = [];
  let at = intro;
  for (const { lines: sung } of song.parts) {
    for (const line of sung) {
      stamped.push(`${stamp(at)}${line}`);
      at += syllablesOf(line) * perSyllable;
    }
    at += PAUSE_SECONDS;
  }
  return { ...song, lrc: stamped.join('\n') };
}

/** Groups of vowels; a silent e at the end of a word is none. */
export function syllablesOf(line: string): number {
  const words = line.toLowerCase().match(/[\p{L}']+/gu) ?? [];
  return words.reduce((sum, word) => {
    const groups = word.replace(/(?<=[^aeiouy])e$/, '').match(/[aeiouyäöüéèà]+/g) ?? [];
    return sum + Math.max(1, groups.length);
  }, 0);
}

function stamp(seconds: number): string {
  const hundredths = Math.round(seconds * 100);
  const [minutes, rest] = [Math.floor(hundredths / 6000), hundredths % 6000];
  const two = (value: number) => String(value).padStart(2, '0');
  return `[${two(minutes)}:${two(Math.floor(rest / 100))}.${two(rest % 100)}]`;
}
