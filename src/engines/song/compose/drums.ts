import type { Random } from '../../foley/sound/voice.ts';
import type { SongStyle } from '../style/choose-style.ts';
import { type DrumName, drumKeys, type Groove, grooves, type Pattern } from '../style/grooves.ts';
import type { Note, Section } from './score.ts';

const LEVELS: Readonly<Record<string, number>> = { X: 1, o: 0.78, g: 0.45 };

const hit = (name: DrumName, beat: number, velocity: number): Note => ({
  part: 'drums',
  beat,
  length: 0.2,
  pitch: drumKeys[name],
  velocity: Math.min(1, velocity),
});

/** Drums that make an introduction light. */
const LIGHT: ReadonlySet<string> = new Set([
  'hat',
  'shaker',
  'ride',
  'rim',
  'tambourine',
  'triangle',
  'clave',
  'pedal',
  'mutedConga',
  'block',
]);

export function playDrums(section: Section, next: Section | undefined, style: SongStyle, random: Random): Note[] {
  const groove: Groove = grooves[style.groove];
  const pattern: Pattern = section.energy > 0.6 ? groove.high : groove.low;
  const { beats, stepsPerBeat } = style.metre;
  const loud = 0.6 + 0.4 * section.energy;
  const notes: Note[] = [];
  for (let bar = 0; bar < section.bars; bar++) {
    const at = (section.bar + bar) * beats;
    const isLast = bar === section.bars - 1;
    const fills = isLast && next !== undefined && groove.fill !== 'none' && section.bars > 1;
    const fillBeats = fills ? fillLength(groove, next, beats) : 0;
    // A quiet introduction starts with the light drums only.
    const isLight = section.kind === 'intro' && style.energy < 0.85 && bar < section.bars / 2;
    for (const [name, steps] of Object.entries(pattern) as [DrumName, string][]) {
      if (isLight && !LIGHT.has(name)) continue;
      for (const [step, sign] of [...steps].entries()) {
        const level = LEVELS[sign];
        if (level === undefined) continue;
        const beat = step / stepsPerBeat;
        if (beat >= beats - fillBeats && !(name === 'kick' && beat === beats - fillBeats)) continue;
        // One ghost note in four stays away, so that no two bars are quite the same.
        if (sign === 'g' && random.next() < 0.25) continue;
        if (name === 'crash' && bar % 4 !== 0) continue;
        notes.push(hit(name, at + beat, level * loud * random.range(0.93, 1.04)));
      }
    }
    if (fills) notes.push(...fill(groove, at, beats, fillBeats, stepsPerBeat, loud, random));
    const opens = bar === 0 && section.energy > 0.55 && section.kind !== 'intro' && pattern.kick !== undefined;
    if (opens && style.groove !== 'bossa' && style.groove !== 'lofi') notes.push(hit('crash', at, 0.7 * loud));
  }
  return notes;
}

const fillLength = (groove: Groove, next: Section, beats: number): number =>
  groove.fill === 'roll' && next.energy > 0.7 ? beats : next.energy > 0.65 ? Math.min(2, beats) : 1;

/** The bar before a new part: louder towards its end, downwards over the toms. */
function fill(
  groove: Groove,
  at: number,
  beats: number,
  length: number,
  stepsPerBeat: number,
  loud: number,
  random: Random,
): Note[] {
  const notes: Note[] = [];
  const start = beats - length;
  const steps = Math.round(length * stepsPerBeat);
  const toms: readonly DrumName[] = ['snare', 'highTom', 'midTom', 'lowTom', 'floorTom'];
  for (let i = 0; i < steps; i++) {
    const progress = i / steps;
    const beat = at + start + i / stepsPerBeat;
    const velocity = (0.55 + 0.4 * progress) * loud;
    switch (groove.fill) {
      case 'toms':
        if (i % 2 === 0 || random.next() < 0.6)
          notes.push(hit(toms[Math.floor(progress * toms.length)] ?? 'snare', beat, velocity));
        break;
      case 'snare':
        if (i % 2 === 0 || random.next() < 0.5) notes.push(hit('snare', beat, velocity));
        break;
      case 'roll':
        // Quarters, eighths, sixteenths: a rise.
        if (i % (progress < 0.25 ? 4 : progress < 0.5 ? 2 : 1) === 0) notes.push(hit('snare', beat, velocity));
        break;
      case 'hats':
        notes.push(hit(i === steps - 2 ? 'open' : 'hat', beat, velocity));
        break;
      case 'none':
        break;
    }
  }
  return notes;
}
