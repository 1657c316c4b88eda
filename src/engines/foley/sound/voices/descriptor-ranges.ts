/**
 * What the literature or the physics of the source says a class must measure like, at neutral character. Checked by the
 * tests and printed by the bench. Bounds are wider than one recording and narrower than "any sound": each excludes most
 * of the other classes. Centroids are of power (see dsp/descriptors.ts), so they lie near the strongest band.
 */
import type { Descriptors } from '../dsp/descriptors.ts';

export type Range = readonly [low: number, high: number];

export interface DescriptorRange {
  voiceId: string;
  kind: 'bed' | 'event';
  ranges: Partial<Record<keyof Descriptors, Range>>;
  /** Where the numbers come from. */
  source: string;
}

export const DESCRIPTOR_RANGES: readonly DescriptorRange[] = [
  {
    voiceId: 'rain',
    kind: 'bed',
    ranges: { centroidHz: [2000, 9000], highShare: [0.6, 1], onsetsPerSecond: [8, 40], harmonicity: [0, 0.3] },
    source:
      'Ma, Nystuen & Lien 2005 (JASA): drop impacts radiate broadband 1-25 kHz, small-drop bubbles above 10 kHz; Farnell, Designing Sound, ch. 34: hiss above 1 kHz with single drops audible',
  },
  {
    voiceId: 'wind',
    kind: 'bed',
    ranges: {
      centroidHz: [100, 900],
      highShare: [0, 0.15],
      onsetsPerSecond: [0, 4],
      modulationHz: [0.4, 3],
      modulationDepth: [0.12, 0.7],
      flatness: [0.03, 0.5],
    },
    source:
      'Strouhal f = 0.2 v/d: 5-15 m/s on 0.5-1 cm edges = 100-900 Hz; Farnell ch. 38: broad bands, no attacks, gusts slower than 3 Hz; turbulence intensity of 10-30 % near the ground, level ~ v² to v³',
  },
  {
    voiceId: 'thunder',
    kind: 'event',
    ranges: { lowShare: [0.6, 1], centroidHz: [40, 500], harmonicity: [0, 0.4] },
    source: 'Few 1969 (JGR) and Ribner & Roy 1982 (JASA): acoustic power peaks at 40-200 Hz',
  },
  {
    voiceId: 'river',
    kind: 'bed',
    ranges: {
      centroidHz: [500, 2600],
      lowShare: [0, 0.15],
      highShare: [0.03, 0.45],
      flatness: [0.08, 0.6],
      modulationDepth: [0.1, 1],
    },
    source: 'van den Doel 2005 (ACM TAP): Minnaert f = 3/r, stream bubbles of 1-6 mm = 500-3000 Hz',
  },
  {
    voiceId: 'waves',
    kind: 'bed',
    ranges: { centroidHz: [300, 2500], modulationHz: [0.4, 1], harmonicity: [0, 0.35] },
    source:
      'Deane 1997 (JASA), sound of breaking surf: noise falling from some 100 Hz; swell periods above 4 s put the strongest envelope rate at the analysis floor (0.5 Hz)',
  },
  {
    voiceId: 'fire',
    kind: 'bed',
    ranges: { crestDb: [16, 40], onsetsPerSecond: [3, 25], centroidHz: [800, 6000], lowShare: [0.1, 0.8] },
    source:
      'Farnell ch. 33: crackles of 1.5-16 kHz a few per second above lapping below 300 Hz; impulsive, so a high crest factor',
  },
  {
    voiceId: 'crickets',
    kind: 'bed',
    ranges: { centroidHz: [4000, 5300], harmonicity: [0.7, 1.1], flatness: [0, 0.05] },
    source: 'Bennet-Clark 1998 (J. exp. Biol.): Gryllus calls are nearly pure tones of 4-5.3 kHz',
  },
  {
    voiceId: 'birds',
    kind: 'bed',
    ranges: { centroidHz: [2000, 7500], highShare: [0.75, 1], harmonicity: [0.4, 1.1] },
    source: 'Catchpole & Slater, Bird Song: songbird energy at 2-8 kHz, tonal whistles and trills',
  },
  {
    voiceId: 'dog',
    kind: 'event',
    ranges: { centroidHz: [400, 1700], harmonicity: [0.15, 0.85], lowShare: [0, 0.3], flatness: [0.003, 0.08] },
    source:
      'Yin & McCowan 2004 (Anim. Behav.): barks of f0 300-1000 Hz, harmonic and noisy at once, with the energy in two or three formants',
  },
  {
    voiceId: 'owl',
    kind: 'event',
    ranges: { centroidHz: [300, 800], harmonicity: [0.9, 1.1], flatness: [0, 0.02] },
    source: 'Lengagne & Slater 2002 (Proc. B): tawny owl hoots, near-pure tones within 300-1000 Hz',
  },
  {
    voiceId: 'bees',
    kind: 'bed',
    ranges: { centroidHz: [190, 1000], harmonicity: [0.5, 1.1], onsetsPerSecond: [0, 3] },
    source: 'Wing-beat 190-250 Hz and its harmonics (Michelsen 2003, Apis mellifera)',
  },
  {
    voiceId: 'footsteps-concrete',
    kind: 'bed',
    ranges: { modulationHz: [1.6, 2.2], modulationDepth: [1.2, 8], centroidHz: [300, 3000] },
    source: 'Murray 1964: free walking at 96-132 steps per minute; Ekimov & Sabatier 2006: hard-sole steps below 4 kHz',
  },
  {
    voiceId: 'footsteps-gravel',
    kind: 'bed',
    ranges: { modulationHz: [1.6, 2.2], centroidHz: [1500, 5500], highShare: [0.35, 0.95] },
    source: "Cook 2002, Modeling Bill's Gait: PhISEM gravel resonances at 1.5-5 kHz; cadence as above",
  },
  {
    voiceId: 'impact-wood',
    kind: 'event',
    ranges: { centroidHz: [200, 1500], harmonicity: [0.4, 1.1], highShare: [0, 0.2], modulationDepth: [1, 3] },
    source: 'Avanzini & Rocchesso 2001; Klatzky, Pai & Krotkov 2000: struck wooden bars of 200-1000 Hz, quickly damped',
  },
  {
    voiceId: 'impact-metal',
    kind: 'event',
    ranges: { centroidHz: [700, 4000], harmonicity: [0.6, 1.1], lowShare: [0, 0.05], modulationDepth: [1, 3] },
    source:
      'Klatzky, Pai & Krotkov 2000: metal is heard for tan(phi) below 0.002; inharmonic plate modes (Fletcher & Rossing ch. 3)',
  },
  {
    voiceId: 'impact-glass',
    kind: 'event',
    ranges: { centroidHz: [1400, 6000], harmonicity: [0.6, 1.1], lowShare: [0, 0.02], modulationDepth: [1, 3] },
    source: 'Giordano & McAdams 2006 (JASA): glass is told by high frequency and moderate damping',
  },
  {
    voiceId: 'glass-break',
    kind: 'event',
    ranges: { centroidHz: [2500, 9000], onsetsPerSecond: [5, 60], highShare: [0.7, 1] },
    source: 'Warren & Verbrugge 1984: breaking is many unsynchronised damped pulses; shards ring at 2-8 kHz',
  },
  {
    voiceId: 'clock',
    kind: 'bed',
    ranges: { onsetsPerSecond: [1.8, 2.3], modulationHz: [1.8, 2.2], modulationDepth: [2, 10] },
    source: 'Half-second anchor escapement: 2 ticks per second, each some 10-20 ms long',
  },
  {
    voiceId: 'church-bell',
    kind: 'event',
    ranges: { centroidHz: [200, 1300], harmonicity: [0.6, 1.1], flatness: [0, 0.05], modulationDepth: [1, 3] },
    source:
      'Rossing, Science of Percussion Instruments: partials 0.5, 1, 1.2, 1.5, 2 of a 260 Hz prime = 130-700 Hz and above',
  },
  {
    voiceId: 'electric-hum',
    kind: 'bed',
    ranges: { centroidHz: [90, 500], harmonicity: [0.9, 1.1], lowShare: [0.6, 1] },
    source: 'Transformer magnetostriction: twice the 50 Hz mains and harmonics',
  },
  {
    voiceId: 'car',
    kind: 'bed',
    ranges: { lowShare: [0.35, 0.95], centroidHz: [80, 1500], harmonicity: [0.3, 1.1] },
    source: 'Baldan et al. 2015: four cylinders at 1500-3500 rpm fire at 50-117 Hz; most power below 300 Hz',
  },
  {
    voiceId: 'helicopter',
    kind: 'bed',
    ranges: { modulationHz: [9, 18], modulationDepth: [0.4, 2], lowShare: [0.4, 0.95] },
    source: 'Farnell ch. 49; Leishman, Helicopter Aerodynamics: main-rotor blade passage 10-17 Hz with impulsive slap',
  },
  {
    voiceId: 'airplane',
    kind: 'bed',
    ranges: { centroidHz: [150, 1200], harmonicity: [0, 0.4], modulationDepth: [0, 0.5] },
    source: 'Jet mixing noise peaks at Strouhal 0.2: f = 0.2 U/D = 60-600 Hz (Lighthill; Tam 1995), broadband',
  },
  {
    voiceId: 'siren',
    kind: 'bed',
    ranges: { centroidHz: [650, 2200], harmonicity: [0.85, 1.1] },
    source: 'SAE J1849 electronic sirens: sweep within 650-2000 Hz, harmonic',
  },
  {
    voiceId: 'static',
    kind: 'bed',
    ranges: { flatness: [0.55, 1], harmonicity: [0, 0.2], modulationDepth: [0, 0.2] },
    source: 'White noise: equal power per hertz (flatness 1), no pitch, steady',
  },
  {
    voiceId: 'crowd',
    kind: 'bed',
    ranges: { centroidHz: [300, 1400], highShare: [0, 0.25], modulationDepth: [0.15, 0.8], onsetsPerSecond: [5, 30] },
    source:
      'Byrne et al. 1994 (JASA), long-term average speech spectrum: maximum near 500 Hz, about -10 dB/octave above 1 kHz; Greenberg 1999: 4-5 syllables per second and talker',
  },
  {
    voiceId: 'applause',
    kind: 'bed',
    ranges: { centroidHz: [1000, 4500], onsetsPerSecond: [8, 60], harmonicity: [0, 0.35] },
    source: 'Repp 1987 (JASA): clap spectra peak at 0.5-3 kHz; Peltola et al. 2007: 2-5 claps/s per person',
  },
  {
    voiceId: 'heartbeat',
    kind: 'bed',
    ranges: { centroidHz: [30, 150], lowShare: [0.95, 1], onsetsPerSecond: [1.8, 3.2] },
    source: 'Phonocardiography: S1 and S2 within 20-150 Hz; two sounds per beat at 60-90 beats per minute',
  },
];
