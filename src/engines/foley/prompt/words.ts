/** One word of a prompt with what stood before it. */
export interface Word {
  /** Lower case, accents removed. */
  text: string;
  /** The word reduced to its stem; equal stems count as the same word. */
  stem: string;
  /** Strongest punctuation between the previous word and this one. */
  before: 'none' | 'comma' | 'stop';
}

const MAX_WORDS = 400;

/** Splits text into words of letters and digits; any script passes, hyphens and apostrophes separate or vanish. */
export function splitWords(text: string): Word[] {
  const plain = text.slice(0, 8_000).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/['’`]/g, '');
  const words: Word[] = [];
  let before: Word['before'] = 'none';
  for (const [piece] of plain.matchAll(/[\p{L}\p{N}]+|[^\p{L}\p{N}]+/gu)) {
    if (/[\p{L}\p{N}]/u.test(piece)) {
      words.push({ text: piece, stem: stemOf(piece), before });
      before = 'none';
      if (words.length === MAX_WORDS) break;
    } else if (/[.;:!?\n。！？]/.test(piece)) {
      before = 'stop';
    } else if (/[,、，/+&()]/.test(piece)) {
      before = 'comma';
    }
  }
  return words;
}

const irregular: ReadonlyMap<string, string> = new Map(
  Object.entries({
    leaves: 'leaf',
    geese: 'goose',
    mice: 'mouse',
    feet: 'foot',
    ran: 'run',
    rang: 'ring',
    blew: 'blow',
    wolves: 'wolf',
    knives: 'knife',
    broken: 'break',
    broke: 'break',
    fell: 'fall',
    shook: 'shake',
    sang: 'sing',
    struck: 'strike',
    swung: 'swing',
    lightening: 'lightning',
    // Not the thing "box".
    boxing: 'boxing',
  }),
);

/**
 * A light suffix stripper (plural, -ing, -ed, silent e), much weaker than Porter's (1980): names of sounds are short
 * and a strong stemmer would fold different ones together.
 */
export function stemOf(word: string): string {
  const base = irregular.get(word) ?? word;
  if (base === word && irregular.has(word)) return word;
  if (base.length <= 3 || !/^[a-z]+$/.test(base)) return base;
  let stem = base;
  if (/ies$/.test(stem) && stem.length > 4) stem = `${stem.slice(0, -3)}y`;
  else if (/(ss|ch|sh|x|zz)es$/.test(stem)) stem = stem.slice(0, -2);
  else if (/[^sui]s$/.test(stem)) stem = stem.slice(0, -1);
  const verb = /^(.*[aeiouy].*)(ing|ed)$/.exec(stem)?.[1];
  if (verb !== undefined && verb.length >= 3) {
    stem = /([bdgkmnprt])\1$/.test(verb) ? verb.slice(0, -1) : verb;
  }
  return stem.length > 3 && stem.endsWith('e') ? stem.slice(0, -1) : stem;
}

/** True when one insertion, deletion, substitution or swap of neighbours turns `a` into `b` (or they are equal). */
export function isOneSlipApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let i = 0;
  while (i < a.length && i < b.length && a[i] === b[i]) i++;
  const restA = a.slice(i);
  const restB = b.slice(i);
  if (restA === restB) return true;
  if (restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1)) return true;
  return restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
}
