import type { Descriptors } from './descriptors.ts';

type Range = readonly [low: number, high: number];

/** What the literature lets one expect of a class; wide, since the classes themselves are. */
export interface SoundRange {
  /** A voice's id or one of its names. */
  name: string;
  part: 'bed' | 'event';
  ranges: Partial<Record<keyof Descriptors, Range>>;
  source: string;
}

const FARNELL = 'Farnell, Designing Sound, MIT Press 2010';
const KLATZKY = 'Klatzky, Pai, Krotkov, Perception of material from contact sounds, Presence 9(4), 2000';

export const soundRanges: readonly SoundRange[] = [
  {
    name: 'rain',
    part: 'bed',
    ranges: { centroid: [1500, 11_000], flatness: [0.1, 1], unsteadiness: [0, 0.6] },
    source: `steady broadband noise; Nystuen, JASA 79(4), 1986; ${FARNELL}`,
  },
  {
    name: 'wind',
    part: 'bed',
    ranges: { centroid: [80, 1800], rolloff: [100, 3000] },
    source: `energy below about 1 kHz; ${FARNELL}`,
  },
  {
    name: 'thunder',
    part: 'event',
    ranges: { centroid: [20, 600], decaySeconds: [0.5, 12] },
    source: 'power peaks below 200 Hz; Ribner and Roy, Acoustics of thunder, JASA 72(6), 1982',
  },
  {
    name: 'fire',
    part: 'bed',
    ranges: { centroid: [200, 7000], unsteadiness: [0.25, 5] },
    source: `crackles over a low roar; ${FARNELL}`,
  },
  {
    name: 'impact-wood',
    part: 'event',
    ranges: { centroid: [150, 2500], decaySeconds: [0.01, 0.35] },
    source: `strongly damped; ${KLATZKY}`,
  },
  {
    name: 'impact-metal',
    part: 'event',
    ranges: { centroid: [500, 9000], decaySeconds: [0.2, 6] },
    source: `weakly damped; ${KLATZKY}`,
  },
  {
    name: 'impact-glass',
    part: 'event',
    ranges: { centroid: [1500, 12_000], decaySeconds: [0.03, 2.5] },
    source: `high modes, less damped than wood; ${KLATZKY}`,
  },
  {
    name: 'impact-earth',
    part: 'event',
    ranges: { centroid: [30, 900], decaySeconds: [0.01, 0.4] },
    source: `dull and dead; ${FARNELL}`,
  },
  {
    name: 'bell',
    part: 'event',
    ranges: { flatness: [0, 0.05], decaySeconds: [0.6, 15] },
    source: 'few weakly damped partials; Fletcher and Rossing, The Physics of Musical Instruments, ch. 21',
  },
  {
    name: 'crickets',
    part: 'bed',
    ranges: { centroid: [2500, 8000], flatness: [0, 0.2] },
    source: 'a narrow carrier at 4–5 kHz; Bennet-Clark, Songs and the physics of sound production, 1989',
  },
  {
    name: 'birds',
    part: 'bed',
    ranges: { centroid: [1500, 8000], flatness: [0, 0.25] },
    source: "whistles of 2–8 kHz; Marler and Slabbekoorn, Nature's Music, 2004",
  },
  {
    name: 'applause',
    part: 'bed',
    ranges: { centroid: [600, 6000], flatness: [0.02, 1] },
    source: 'clap spectra of 0.5–4 kHz; Peltola et al., Synthesis of hand clapping sounds, IEEE TASLP 15(3), 2007',
  },
  {
    name: 'crowd',
    part: 'bed',
    ranges: { centroid: [150, 2500] },
    source: 'the long-term spectrum of speech; Byrne et al., JASA 96(4), 1994',
  },
  {
    name: 'keyboard',
    part: 'bed',
    ranges: { centroid: [800, 9000], unsteadiness: [0.8, 10] },
    source: 'separate clicks, 0.4–12 kHz; Asonov and Agrawal, Keyboard acoustic emanations, IEEE S&P 2004',
  },
  {
    name: 'footsteps-gravel',
    part: 'event',
    ranges: { centroid: [900, 9000], flatness: [0.02, 1] },
    source: 'crushing of aggregates; Visell et al., Sound design and perception in walking, IJHCS 67(11), 2009',
  },
  {
    name: 'explosion',
    part: 'event',
    ranges: { centroid: [20, 1000], decaySeconds: [0.2, 10] },
    source: `a low blast and a tail; ${FARNELL}`,
  },
  { name: 'engine', part: 'bed', ranges: { centroid: [40, 1800] }, source: `harmonics of the firing rate; ${FARNELL}` },
  {
    name: 'clock',
    part: 'bed',
    ranges: { centroid: [500, 9000], unsteadiness: [0.8, 12] },
    source: `ticks in silence; ${FARNELL}`,
  },
];
