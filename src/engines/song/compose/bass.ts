import type { Random } from '../../foley/sound/voice.ts';
import type { SongStyle } from '../style/choose-style.ts';
import type { BassName } from '../style/genres.ts';
import { type ChordSpan, chordAt, scaleOver } from './harmony.ts';
import type { Note, Section } from './score.ts';
import { readPattern } from './step-pattern.ts';
import { mod12, nearestDegree, pitchOfDegree } from './theory.ts';

/** `R` root, `5` fifth, `3` third, `8` octave, `a` a step towards the next root. Several figures are used in turn. */
// biome-ignore format: steps line up
const inFour: Readonly<Record<Exclude<BassName, 'walking' | 'none'>, readonly string[]>> = {
  long:       ['R---------------'],
  roots:      ['R-------R-----5-', 'R-------R---5-a-'],
  pulse:      ['R-R-R-R-R-R-R-R-', 'R-R-R-R-R-R-R-a-'],
  octaves:    ['R-8-R-8-R-8-R-8-', 'R-8-R-8-R-8-5-a-'],
  twofeel:    ['R---....5---....', 'R---....5---..a-'],
  syncopated: ['R--.R.8..R-.5-a-', 'R-.R..5.R-.8..a-', 'R..R..8-..5-R.a-'],
  dub:        ['R--.R-5-..R-....', 'R-..5-R-..3-5-..'],
  sub:        ['R-----.R--R-----', 'R------R--R---a-'],
  bossa:      ['R----.5-5----.R-', 'R----.5-5----.a-'],
  tumbao:     ['R-....5-----8---', '......5-----a---'],
  offbeat:    ['..R-..R-..R-..R-', '..R-..R-..R-..8-'],
  sixteenths: ['RRRRRRRRRRRRRRRR', 'RRR8RRR8RRR8RR8R'],
  waltz:      ['R-----------', 'R---....5---'],
};
// biome-ignore format: steps line up
const inThree = { long: ['R-----------'], waltz: ['R---........', '5---........'], other: ['R-------5---', 'R-------R-a-'] };
const inSix = { long: ['R-----------'], other: ['R-----5-----', 'R-----5---a-'] };

function figuresOf(bass: BassName, style: SongStyle): readonly string[] {
  if (style.metre.name === '3/4')
    return bass === 'long' ? inThree.long : bass === 'waltz' ? inThree.waltz : inThree.other;
  if (style.metre.name === '6/8') return bass === 'long' ? inSix.long : inSix.other;
  return bass === 'walking' || bass === 'none' ? inFour.roots : inFour[bass];
}

/** Between low E and the D an octave and a half above. */
const rootPitch = (pitchClass: number, low: number): number => low + mod12(pitchClass - low);

/** The bass of a section. Calm sections get long tones whatever the style. */
export function playBass(section: Section, style: SongStyle, spans: readonly ChordSpan[], random: Random): Note[] {
  if (style.bass === 'none' || style.bassInstrument === null) return [];
  const isTuba = style.bassInstrument.name === 'tuba' || style.bassInstrument.name === 'cello';
  const low = isTuba ? 36 : 28;
  if (style.bass === 'walking' && section.energy > 0.3) return walk(section, style, spans, low, random);
  const bass: BassName = section.energy < 0.28 ? 'long' : style.bass;
  const figures = figuresOf(bass, style);
  const { beats, stepsPerBeat } = style.metre;
  const notes: Note[] = [];
  for (let bar = section.bar; bar < section.bar + section.bars; bar++) {
    const isTurn = (bar - section.bar) % 4 === 3;
    const figure =
      figures[
        isTurn ? figures.length - 1 : (bar - section.bar) % Math.max(1, figures.length - (figures.length > 2 ? 1 : 0))
      ] ??
      figures[0] ??
      'R';
    for (const { step, steps, sign } of readPattern(figure)) {
      const beat = bar * beats + step / stepsPerBeat;
      const chord = chordAt(spans, beat);
      const root = rootPitch(style.tonic + chord.root, low);
      const pitch = pitchOf(sign, root, chord.intervals, () =>
        approach(root, nextRoot(spans, beat, style, low), style, spans, beat),
      );
      const accent = step === 0 ? 1 : step % stepsPerBeat === 0 ? 0.92 : 0.84;
      const length = steps / stepsPerBeat;
      notes.push({
        part: 'bass',
        beat,
        length: length * (steps === 1 ? 0.8 : 0.93),
        pitch,
        velocity: accent * (0.62 + 0.3 * section.energy),
      });
    }
  }
  return notes;
}

function pitchOf(sign: string, root: number, intervals: readonly number[], approaching: () => number): number {
  switch (sign) {
    case '5':
      // Below where the root is high, so that the line stays low.
      return root + 7 > 47 ? root - 5 : root + (intervals.includes(6) ? 6 : 7);
    case '3':
      return root + (intervals[1] ?? 4);
    case '8':
      return root + 12;
    case 'a':
      return approaching();
    default:
      return root;
  }
}

function nextRoot(spans: readonly ChordSpan[], beat: number, style: SongStyle, low: number): number {
  const next = spans.find((span) => span.beat > beat + 1e-6) ?? spans.at(-1);
  return rootPitch(style.tonic + (next?.chord.root ?? 0), low);
}

/** The scale step below or above the root that comes, whichever lies on the way; the root itself when it stays. */
function approach(from: number, to: number, style: SongStyle, spans: readonly ChordSpan[], beat: number): number {
  if (from === to) return from + 7 > 47 ? from - 5 : from + 7;
  const scale = scaleOver(chordAt(spans, beat), style.mode);
  const degree = nearestDegree(to, style.tonic, scale);
  return pitchOfDegree(degree + (from < to ? -1 : 1), style.tonic, scale);
}

/** A tone on every beat: root on the change, chord and scale tones between, a half step before the next root. */
function walk(section: Section, style: SongStyle, spans: readonly ChordSpan[], low: number, random: Random): Note[] {
  const { beats } = style.metre;
  const notes: Note[] = [];
  let previous: number | null = null;
  const from = section.bar * beats;
  for (let beat = from; beat < from + section.bars * beats; beat++) {
    const chord = chordAt(spans, beat);
    const root = rootPitch(style.tonic + chord.root, low);
    const isChange = spans.some((span) => Math.abs(span.beat - beat) < 1e-6);
    const changesNext = spans.some((span) => Math.abs(span.beat - beat - 1) < 1e-6);
    let pitch: number;
    if (isChange || previous === null) {
      pitch =
        previous !== null && Math.abs(root + 12 - previous) < Math.abs(root - previous) && root + 12 <= 50
          ? root + 12
          : root;
    } else if (changesNext) {
      const target = nextRoot(spans, beat, style, low);
      pitch = target + (random.next() < 0.5 ? 1 : -1);
    } else {
      const tones = chord.intervals
        .slice(1)
        .flatMap((interval) => [root + (interval % 12), root + (interval % 12) - 12]);
      const near = tones.filter(
        (tone) => tone >= low && tone <= 52 && tone !== previous && Math.abs(tone - (previous ?? root)) <= 7,
      );
      pitch = near[Math.floor(random.next() * near.length)] ?? root;
    }
    const accent = beat % 2 === 1 ? 0.95 : 0.88;
    notes.push({ part: 'bass', beat, length: 0.92, pitch, velocity: accent * (0.62 + 0.28 * section.energy) });
    previous = pitch;
  }
  return notes;
}
