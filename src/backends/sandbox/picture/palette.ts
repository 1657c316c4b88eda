import type { Chance } from '../chance.ts';

/** Colours of a scene, from far to near. */
export interface Palette {
  /** Top, middle and horizon of the sky. */
  sky: readonly [string, string, string];
  far: string;
  mid: string;
  near: string;
  /** Of sun, moon, lamps and flowers. */
  light: string;
  accent: string;
}

const palettes = {
  day: {
    sky: ['#3f8fd2', '#8ec5ee', '#e6f3fb'],
    far: '#8fa9c4',
    mid: '#5b8a72',
    near: '#2f5d50',
    light: '#fff3c4',
    accent: '#f08a4b',
  },
  dusk: {
    sky: ['#2b2250', '#b2456e', '#fbb36b'],
    far: '#7b3b6a',
    mid: '#4a2a5e',
    near: '#231942',
    light: '#ffe9a8',
    accent: '#ff7f51',
  },
  night: {
    sky: ['#0b1026', '#1b2a52', '#3b4f86'],
    far: '#26345f',
    mid: '#182347',
    near: '#0c132b',
    light: '#f5f0d0',
    accent: '#7fd1ff',
  },
  sea: {
    sky: ['#1976a3', '#6ec1d9', '#e3f6f2'],
    far: '#3a9db5',
    mid: '#1f7a99',
    near: '#0f5273',
    light: '#fff7d6',
    accent: '#ff9f6b',
  },
  forest: {
    sky: ['#6aa88d', '#b9d9b0', '#f0f4d4'],
    far: '#7da68a',
    mid: '#3f7a57',
    near: '#1d4d38',
    light: '#fff2b8',
    accent: '#e2a03f',
  },
  snow: {
    sky: ['#7c9cc4', '#c3d8ee', '#f4f8fc'],
    far: '#b3c7de',
    mid: '#dfe9f4',
    near: '#8aa4c2',
    light: '#ffffff',
    accent: '#d95d56',
  },
  desert: {
    sky: ['#e08e5a', '#f6c68b', '#fdebc8'],
    far: '#d9a066',
    mid: '#c07f45',
    near: '#8f5a32',
    light: '#fff4cf',
    accent: '#3f7f83',
  },
  neon: {
    sky: ['#120a2e', '#3a1265', '#e0428c'],
    far: '#38206b',
    mid: '#231449',
    near: '#120a2b',
    light: '#4df3ff',
    accent: '#ff4fa3',
  },
  fire: {
    sky: ['#2a0f12', '#8f2a1b', '#ff9a3c'],
    far: '#7a2a1c',
    mid: '#501b16',
    near: '#250c0e',
    light: '#ffe08a',
    accent: '#ff5d2e',
  },
  rose: {
    sky: ['#a86fa4', '#eab4cd', '#fdeee8'],
    far: '#c58fb4',
    mid: '#9c5f8f',
    near: '#63385f',
    light: '#fff4e6',
    accent: '#e8557f',
  },
  studio: {
    sky: ['#394150', '#6d7789', '#c9ced8'],
    far: '#8a92a3',
    mid: '#5f6777',
    near: '#343a47',
    light: '#fdf6e3',
    accent: '#f2b441',
  },
} as const satisfies Record<string, Palette>;

type PaletteName = keyof typeof palettes;

/** The first word that occurs wins; words are looked for as starts of words. */
const words: readonly [PaletteName, RegExp][] = [
  ['neon', /\b(neon|cyber|cyberpunk|synthwave|vapor|disco|club)/i],
  ['fire', /\b(fire|flame|lava|volcan|dragon|burn|explo)/i],
  ['dusk', /\b(sunset|sunrise|dusk|dawn|evening|golden hour|twilight)/i],
  ['night', /\b(night|moon|star|space|galax|planet|midnight|dark|dream)/i],
  ['snow', /\b(snow|winter|ice|icy|frost|arctic|polar|penguin|glacier|ski)/i],
  ['sea', /\b(sea|ocean|wave|beach|water|river|lake|rain|surf|fish|whale|boat|ship|harbou?r|swim)/i],
  ['desert', /\b(desert|sand|dune|camel|canyon|egypt|pyramid|savanna)/i],
  ['forest', /\b(forest|wood|tree|jungle|garden|leaf|leaves|green|grass|meadow|fox|bear|deer)/i],
  ['rose', /\b(love|rose|flower|pink|wedding|kiss|hug|heart|romantic|spring|blossom)/i],
  ['studio', /\b(portrait|product|studio|person|woman|man|face|fashion|dress)/i],
];

/** Chosen by the words of the prompt, else by chance. */
export function paletteFor(prompt: string, chance: Chance): Palette {
  const named = words.find(([, pattern]) => pattern.test(prompt))?.[0];
  return palettes[named ?? chance.pick(['day', 'dusk', 'sea', 'forest', 'rose', 'night', 'desert'])];
}
