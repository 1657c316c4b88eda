import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../foley/sound/dsp/random.ts';
import { pitchClassOf, readChord } from '../compose/theory.ts';
import { chooseStyle } from './choose-style.ts';
import { genres } from './genres.ts';
import { grooves, metres } from './grooves.ts';
import { instrumentNamed } from './instruments.ts';
import { moods } from './moods.ts';
import { progressions } from './progressions.ts';
import { readStyle } from './read-style.ts';

const namesOf = (text: string, avoid = '') => {
  const reading = readStyle(text, avoid);
  return {
    ...reading,
    genres: reading.genres.map(({ name }) => name),
    instruments: reading.instruments.map(({ name }) => name),
  };
};
const choose = (text: string, avoid = '', seed = 1) => chooseStyle(readStyle(text, avoid), createRandom(seed));

describe('reading a style', () => {
  it.each([
    ['funk, pop, soul, 105 bpm, groovy', { genres: ['funk', 'pop', 'soul'], bpm: 105 }],
    [
      'a lo-fi hip-hop beat with rhodes',
      { genres: ['lo-fi', 'hip hop'], instruments: ['tine electric piano'], drums: 'wanted' },
    ],
    ['drum and bass at 174bpm', { genres: ['drum and bass'], bpm: 174 }],
    ['piano ballad in F# minor', { genres: ['ballad'], tonic: 6, mode: 'minor', instruments: ['grand piano'] }],
    ['Bb major, 3/4, violin', { tonic: 10, mode: 'major', metre: '3/4', instruments: ['violin'] }],
    ['something in a minor key', { tonic: null, mode: 'minor' }],
    ['key: Am, tempo 96', { tonic: 9, mode: 'minor', bpm: 96 }],
    ['a 30 second jingle', { seconds: 30 }],
    ['jazz without drums', { genres: ['jazz'], drums: 'unwanted' }],
    ['synthwve, reggea', { genres: ['synthwave', 'reggae'] }],
    ['R&B with female vocals', { genres: ['soul'], wantsVoice: true }],
    ['epic orchestral trailer', { genres: ['cinematic'] }],
  ])('%s', (text, expected) => {
    expect(namesOf(text)).toMatchObject(expected);
  });

  it('takes words to keep away from out of the choice', () => {
    const reading = namesOf('rock, jazz, guitar and piano', 'jazz, guitar');
    expect(reading.genres).toEqual(['rock']);
    expect(reading.instruments).toEqual(['grand piano']);
    const { lead, chords } = choose('rock', 'guitar');
    expect([lead.name, chords.name].join()).not.toMatch(/guitar/);
  });

  it('tells which words it followed and which mean nothing to it', () => {
    expect(readStyle('upbeat zorblax pop', '')).toMatchObject({
      understood: ['upbeat', 'pop'],
      notUnderstood: ['zorblax'],
    });
  });

  it('knows at least forty genre and mood words', () => {
    expect(genres.length).toBeGreaterThanOrEqual(40);
    expect([...genres, ...moods].flatMap(({ words }) => words).length).toBeGreaterThan(300);
  });

  it.each(['', '🎸🎸', 'موسيقى هادئة', '，。', 'x'.repeat(50_000), '[[[', '999 bpm', '4/4 4/4 4/4'])(
    'never fails on %.20s',
    (text) => {
      expect(choose(text).bpm).toBeGreaterThan(0);
    },
  );

  it('never fails on any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, avoid) => choose(text, avoid).bpm > 0));
  });
});

describe('choosing a style', () => {
  it('keeps what was asked for exactly', () => {
    expect(choose('house in D minor 127 bpm')).toMatchObject({ bpm: 127, isTempoFixed: true, tonic: 2, mode: 'minor' });
  });

  it('gives happy words a major and sad words a minor key', () => {
    for (let seed = 0; seed < 8; seed++) {
      expect(choose('happy pop', '', seed).mode).toBe('major');
      expect(choose('sad pop', '', seed).mode).toBe('minor');
    }
  });

  it('lets slow and fast move the tempo of a genre', () => {
    expect(choose('slow rock').bpm).toBeLessThan(choose('rock').bpm);
    expect(choose('fast rock').bpm).toBeGreaterThan(choose('rock').bpm);
  });

  it('takes the beat of the second genre', () => {
    expect(choose('jazz hip hop')).toMatchObject({ genres: ['jazz', 'hip hop'], groove: 'boombap' });
  });

  it('gives the tune to an instrument that was asked for', () => {
    expect(choose('folk with violin and acoustic guitar')).toMatchObject({
      lead: { name: 'violin' },
      chords: { name: 'steel guitar' },
    });
  });

  it('varies with the seed and repeats with it', () => {
    const keys = new Set(Array.from({ length: 12 }, (_, seed) => choose('pop', '', seed).tonic));
    expect(keys.size).toBeGreaterThan(4);
    expect(choose('pop', '', 5)).toEqual(choose('pop', '', 5));
  });
});

describe('the tables', () => {
  it('name only instruments, grooves and chords that exist', () => {
    for (const genre of genres) {
      for (const name of [...genre.lead, ...genre.chords, ...genre.pad, ...genre.extra, ...genre.bassInstrument]) {
        expect(() => instrumentNamed(name)).not.toThrow();
      }
      for (const name of genre.grooves) expect(grooves).toHaveProperty(name);
    }
    for (const set of Object.values(progressions)) {
      const rows = [
        ...set.major,
        ...set.minor,
        ...('twelveBar' in set ? [set.twelveBar.major, set.twelveBar.minor] : []),
      ];
      for (const row of rows) for (const name of row.split(/[ +]/)) expect(() => readChord(name)).not.toThrow();
    }
  });

  it('have drum figures as long as a bar', () => {
    for (const [name, groove] of Object.entries(grooves)) {
      const { beats, stepsPerBeat } = metres[groove.metre];
      for (const steps of Object.values({ ...groove.low, ...groove.high }))
        expect([name, steps.length]).toEqual([name, beats * stepsPerBeat]);
    }
  });

  it.each([
    ['C', 0],
    ['F#', 6],
    ['Bb', 10],
    ['E flat', 3],
    ['H', null],
  ] as const)('reads the tone %s', (name, expected) => {
    expect(pitchClassOf(name)).toBe(expected);
  });
});
