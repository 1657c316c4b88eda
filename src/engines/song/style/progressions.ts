/**
 * Chord progressions by idiom, in Roman numerals relative to the major scale of the tonic (theory.ts). One chord per
 * bar; `+` joins two chords of one bar. All are stock progressions of their idioms (for pop and rock see de Clercq and
 * Temperley, "A corpus analysis of rock harmony", Popular Music 30, 2011).
 */
export interface ProgressionSet {
  major: readonly string[];
  minor: readonly string[];
  /** One whole chorus of twelve bars, used for every section. */
  twelveBar?: { major: string; minor: string };
}

const p = (text: string): readonly string[] => text.split(' / ');

// biome-ignore format: a table
export const progressions = {
  pop: {
    major: p('I V vi IV / vi IV I V / I vi IV V / IV I V vi / I iii IV V / I IV vi V'),
    minor: p('i bVI bIII bVII / i bVII bVI bVII / i iv bVI bVII / bVI bVII i i / i bIII bVII iv'),
  },
  rock: {
    major: p('I IV V IV / I bVII IV I / I V IV IV / vi IV I V / I I IV V / IV I V V'),
    minor: p('i bVII bVI bVII / i bIII bVII iv / i bVI bVII i / i iv bVII bIII'),
  },
  metal: {
    major: p('I5 bVII5 IV5 I5 / I5 bVI5 bVII5 I5'),
    minor: p('i5 bVI5 bVII5 i5 / i5 i5 bII5 i5 / i5 bIII5 iv5 bVI5 / bVI5 bVII5 i5 bIII5'),
  },
  folk: {
    major: p('I IV I V / I V vi IV / I vi IV V / IV I V I / I I IV V / vi IV I V'),
    minor: p('i bVII i v / i bIII bVII i / i bVI bIII bVII / i iv i v'),
  },
  country: {
    major: p('I IV I V / I I IV V / IV I V I / I V IV I / vi IV I V'),
    minor: p('i bVII bVI V / i bIII bVII i / i iv V i'),
  },
  blues: {
    major: p('I7 IV7 I7 V7 / I7 I7 IV7 V7'),
    minor: p('i7 iv7 i7 V7 / i7 bVI7 V7 i7'),
    twelveBar: {
      major: 'I7 IV7 I7 I7 IV7 IV7 I7 I7 V7 IV7 I7 V7',
      minor: 'i7 iv7 i7 i7 iv7 iv7 i7 i7 bVI7 V7 i7 V7',
    },
  },
  jazz: {
    major: p('Imaj7 vi7 ii7 V7 / ii7 V7 Imaj7 VI7 / Imaj7 IVmaj7 iii7+VI7 ii7+V7 / iii7 VI7 ii7 V7 / IVmaj7 iv7 iii7+VI7 ii7+V7'),
    minor: p('i7 iih7 V7b9 i7 / iv7 bVII7 bIIImaj7 bVImaj7 / i7 bVImaj7 iih7 V7b9 / iih7 V7b9 i7 i6'),
  },
  bossa: {
    major: p('Imaj7 II7 ii7 V7 / Imaj7 vi7 ii7 V7 / IVmaj7 iv6 iii7 VI7 / ii7 V7 iii7 VI7'),
    minor: p('i7 iv7 iih7 V7b9 / i7 bVII7 bVImaj7 V7b9 / iv7 bVII7 bIIImaj7 V7b9'),
  },
  soul: {
    major: p('Imaj7 iii7 IVmaj7 ii7+V7 / IVmaj7 iii7 ii7 Imaj7 / Imaj7 vi7 ii7 V7sus4 / ii7 iii7 IVmaj7 V7sus4'),
    minor: p('i7 iv7 bVImaj7 v7 / iv7 i7 bVImaj7 bVII / i9 bIIImaj7 iv7 v7'),
  },
  funk: {
    major: p('I9 I9 IV9 I9 / I7 bVII7 IV7 I7 / I9 I9 I9 V7sus4'),
    minor: p('i7 i7 IV7 i7 / i7 i7 i7 bVII7 / i9 IV9 i9 IV9 / i7 bIIImaj7 IV7 i7'),
  },
  house: {
    major: p('Imaj7 vi7 IVmaj7 V / vi7 IVmaj7 I V / IVmaj7 V vi7 iii7'),
    minor: p('i7 bVImaj7 bIII bVII / i7 iv7 bVImaj7 v7 / i9 i9 bVImaj7 bVII / iv7 v7 i7 i7'),
  },
  edm: {
    major: p('vi IV I V / IV V vi I / I V vi IV / IV I V vi'),
    minor: p('i bVI bIII bVII / bVI bVII i i / i bVII bVI bVI / bVI bIII bVII i'),
  },
  techno: {
    major: p('I I I I / I I bVII bVII'),
    minor: p('i i i i / i i bVI bVI / i i i bVII / i bII i i'),
  },
  trap: {
    major: p('vi IV vi V / I vi IV IV'),
    minor: p('i i bVI v / i bVI i bVII / i iv bVI V / i bVI iv V'),
  },
  reggae: {
    major: p('I IV I V / I vi IV V / I IV I IV / I V vi IV'),
    minor: p('i iv i iv / i bVII bVI bVII / i bVII i v'),
  },
  latin: {
    major: p('I IV V IV / I vi ii7 V7 / ii7 V7 I I / I I V7 V7'),
    minor: p('i iv V7 i / i bVII bVI V7 / iv i V7 i / i i V7 V7'),
  },
  flamenco: {
    major: p('I bII I bII / iv bIII bII I'),
    minor: p('iv bIII bII I / i bVII bVI V / iv bIII bVI V / i V7 V7 i'),
  },
  afro: {
    major: p('I IV V IV / I I IV V / I V IV V'),
    minor: p('i7 i7 iv7 i7 / i7 bVII i7 bVII / i iv bVII i'),
  },
  classical: {
    major: p('I V vi iii+IV / I IV ii7+V7 I / I vi ii7 V7 / IV I ii7 V7 / I V7 V7 I / vi ii7 V7 I'),
    minor: p('i iv V7 i / i bVI iv V7 / i bVII bIII bVI / iv i iio+V7 i / i V7 i iio+V7'),
  },
  cinematic: {
    major: p('I V vi IV / IV V vi I / I bVI bVII I / vi IV I V / I IVadd9 vi V'),
    minor: p('i bVI bIII bVII / i iv bVI V / bVI bVII i i / i bVI iv bVII / i bIII bVII IV'),
  },
  ambient: {
    major: p('Imaj9 IVmaj9 Imaj9 IVmaj9 / Iadd9 vi7 IVmaj7 Iadd9 / IVmaj7 Iadd9 vi7 Vsus4 / Imaj7 iii7 IVmaj7 IVmaj7'),
    minor: p('iadd9 bVImaj7 iadd9 bVImaj7 / i7 bIIImaj7 bVImaj7 bVII / iadd9 iv7 bVImaj7 v7'),
  },
  lofi: {
    major: p('ii7 V7 Imaj7 vi7 / IVmaj7 iii7 ii7 Imaj7 / Imaj9 vi9 ii9 V13 / IVmaj7 iv7 iii7 vi7'),
    minor: p('i9 iv9 bVImaj7 v7 / iv7 bVII7 bIIImaj7 bVImaj7 / i7 bVImaj7 iv7 v7'),
  },
  synthwave: {
    major: p('I V vi IV / vi IV I V / IV V vi vi'),
    minor: p('i bVI bIII bVII / i bVII bVI bVII / bVI bVII i i / i bIII bVII iv'),
  },
  celtic: {
    major: p('I bVII I bVII / I IV I V / I V IV V / I I bVII I'),
    minor: p('i bVII i bVII / i bIII bVII i / i bVII bVI bVII / i v bVII i'),
  },
  chip: {
    major: p('I V vi IV / IV V iii vi / I bVI bVII I / I IV V V'),
    minor: p('i bVI bVII i / i bVII bVI V / bVI bVII i bIII'),
  },
  gospel: {
    major: p('I I7 IV iv / I vi7 ii7 V7sus4 / IV I6 ii7 V7 / I III7 vi IV'),
    minor: p('i iv7 V7 i / i bVI bIII V7 / iv i V7 i'),
  },
  tango: {
    major: p('I V7 V7 I / I VI7 ii V7'),
    minor: p('i i V7 V7 / V7 V7 i i / iv i V7 i / i bVI iv V7'),
  },
} as const satisfies Record<string, ProgressionSet>;

export type ProgressionName = keyof typeof progressions;
