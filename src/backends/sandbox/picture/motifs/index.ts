import type { Chance } from '../../chance.ts';
import { city, dunes, flowers, mountains, sea, space, woods } from './landscapes.ts';
import type { Motif } from './motif.ts';
import { bear, car, cat, dog, person, rabbit, shapes } from './subjects.ts';

export type { Motif } from './motif.ts';

/** Looked for as starts of words; the subject before the place. */
const words: readonly [Motif, RegExp][] = [
  [cat, /\b(cat|kitten|fox|tiger|lynx|wolf)/i],
  [dog, /\b(dog|puppy|corgi|poodle|beagle|horse|cow|donkey)/i],
  [bear, /\b(bear|panda|mouse|koala|monkey|hamster|lion|otter)/i],
  [rabbit, /\b(rabbit|bunny|hare|kangaroo)/i],
  [
    person,
    /\b(person|people|woman|women|man|men|girl|boy|lady|portrait|face|astronaut|dancer|singer|queen|king|child|couple|selfie|model)\b/i,
  ],
  [car, /\b(car|cars|truck|taxi|racing|vehicle|bus|motor)/i],
  [city, /\b(city|street|skyline|town|house|building|neon|cyber|tokyo|paris|london|new york|urban)/i],
  [space, /\b(space|star|galax|planet|moon|universe|rocket|alien|cosm)/i],
  [sea, /\b(sea|ocean|wave|beach|water|river|lake|boat|ship|sail|surf|harbou?r|fish|whale)/i],
  [dunes, /\b(desert|sand|dune|pyramid|egypt|camel|canyon)/i],
  [flowers, /\b(flower|garden|rose|tulip|meadow|field|blossom|spring)/i],
  [woods, /\b(forest|wood|tree|jungle|leaf|leaves|deer)/i],
  [mountains, /\b(mountain|hill|alps|valley|landscape|snow|sunset|sunrise|sky|cloud|volcan|dragon|castle)/i],
];

export function motifFor(prompt: string, chance: Chance): Motif {
  return words.find(([, pattern]) => pattern.test(prompt))?.[0] ?? chance.pick([shapes, mountains, sea, shapes]);
}
