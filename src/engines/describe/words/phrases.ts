import type { PictureFacts } from '../measure/index.ts';

/** Measured facts as short phrases; every list may be empty. */
export interface Phrases {
  /** "two people and a dog"; "a single subject" is never claimed, so empty when nothing was recognised. */
  subject: string;
  /** Where the largest thing is: "a large person on the left". */
  placed: string;
  shot: string;
  composition: string[];
  colours: string[];
  palette: string;
  light: string[];
  finish: string[];
}

const IRREGULAR: Readonly<Record<string, string>> = {
  person: 'people',
  sheep: 'sheep',
  knife: 'knives',
  mouse: 'mice',
  skis: 'pairs of skis',
  scissors: 'pairs of scissors',
};
const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const UNCOUNTED = new Set(['skis', 'scissors', 'broccoli']);

export function phrasesOf(facts: PictureFacts): Phrases {
  const { things, palette, light, detail, composition, faces, largestFace } = facts;
  const [main] = things;
  const colours = palette.slice(0, 3).map(({ name }) => name);
  return {
    subject: joined(things.slice(0, 4).map(({ label, count }) => counted(label, count))),
    placed: main ? `${main.count > 1 ? `the largest ${main.label}` : `the ${main.label}`} ${main.where}` : '',
    shot: shotOf(faces, largestFace),
    composition: [
      ...(composition.symmetry > 0.9 && detail.plain < 0.98 ? ['symmetrical composition'] : []),
      ...(composition.placement === 'centred' ? ['centred composition'] : []),
      ...(composition.placement === 'on a third' ? ['rule of thirds'] : []),
      ...(composition.placement === 'off-centre' ? ['off-centre subject'] : []),
      ...(detail.plain > 0.55 ? ['plenty of empty space'] : []),
    ],
    colours,
    palette: colours.length === 0 ? '' : `${joined(colours)} palette`,
    light: lightWords(light),
    finish: finishWords(detail),
  };
}

function shotOf(faces: number, largestFace: number): string {
  if (faces === 0) return '';
  if (faces > 3) return 'group shot';
  if (largestFace > 0.55) return 'close-up portrait';
  if (largestFace > 0.25) return 'head and shoulders portrait';
  return largestFace > 0.12 ? 'medium shot' : 'wide shot';
}

function lightWords({ brightness, contrast, colourfulness, warmth, from }: PictureFacts['light']): string[] {
  return [
    brightness > 78 ? 'high-key, bright' : brightness < 28 ? 'low-key, dark' : '',
    contrast > 28 ? 'strong contrast' : contrast < 10 ? 'soft, low contrast' : '',
    colourfulness < 3
      ? 'black and white'
      : colourfulness < 12
        ? 'muted colours'
        : colourfulness > 40
          ? 'vivid colours'
          : '',
    warmth > 14 && colourfulness >= 3 ? 'warm tones' : warmth < -8 && colourfulness >= 3 ? 'cool tones' : '',
    from === null ? '' : from === 'left' || from === 'right' ? `brighter on the ${from}` : `brighter ${from}`,
  ].filter((word) => word !== '');
}

function finishWords({ sharpness, focus, plain }: PictureFacts['detail']): string[] {
  return [
    focus > 2 ? 'blurred background, shallow depth of field' : '',
    plain > 0.9 ? 'flat areas of colour' : sharpness > 9 ? 'crisp fine detail' : sharpness < 2 ? 'soft focus' : '',
  ].filter((word) => word !== '');
}

export function counted(label: string, count: number): string {
  if (count === 1 && UNCOUNTED.has(label)) return label;
  if (count === 1) return `${/^[aeiou]/.test(label) ? 'an' : 'a'} ${label}`;
  return `${NUMBERS[count] ?? String(count)} ${plural(label)}`;
}

function plural(label: string): string {
  const irregular = IRREGULAR[label];
  if (irregular !== undefined) return irregular;
  if (/(s|x|ch|sh)$/.test(label)) return `${label}es`;
  return /[^aeiou]y$/.test(label) ? `${label.slice(0, -1)}ies` : `${label}s`;
}

/** "a, b and c". */
export function joined(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
