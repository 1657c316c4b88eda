import { toLab } from '../../face-swap/swap/lab.ts';

/** Names people use, with a typical sRGB value each. */
const TABLE: Readonly<Record<string, string>> = {
  black: '#0a0a0a',
  charcoal: '#363a3d',
  'dark grey': '#5a5a5a',
  grey: '#8a8a8a',
  'light grey': '#c4c4c4',
  white: '#fafafa',
  ivory: '#f6efdc',
  beige: '#dccbaa',
  tan: '#c2a074',
  brown: '#7a4f2c',
  'dark brown': '#3f2818',
  terracotta: '#bf6a48',
  rust: '#a3431c',
  orange: '#f08a24',
  amber: '#ffb81c',
  gold: '#cfa52e',
  yellow: '#f7e12e',
  'pale yellow': '#f5eea0',
  olive: '#7a7a2c',
  'lime green': '#93d92c',
  green: '#2e9a3c',
  'dark green': '#17472a',
  sage: '#a2b598',
  mint: '#a6e6c6',
  teal: '#157c7c',
  turquoise: '#3ccfc4',
  'sky blue': '#84c3ea',
  blue: '#2c62d8',
  'steel blue': '#5b86ab',
  'slate blue': '#56627c',
  navy: '#16234e',
  indigo: '#40329a',
  lavender: '#bfb3e6',
  purple: '#7f35a8',
  plum: '#64294f',
  magenta: '#d62fae',
  pink: '#f3a6bf',
  rose: '#d8587f',
  salmon: '#f29680',
  peach: '#f9cfae',
  red: '#d92626',
  maroon: '#641a22',
};

const COLOURS = Object.entries(TABLE).map(([name, hex]) => {
  const value = Number.parseInt(hex.slice(1), 16);
  const lab = new Float32Array(3);
  toLab(value >> 16, (value >> 8) & 255, value & 255, lab, 0);
  return { name, lab };
});

/** Hue tells names apart better than lightness does. */
const LIGHTNESS_WEIGHT = 0.5;

/** The name nearest to a colour in L*a*b*. */
export function colourName(l: number, a: number, b: number): string {
  let [nearest, best] = ['grey', Infinity];
  for (const { name, lab } of COLOURS) {
    const distance = LIGHTNESS_WEIGHT * (l - (lab[0] ?? 0)) ** 2 + (a - (lab[1] ?? 0)) ** 2 + (b - (lab[2] ?? 0)) ** 2;
    if (distance < best) [nearest, best] = [name, distance];
  }
  return nearest;
}
