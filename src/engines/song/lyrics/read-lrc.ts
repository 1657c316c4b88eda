import { EngineInputError } from '../../engine.ts';
import { SONG_LIMITS } from '../contract.ts';
import type { LyricLine, LyricSection } from './lyric-section.ts';
import { nameSections } from './read-lyrics.ts';
import { countSyllables } from './syllables.ts';

export interface LrcReading {
  /** Sorted by time; empty when the text has no stamp at all. */
  sections: LyricSection[];
  logs: string[];
}

const STAMP = /\[(\d{1,3}):(\d{1,2})(?:[.:](\d{1,3}))?\]/g;
/** Looks like a stamp, right or wrong. */
const LIKE_A_STAMP = /\[\s*[-+]?\d[\d\s:.,-]*\]/g;
const OFFSET = /^\s*\[offset:\s*([+-]?\d{1,6})\s*\]\s*$/i;
const TAG = /^\s*\[[a-z#]{1,10}:.*\]\s*$/i;

/**
 * LRC text: `[mm:ss]`, `[mm:ss.x]` to `[mm:ss.xxx]`, also several on one row, which are split at each stamp; `[offset:±ms]`
 * counts, other tags are skipped. Text without any stamp gives no sections.
 * @throws EngineInputError for a stamp that is none, with its row.
 */
export function readLrc(text: string, maxSeconds: number): LrcReading {
  const logs: string[] = [];
  const lines: (LyricLine & { seconds: number })[] = [];
  let offsetSeconds = 0;
  let unstamped = 0;
  let late = 0;
  let beyond = 0;
  const rows = text.slice(0, SONG_LIMITS.maxTextLength).split(/\r\n|[\n\r]/);
  for (const [row, raw] of rows.entries()) {
    const offset = OFFSET.exec(raw);
    if (offset) {
      offsetSeconds = Number(offset[1]) / 1000;
      continue;
    }
    const wrong = [...raw.matchAll(LIKE_A_STAMP)].map(([found]) => found).find((found) => !isStamp(found));
    if (wrong !== undefined) {
      throw new EngineInputError(
        'text',
        `the lyrics have a bad time stamp ${wrong.slice(0, 24)} in row ${row + 1}; use [mm:ss.xx]`,
      );
    }
    const stamps = [...raw.matchAll(STAMP)];
    if (stamps.length === 0) {
      if (raw.trim() !== '' && !TAG.test(raw) && !/^\s*\[[^\]]*\]\s*$/.test(raw)) unstamped++;
      continue;
    }
    const texts = stamps.map((stamp, i) =>
      raw.slice((stamp.index ?? 0) + stamp[0].length, stamps[i + 1]?.index).trim(),
    );
    for (const [i, [, minutes, seconds, fraction = '0']] of stamps.entries()) {
      // "[00:12.00][00:40.00] words": the words belong to every stamp before them.
      const words = texts.slice(i).find((one) => one !== '') ?? '';
      if (words === '') continue;
      const time = Number(minutes) * 60 + Number(seconds) + Number(`0.${fraction}`) - offsetSeconds;
      if (time >= maxSeconds) late++;
      else if (lines.length >= SONG_LIMITS.maxLyricLines) beyond++;
      else
        lines.push({
          text: words.slice(0, 300),
          syllables: Math.min(40, countSyllables(words)),
          seconds: Math.max(0, time),
        });
    }
  }
  if (lines.length === 0 && late === 0) return { sections: [], logs };
  if (late > 0) logs.push(`${late} lyric lines start at or after ${maxSeconds} s and were left out`);
  if (beyond > 0)
    logs.push(`only the first ${SONG_LIMITS.maxLyricLines} lyric lines are used; ${beyond} were left out`);
  if (unstamped > 0) logs.push(`${unstamped} lyric lines without a time stamp were left out`);
  lines.sort((a, b) => a.seconds - b.seconds);
  return { sections: grouped(lines), logs };
}

const isStamp = (text: string): boolean => {
  const parts = /^\[(\d{1,3}):(\d{1,2})(?:[.:](\d{1,3}))?\]$/.exec(text);
  return parts !== null && Number(parts[2]) < 60;
};

/** Stanzas of four lines at most; a pause of 1.8 usual line lengths begins a new one. */
function grouped(lines: readonly (LyricLine & { seconds: number })[]): LyricSection[] {
  const gaps = lines.slice(1).map((line, i) => line.seconds - (lines[i]?.seconds ?? 0));
  const usual = [...gaps].sort((a, b) => a - b)[gaps.length >> 1] ?? 4;
  const sections: LyricSection[] = [];
  for (const [i, line] of lines.entries()) {
    const current = sections.at(-1);
    const gap = gaps[i - 1] ?? 0;
    if (!current || gap > 1.8 * usual || current.lines.length >= 4) sections.push({ kind: 'verse', lines: [line] });
    else current.lines.push(line);
  }
  nameSections(sections);
  return sections;
}
