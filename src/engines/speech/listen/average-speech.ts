import { BAND_CENTRES, type BandSpectrum } from './spectrum.ts';

/**
 * The average of human speech over twelve languages, men and women: third-octave levels, 100 Hz to 6.3 kHz, in dB for
 * speech of 70 dB (D. Byrne et al., "An international comparison of long-term average speech spectra", JASA 96, 1994,
 * table II).
 */
const LEVELS_DB = [
  54.4, 57.7, 56.8, 60.2, 60.3, 59.0, 62.1, 62.1, 60.5, 56.8, 53.7, 53.0, 52.0, 48.7, 48.1, 46.8, 45.6, 44.5, 44.3,
];

/** As a density per hertz, which is what `averageSpectrum` measures: a band's width grows with its centre. */
const densities = LEVELS_DB.map((level, band) => level - 10 * Math.log10(BAND_CENTRES[band] as number));
const loudest = Math.max(...densities);

export const AVERAGE_SPEECH: Pick<BandSpectrum, 'centres' | 'levelsDb'> = {
  centres: BAND_CENTRES,
  levelsDb: Float32Array.from(densities, (level) => level - loudest),
};
