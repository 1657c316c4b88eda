/** Words of a question or a page as the search compares them. Pure. */

const STOP = new Set(
  (
    'a an and are as at be been being but by can could did do does doing for from get gets give go had has have how i if in ' +
    'into is it its just let like me my need of on one or our please shall should show so some than that the ' +
    'their them then there these they this those to too us use used using very want was we were what when where which who ' +
    'why will with would you your tell about work works happen happens say says mean means possible way thing things any explain understand learn help find know look see check please more most other another much many really than also just please instead'
  ).split(' '),
);

/** Different words for the same thing, by their stem. */
const SAME: Readonly<Record<string, string>> = {
  photo: 'pictur',
  imag: 'pictur',
  img: 'pictur',
  movi: 'video',
  clip: 'video',
  film: 'video',
  cost: 'price',
  fee: 'price',
  charg: 'price',
  expens: 'price',
  cheap: 'price',
  paramet: 'field',
  param: 'field',
  argument: 'field',
  option: 'set',
  configur: 'set',
  config: 'set',
  voic: 'speech',
  tt: 'speech',
  speak: 'speech',
  token: 'key',
  apikey: 'key',
  callback: 'webhook',
  hook: 'webhook',
  delet: 'remov',
  eras: 'remov',
  cancell: 'cancel',
  job: 'task',
  song: 'music',
  docker: 'contain',
  refund: 'releas',
  credit: 'balanc',
  creat: 'mak',
  generat: 'mak',
  licens: 'licenc',
  spend: 'budget',
  storag: 'stor',
  sav: 'stor',
  kept: 'keep',
  mov: 'migrat',
  multipl: 'several',
  replica: 'several',
  postgr: 'postgresql',
  installation: 'install',
  upgrad: 'updat',
};

/** A light stemmer in the manner of Porter (1980), steps 1a to 1c: enough for plural, -ing and -ed. */
export function stem(word: string): string {
  let w = word;
  if (w.length > 3 && w.endsWith('ies')) w = `${w.slice(0, -3)}y`;
  else if (w.length > 3 && /[^su]s$/.test(w)) w = w.slice(0, -1);
  if (w.length > 5 && w.endsWith('ing')) w = w.slice(0, -3);
  else if (w.length > 4 && w.endsWith('ed')) w = w.slice(0, -2);
  if (w.length > 3 && w.endsWith('e')) w = w.slice(0, -1);
  if (/([bdfgmnprt])\1$/.test(w) && w.length > 4) w = w.slice(0, -1);
  return SAME[w] ?? w;
}

/** Stems without the words that say nothing; what is joined by marks counts whole and in parts. */
export function stemsOf(text: string): string[] {
  const found: string[] = [];
  const plain = text.toLowerCase().replace(/\b(more than one|a few|two or more)\b/g, 'several');
  for (const [whole] of plain.matchAll(/[\p{L}\p{N}]+(?:[._/-][\p{L}\p{N}]+)*/gu)) {
    const parts = whole.split(/[._/-]/).filter((part) => part !== '');
    for (const part of parts.length > 1 ? [whole, ...parts] : parts)
      if (!STOP.has(part) && !/^[\p{L}\p{N}]$/u.test(part)) found.push(stem(part));
  }
  return found;
}

/** Lower case, marks as spaces, a space at both ends, so that names can be looked for whole. */
export function flat(text: string): string {
  return ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}.$%]+/gu, ' ')
    .replace(/\.(?!\d)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()} `;
}
