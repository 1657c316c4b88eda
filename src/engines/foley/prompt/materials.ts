import { stemOf } from './words.ts';

/** What is stepped on or struck: words → the endings of voice ids that may carry it, best first. */
const table: readonly [words: string, endings: string][] = [
  ['wood wooden floorboards parquet hardwood plank planks table board', 'wood'],
  ['metal metallic steel iron tin anvil aluminium aluminum copper grate', 'metal'],
  ['glass bottle bottles window', 'glass'],
  ['earth dirt ground soil mud muddy clay', 'earth dirt mud grass'],
  ['gravel pebbles shingle', 'gravel'],
  ['snow snowy ice icy', 'snow'],
  ['grass lawn leaf leaves forest', 'grass leaves'],
  [
    'concrete pavement asphalt stone stones tile tiles tiled marble sidewalk street cobblestone cobblestones rock rocks',
    'concrete stone',
  ],
  ['sand sandy', 'sand gravel'],
  ['plastic rubber', 'plastic rubber'],
  ['carpet', 'carpet grass'],
];

const endingsByStem = new Map<string, string[]>();
for (const [words, endings] of table) {
  for (const word of words.split(' ')) endingsByStem.set(stemOf(word), endings.split(' '));
}

export const isMaterial = (stem: string): boolean => endingsByStem.has(stem);

/** `footsteps-concrete` + the stem of "gravel" → `footsteps-gravel`; null when no such voice exists. */
export function onMaterial(voiceId: string, stem: string, has: (voiceId: string) => boolean): string | null {
  // A ball or a bottle brings its own material; what it falls on does not change that.
  const family = /^(?:(footsteps)-\w+|(impact)-(?:earth|wood|stone|metal)|footsteps|impact)$/
    .exec(voiceId)?.[0]
    .split('-')[0];
  if (family === undefined) return null;
  const ending = endingsByStem.get(stem)?.find((candidate) => has(`${family}-${candidate}`));
  return ending === undefined ? null : `${family}-${ending}`;
}
