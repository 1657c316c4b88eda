/**
 * Drum grooves as step strings, one character per step: `.` rest, `g` ghost, `o` normal, `X` accent. Four steps to a
 * beat in 4/4 and 3/4 (16 and 12 steps to a bar), six to each of the two beats in 6/8. The common figures of each genre
 * are general knowledge of drum-set teaching; the strings are our own.
 */
export type MetreName = '4/4' | '3/4' | '6/8';

export interface Metre {
  name: MetreName;
  beats: number;
  stepsPerBeat: number;
}

export const metres: Readonly<Record<MetreName, Metre>> = {
  '4/4': { name: '4/4', beats: 4, stepsPerBeat: 4 },
  '3/4': { name: '3/4', beats: 3, stepsPerBeat: 4 },
  '6/8': { name: '6/8', beats: 2, stepsPerBeat: 6 },
};

/** Keys of the General MIDI percussion map. */
export const drumKeys = {
  kick: 36,
  rim: 37,
  snare: 38,
  clap: 39,
  lowTom: 45,
  midTom: 47,
  highTom: 50,
  floorTom: 41,
  hat: 42,
  pedal: 44,
  open: 46,
  crash: 49,
  ride: 51,
  bell: 53,
  tambourine: 54,
  cowbell: 56,
  shaker: 70,
  conga: 64,
  openConga: 63,
  mutedConga: 62,
  timbale: 65,
  clave: 75,
  block: 76,
  triangle: 81,
  surdo: 41,
} as const;

export type DrumName = keyof typeof drumKeys;

export type Pattern = Partial<Record<DrumName, string>>;

export interface Groove {
  metre: MetreName;
  /** For quiet parts (verses). */
  low: Pattern;
  /** For loud parts (choruses). */
  high: Pattern;
  /** Kind of fill at the end of a section. */
  fill: 'toms' | 'snare' | 'roll' | 'hats' | 'none';
}

const g = (metre: MetreName, fill: Groove['fill'], low: Pattern, high: Pattern): Groove => ({ metre, fill, low, high });

// biome-ignore format: steps line up
export const grooves = {
  none: g('4/4', 'none', {}, {}),
  none3: g('3/4', 'none', {}, {}),
  none6: g('6/8', 'none', {}, {}),
  pop: g('4/4', 'toms',
    { kick: 'X.....o.o.......', snare: '....X.......X...', hat: 'o.o.o.o.o.o.o.o.' },
    { kick: 'X.....o.X.o.....', snare: '....X.......X..g', hat: 'X.o.X.o.X.o.X.o.', tambourine: '....o.......o...' }),
  rock: g('4/4', 'toms',
    { kick: 'X.......X.o.....', snare: '....X.......X...', hat: 'X.o.X.o.X.o.X.o.' },
    { kick: 'X..o..o.X.o.....', snare: '....X.......X...', ride: 'X.o.X.o.X.o.X.o.', open: '..............o.' }),
  punk: g('4/4', 'snare',
    { kick: 'X...X...X...X...', snare: '..X...X...X...X.', hat: 'X.X.X.X.X.X.X.X.' },
    { kick: 'X...X..oX...X...', snare: '..X...X...X...X.', crash: 'o.......o.......', ride: 'X.X.X.X.X.X.X.X.' }),
  metal: g('4/4', 'toms',
    { kick: 'X.o.X.o.X.o.X.o.', snare: '....X.......X...', hat: 'X...X...X...X...' },
    { kick: 'XoooXoooXoooXooo', snare: '....X.......X...', ride: 'X...X...X...X...', crash: 'o...............' }),
  ballad: g('4/4', 'toms',
    { kick: 'X.........o.....', rim: '....o.......o...', hat: 'o.g.o.g.o.g.o.g.' },
    { kick: 'X.....o.X.......', snare: '....X.......X...', ride: 'o.g.o.g.o.g.o.g.' }),
  disco: g('4/4', 'snare',
    { kick: 'X...X...X...X...', snare: '....X.......X...', hat: 'o.g.o.g.o.g.o.g.', open: '..o...o...o...o.' },
    { kick: 'X...X...X...X...', snare: '....X.......X...', clap: '....o.......o...', open: '..X...X...X...X.', hat: 'o.goo.goo.goo.go', tambourine: 'g.g.g.g.g.g.g.g.' }),
  house: g('4/4', 'snare',
    { kick: 'X...X...X...X...', clap: '....X.......X...', open: '..o...o...o...o.', shaker: 'g.ggg.ggg.ggg.gg' },
    { kick: 'X...X...X...X...', clap: '....X.......X..g', open: '..X...X...X...X.', hat: 'ggogggogggogggog', shaker: 'g.ggg.ggg.ggg.gg' }),
  techno: g('4/4', 'hats',
    { kick: 'X...X...X...X...', hat: '..o...o...o...o.', rim: '...g..g....g..g.' },
    { kick: 'X...X...X...X...', clap: '....o.......o...', open: '..X...X...X...X.', hat: 'gogogogogogogogo', cowbell: '...g..g...g..g..' }),
  trance: g('4/4', 'roll',
    { kick: 'X...X...X...X...', open: '..o...o...o...o.' },
    { kick: 'X...X...X...X...', clap: '....X.......X...', open: '..X...X...X...X.', hat: 'g.ogg.ogg.ogg.og' }),
  breakbeat: g('4/4', 'snare',
    { kick: 'X.........o.....', snare: '....X..g.g..X...', hat: 'o.o.o.o.o.o.o.o.' },
    { kick: 'X.o.......X.....', snare: '....X..g.g..X..g', ride: 'o.o.o.o.o.o.o.o.', open: '..............o.' }),
  halftime: g('4/4', 'roll',
    { kick: 'X.....o.........', snare: '........X.......', hat: 'o.g.o.g.o.g.o.g.' },
    { kick: 'X.....o...o.....', snare: '........X.......', clap: '........o.......', hat: 'o.ogo.ogo.ogo.og', crash: 'o...............' }),
  trap: g('4/4', 'hats',
    { kick: 'X......o..o.....', snare: '........X.......', hat: 'o.o.o.o.o.o.o.o.' },
    { kick: 'X......o..X...o.', clap: '........X.......', snare: '........o.......', hat: 'o.ooo.o.oooooogo', open: '......o.........' }),
  boombap: g('4/4', 'snare',
    { kick: 'X......o..o.....', snare: '....X.......X...', hat: 'o.o.o.o.o.o.o.o.' },
    { kick: 'X.o....o..X.....', snare: '....X..g....X..g', hat: 'o.o.o.ogo.o.o.o.', open: '..............g.' }),
  lofi: g('4/4', 'none',
    { kick: 'X......o........', rim: '....o.......o...', hat: 'o.g.o.g.o.g.o.g.' },
    { kick: 'X......o..o.....', snare: '....o.......o..g', hat: 'o.g.o.ggo.g.o.g.' }),
  funk: g('4/4', 'snare',
    { kick: 'X.....o...o.....', snare: '....X..g.g..X...', hat: 'oooooooooooooooo' },
    { kick: 'X.o...o...o..o..', snare: '....X..g.g..X..g', hat: 'XoooXoooXoooXo.o', open: '..............o.' }),
  soul: g('4/4', 'snare',
    { kick: 'X......oX.......', snare: '....X.......X...', hat: 'o.o.o.o.o.o.o.o.' },
    { kick: 'X......oX..o....', snare: '....X.......X..g', hat: 'X.o.X.o.X.o.X.o.', tambourine: 'g.o.g.o.g.o.g.o.' }),
  swing: g('4/4', 'snare',
    { ride: 'X...X.o.X...X.o.', pedal: '....o.......o...', kick: 'g...g...g...g...' },
    { ride: 'X...X.o.X...X.o.', pedal: '....o.......o...', kick: 'g...g...g...g...', snare: '......g.......g.' }),
  shuffle: g('4/4', 'snare',
    { kick: 'X.......X.......', snare: '....X.......X...', hat: 'X.o.X.o.X.o.X.o.' },
    { kick: 'X.....o.X.....o.', snare: '....X.......X.g.', ride: 'X.o.X.o.X.o.X.o.' }),
  bossa: g('4/4', 'none',
    { rim: 'o..o..o...o..o..', kick: 'o..oo..oo..oo..o', shaker: 'ogogogogogogogog' },
    { rim: 'X..X..X...X..X..', kick: 'o..oo..oo..oo..o', shaker: 'ogogogogogogogog', hat: '....o.......o...' }),
  samba: g('4/4', 'snare',
    { kick: 'o..oX..oo..oX..o', shaker: 'XggoXggoXggoXggo', rim: 'o.o..o.oo.o..o..' },
    { kick: 'o..oX..oo..oX..o', shaker: 'XggoXggoXggoXggo', snare: 'o.g.go.go.g.go.g', surdo: '....X.......X...', block: 'o.oo.o.oo.oo.o..' }),
  latin: g('4/4', 'toms',
    { kick: '...o..o....o..o.', clave: 'X..X..X...X.X...', mutedConga: 'o..oo...o..oo...', openConga: '......oo......oo', shaker: 'o.g.o.g.o.g.o.g.' },
    { kick: '...o..o....o..o.', clave: 'X..X..X...X.X...', mutedConga: 'o..oo...o..oo...', openConga: '......XX......XX', cowbell: 'X.o.X.o.X.o.X.o.', timbale: '...........g..oo' }),
  reggaeton: g('4/4', 'snare',
    { kick: 'X...X...X...X...', snare: '...o..o....o..o.', hat: 'g.g.g.g.g.g.g.g.' },
    { kick: 'X...X...X...X...', snare: '...X..X....X..X.', hat: 'o.o.o.o.o.o.o.o.', shaker: 'gggggggggggggggg' }),
  reggae: g('4/4', 'toms',
    { kick: '....X.......X...', rim: '....X.......X...', hat: 'o.o.o.o.o.o.o.oo' },
    { kick: 'X...X...X...X...', snare: '....X.......X...', hat: 'X.o.X.o.X.o.X.oo', open: '..............g.' }),
  ska: g('4/4', 'snare',
    { kick: 'X.......X.......', rim: '....X.......X...', hat: '..X...X...X...X.' },
    { kick: 'X...X...X...X...', snare: '....X.......X...', hat: 'o.X.o.X.o.X.o.X.' }),
  afrobeat: g('4/4', 'snare',
    { kick: 'X.....o...o.....', rim: '....o..o.o..o...', hat: 'o.ooo.ooo.ooo.oo', shaker: 'gogogogogogogogo' },
    { kick: 'X.....o...o..o..', snare: '....X..o.o..X..o', hat: 'o.ooo.ooo.ooo.oo', shaker: 'gogogogogogogogo', cowbell: 'o..o..o...o.o...', conga: '..o...oo..o...oo' }),
  train: g('4/4', 'snare',
    { kick: 'X...o...X...o...', snare: 'goXggoXggoXggoXg' },
    { kick: 'X...X...X...X...', snare: 'goXggoXggoXggoXg', tambourine: '....o.......o...' }),
  country: g('4/4', 'snare',
    { kick: 'X.......X.......', rim: '....o.......o...', hat: 'o.o.o.o.o.o.o.o.' },
    { kick: 'X.....o.X.......', snare: '....X.......X...', hat: 'X.o.X.o.X.o.X.o.', tambourine: '....g.......g...' }),
  march: g('4/4', 'roll',
    { kick: 'X.......X.......', snare: 'o.ggo.ggo.ggo.gg' },
    { kick: 'X...o...X...o...', snare: 'X.ggXgggX.ggXooo', crash: 'o.......o.......' }),
  polka: g('4/4', 'snare',
    { kick: 'X...X...X...X...', snare: '..o...o...o...o.' },
    { kick: 'X...X...X...X...', snare: '..X...X...X...X.', hat: '..o...o...o...o.' }),
  cinematic: g('4/4', 'toms',
    { floorTom: 'o.......o.......' },
    { kick: 'X.....o.X.......', floorTom: 'X..o..o.X..o..oo', lowTom: '....o.......o.o.', crash: 'o...............' }),
  waltz: g('3/4', 'none',
    { kick: 'o...........', rim: '....g...g...' },
    { kick: 'X...........', snare: '....g...g...', ride: 'o...o...o...' }),
  six: g('6/8', 'toms',
    { kick: 'X.....g.....', rim: '......o.....', hat: 'o.g.g.o.g.g.' },
    { kick: 'X...o.......', snare: '......X.....', ride: 'X.o.o.X.o.o.' }),
  jig: g('6/8', 'none',
    { tambourine: 'X.g.o.X.g.o.', kick: 'X.....X.....' },
    { tambourine: 'X.g.o.X.g.o.', kick: 'X...o.X...o.', snare: '......o.....' }),
  sparse: g('4/4', 'none',
    { kick: 'o...............', triangle: '........g.......' },
    { kick: 'o.........g.....', shaker: 'g...g...g...g...', rim: '........g.......' }),
  synthwave: g('4/4', 'toms',
    { kick: 'X...X...X...X...', snare: '....X.......X...', hat: 'g.o.g.o.g.o.g.o.' },
    { kick: 'X...X...X...X...', snare: '....X.......X...', hat: 'ooooooooooooooo.', open: '..............o.', clap: '....o.......o...' }),
  chip: g('4/4', 'snare',
    { kick: 'X.....o.X.......', snare: '....X.......X...', hat: 'o.o.o.o.o.o.o.o.' },
    { kick: 'X..o..o.X..o....', snare: '....X.......X.oo', hat: 'oooooooooooooooo' }),
  tango: g('4/4', 'snare',
    { block: 'o.......o.......' },
    { snare: 'X..oX...X...X..o', block: 'g...........g...' }),
} as const satisfies Record<string, Groove>;

export type GrooveName = keyof typeof grooves;

/** The same idea in another metre, for when a metre is asked for that the genre does not have. */
export function grooveFor(name: GrooveName, metre: MetreName): GrooveName {
  const own: Groove = grooves[name];
  if (own.metre === metre) return name;
  const isSilent = Object.keys(own.high).length === 0;
  if (metre === '4/4') return isSilent ? 'none' : 'pop';
  if (metre === '3/4') return isSilent ? 'none3' : 'waltz';
  return isSilent ? 'none6' : 'six';
}
