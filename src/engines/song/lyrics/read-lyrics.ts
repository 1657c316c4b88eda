import type { SectionKind } from '../compose/score.ts';
import { SONG_LIMITS } from '../contract.ts';
import type { LyricSection } from './lyric-section.ts';
import { countSyllables } from './syllables.ts';

const kinds: readonly [RegExp, SectionKind][] = [
  [/^pre[\s-]*chorus|^build|^lift/, 'pre-chorus'],
  [/^(final |last |double )?(chorus|hook|refrain|drop)/, 'chorus'],
  [/^post[\s-]*chorus/, 'chorus'],
  [/^verse|^rap|^strophe|^part|^spoken/, 'verse'],
  [/^bridge|^middle|^breakdown|^break/, 'bridge'],
  [/^intro|^opening/, 'intro'],
  [/^outro|^ending|^end|^coda|^fade/, 'outro'],
  [/solo/, 'solo'],
  [/^interlude|^inst|^instrumental|^music/, 'interlude'],
];

/** `[Verse 2]`, `(Chorus)`, `Bridge:`, `## Outro` on a line of its own. */
function markIn(line: string): SectionKind | 'other' | null {
  const inner = /^\s*(?:\[([^\]]{1,60})\]|\(([^)]{1,60})\)|#{1,3}\s*(.{1,40})|([\p{L} -]{3,20}\d{0,2}):)\s*$/u.exec(
    line,
  );
  const name = inner?.slice(1).find((part) => part !== undefined);
  if (name === undefined) return null;
  const plain = name.trim().toLowerCase();
  const kind = kinds.find(([pattern]) => pattern.test(plain))?.[1];
  if (kind) return kind;
  // "[whispered]" is a note to the singer; "(oh yeah)" is sung.
  return inner?.[1] !== undefined ? 'other' : null;
}

export interface LyricsReading {
  sections: LyricSection[];
  /** Lines beyond the limit. */
  omitted: number;
}

/** Whether a lyrics text asks for no singing at all. */
export const isInstrumental = (text: string): boolean => /^\s*(?:\[\s*(?:inst|instrumental)\s*\]\s*)*$/i.test(text);

/** Sections by their marks; without marks, by empty lines, verse and chorus in turn. Never throws. */
export function readLyrics(text: string): LyricsReading {
  const sections: LyricSection[] = [];
  let current: LyricSection | null = null;
  let hasMarks = false;
  let lines = 0;
  let omitted = 0;
  for (const raw of text.slice(0, SONG_LIMITS.maxTextLength).split(/\r\n|[\n\r\u2028\u2029]/)) {
    const line = raw.trim();
    if (line === '') {
      if (!hasMarks) current = null;
      continue;
    }
    const mark = markIn(line);
    if (mark === 'other') continue;
    if (mark !== null) {
      hasMarks = true;
      current = { kind: mark, lines: [] };
      sections.push(current);
      continue;
    }
    if (lines === SONG_LIMITS.maxLyricLines) {
      omitted++;
      continue;
    }
    if (current === null) {
      current = { kind: 'verse', lines: [] };
      sections.push(current);
    }
    current.lines.push({ text: line.slice(0, 300), syllables: Math.min(40, countSyllables(line)) });
    lines++;
  }
  if (!hasMarks) nameSections(sections);
  return { sections: sections.filter((section) => section.lines.length > 0 || section.kind !== 'verse'), omitted };
}

/** Blocks that come back word for word are the chorus; else every second block is. One long block is cut in fours. */
export function nameSections(sections: LyricSection[]): void {
  const only = sections[0];
  if (sections.length === 1 && only && only.lines.length > 6) {
    const lines = only.lines;
    sections.length = 0;
    for (let at = 0; at < lines.length; at += 4) sections.push({ kind: 'verse', lines: lines.slice(at, at + 4) });
  }
  const keys = sections.map(({ lines }) => lines.map(({ text }) => text.toLowerCase()).join('\n'));
  const repeats = keys.map((key) => keys.filter((other) => other === key).length > 1);
  const anyRepeats = repeats.some(Boolean);
  for (const [i, section] of sections.entries()) {
    if (anyRepeats ? repeats[i] : i % 2 === 1) section.kind = 'chorus';
  }
}
