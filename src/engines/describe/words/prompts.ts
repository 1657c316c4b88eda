import type { PictureFacts } from '../measure/index.ts';
import { joined, type Phrases, phrasesOf } from './phrases.ts';

const MARKS = ['1️⃣', '2️⃣', '3️⃣', '4️⃣'];

/** Four numbered prompts of one picture, each from another side: the scene, its light, its colours, its form. */
export function fourPrompts(facts: PictureFacts): string {
  const phrases = phrasesOf(facts);
  return views(phrases)
    .map((parts, index) => `${MARKS[index]} ${sentence(parts)} --ar ${facts.aspect}`)
    .join('\n\n');
}

/** One prompt with everything. */
export const onePrompt = (facts: PictureFacts): string => {
  const [scene = []] = views(phrasesOf(facts));
  return `${sentence(scene)} --ar ${facts.aspect}`;
};

function views(phrases: Phrases): string[][] {
  const { subject, shot, placed, composition, palette, light, finish, colours } = phrases;
  const [main = 'plain'] = colours;
  const scene = subject === '' ? `${main} abstract` : subject;
  const subjectIn = (where: string) => (subject === '' ? where : `${subject}, ${where}`);
  return [
    [scene, shot, ...composition, palette, ...light, ...finish],
    [subjectIn(light[0] ?? 'even light'), ...light.slice(1), shot, ...finish],
    [subjectIn(palette === '' ? 'plain colours' : palette), ...light.filter((word) => /colour|tones|white/.test(word))],
    [subjectIn(placed === '' ? (composition[0] ?? 'balanced form') : placed), ...composition, ...finish],
  ];
}

const sentence = (parts: readonly string[]): string => [...new Set(parts.filter((part) => part !== ''))].join(', ');

/** Comma separated tags, most telling first. */
export function tagList(facts: PictureFacts): string[] {
  const { shot, composition, colours, light, finish } = phrasesOf(facts);
  const things = facts.things.map(({ label, count }) => (count > 1 ? `${count} ${label}` : label));
  const words = [...things, shot, ...composition, ...colours, ...light.flatMap(split), ...finish.flatMap(split)];
  return [...new Set(words.filter((word) => word !== ''))];
}

const split = (words: string): string[] => words.split(', ');

/** The sentences of a description, most telling first. */
export function sentences(facts: PictureFacts): string[] {
  const phrases = phrasesOf(facts);
  const { subject, placed, shot, composition, light, finish } = phrases;
  const shares = facts.palette.slice(0, 4).map(({ name, share }) => `${name} (${Math.round(share * 100)} %)`);
  const lines = [
    subject === ''
      ? 'No familiar object was recognised in the picture.'
      : `The picture shows ${subject}${shot === '' ? '' : ` in a ${shot}`}.`,
    placed === ''
      ? ''
      : `${capital(placed)} is the largest thing in it.`.replace(/(.*) (in|on|at) (.*) is the/, '$1, $2 $3, is the'),
    shares.length === 0 ? '' : `Its main colours are ${joined(shares)}.`,
    light.length === 0 ? 'Light and contrast are even.' : `Light and colour: ${light.join(', ')}.`,
    composition.length === 0 ? '' : `Form: ${composition.join(', ')}.`,
    finish.length === 0 ? '' : `Finish: ${finish.join(', ')}.`,
    facts.faces === 0 ? '' : `${facts.faces === 1 ? 'One face is' : `${facts.faces} faces are`} visible.`,
    `It measures ${facts.width} by ${facts.height} pixels (${facts.aspect}).`,
  ];
  return lines.filter((line) => line !== '');
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
