import { hasWords } from './speakable.ts';

export interface TextPart {
  text: string;
  /** Silence after it at normal speed, seconds. */
  pauseSeconds: number;
}

/** What a reader can take in one breath, more or less; also the step of progress and of cancelling. */
const LONGEST_PART = 300;
/** Pauses of read speech: E. Campione and J. Véronis, "A large-scale multilingual study of silent pause duration", 2002. */
const PAUSE = { clause: 0.15, line: 0.3, sentence: 0.4, paragraph: 0.75 } as const;

/** The segmenter takes the dot of these for the end of a sentence. */
const ABBREVIATED =
  /(?:^|[\s(])(?:mr|mrs|ms|dr|prof|st|sr|jr|gen|col|capt|lt|rev|hon|vs|etc|no|vol|fig|e\.g|i\.e|[a-z])\.$/i;

/** Cuts a text at paragraphs and sentences, long ones at commas, else between words. Nothing is lost but white space. */
export function splitText(text: string, language: string): TextPart[] {
  const segmenter = new Intl.Segmenter(knownLocale(language), { granularity: 'sentence' });
  const parts: TextPart[] = [];
  for (const paragraph of text.split(/\n\s*\n/)) {
    for (const line of paragraph.split('\n')) {
      const sentences = joinAbbreviated([...segmenter.segment(line)].map(({ segment }) => segment));
      const spoken = sentences.flatMap(breaths).filter((part) => hasWords(part.text));
      const last = spoken.at(-1);
      if (last !== undefined && /\p{L}$/u.test(last.text)) last.pauseSeconds = PAUSE.line;
      parts.push(...spoken);
    }
    const last = parts.at(-1);
    if (last !== undefined) last.pauseSeconds = PAUSE.paragraph;
  }
  return parts;
}

/** Codes of espeak-ng need not be ones that Intl knows. */
function knownLocale(language: string): string {
  try {
    return Intl.Segmenter.supportedLocalesOf(language === 'cmn' ? 'zh' : language)[0] ?? 'en';
  } catch {
    return 'en';
  }
}

function joinAbbreviated(sentences: readonly string[]): string[] {
  const joined: string[] = [];
  for (const sentence of sentences) {
    const before = joined.at(-1);
    if (before !== undefined && ABBREVIATED.test(before.trimEnd())) joined[joined.length - 1] = before + sentence;
    else joined.push(sentence);
  }
  return joined;
}

function breaths(sentence: string): TextPart[] {
  const parts: TextPart[] = [];
  let rest = sentence.trim();
  while (rest.length > LONGEST_PART) {
    const cut = placeToCut(rest);
    parts.push({ text: rest.slice(0, cut).trim(), pauseSeconds: PAUSE.clause });
    rest = rest.slice(cut).trim();
  }
  if (rest !== '') parts.push({ text: rest, pauseSeconds: PAUSE.sentence });
  return parts;
}

function placeToCut(text: string): number {
  const head = text.slice(0, LONGEST_PART);
  const afterLast = (signs: RegExp) => [...head.matchAll(signs)].at(-1);
  for (const signs of [/[,;:،、，；)](?=\s|$|\p{Script=Han})/gu, /\s/g]) {
    const found = afterLast(signs);
    if (found !== undefined && found.index > LONGEST_PART / 4) return found.index + found[0].length;
  }
  // Never between the halves of a surrogate pair.
  return /[\uD800-\uDBFF]/.test(head.at(-1) ?? '') ? LONGEST_PART - 1 : LONGEST_PART;
}
