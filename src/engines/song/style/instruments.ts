/**
 * Instruments of the General MIDI sound set (MIDI Manufacturers Association, 1991) as the sound font offers them, with
 * the range in which each sounds like itself and the words that ask for it.
 */
export interface Instrument {
  name: string;
  program: number;
  /** Variation bank of the sound font; 0 is the plain General MIDI sound. */
  bank: number;
  /** Lowest and highest pitch for melodies and chords. */
  low: number;
  high: number;
  /** The sound dies away by itself: long notes need another stroke. */
  decays: boolean;
  words: readonly string[];
}

type Row = [
  name: string,
  program: number,
  low: number,
  high: number,
  decay: 'decays' | 'sustains',
  words: string,
  bank?: number,
];

// biome-ignore format: a table
const rows: readonly Row[] = [
  ['grand piano', 0, 36, 96, 'decays', 'piano|grand piano|pianist'],
  ['mellow piano', 0, 36, 92, 'decays', 'felt piano|soft piano|mellow piano', 8],
  ['bright piano', 1, 40, 96, 'decays', 'bright piano|house piano'],
  ['honky-tonk piano', 3, 40, 90, 'decays', 'honky tonk|saloon piano'],
  ['tine electric piano', 4, 40, 88, 'decays', 'electric piano|rhodes|keys|keyboard|ep'],
  ['FM electric piano', 5, 40, 90, 'decays', 'dx7|fm piano|wurlitzer'],
  ['harpsichord', 6, 41, 89, 'decays', 'harpsichord|cembalo'],
  ['clavinet', 7, 40, 84, 'decays', 'clavinet|clav'],
  ['celesta', 8, 60, 100, 'decays', 'celesta|celeste'],
  ['glockenspiel', 9, 67, 103, 'decays', 'glockenspiel'],
  ['music box', 10, 60, 100, 'decays', 'music box'],
  ['vibraphone', 11, 53, 89, 'decays', 'vibraphone|vibes'],
  ['marimba', 12, 48, 90, 'decays', 'marimba'],
  ['xylophone', 13, 60, 100, 'decays', 'xylophone'],
  ['tubular bells', 14, 55, 84, 'decays', 'tubular bells|church bells|bells|bell'],
  ['dulcimer', 15, 50, 88, 'decays', 'dulcimer|santoor|zither'],
  ['drawbar organ', 16, 40, 90, 'sustains', 'organ|hammond|drawbar'],
  ['percussive organ', 17, 40, 90, 'sustains', 'percussive organ'],
  ['rock organ', 18, 40, 88, 'sustains', 'rock organ|leslie'],
  ['church organ', 19, 36, 90, 'sustains', 'church organ|pipe organ|cathedral'],
  ['accordion', 21, 50, 88, 'sustains', 'accordion|musette'],
  ['harmonica', 22, 60, 88, 'sustains', 'harmonica|mouth organ'],
  ['bandoneon', 23, 48, 86, 'sustains', 'bandoneon|concertina'],
  ['nylon guitar', 24, 40, 82, 'decays', 'nylon guitar|classical guitar|spanish guitar'],
  ['ukulele', 24, 57, 84, 'decays', 'ukulele|uke', 8],
  ['steel guitar', 25, 40, 84, 'decays', 'acoustic guitar|guitar|steel guitar|acoustic|fingerpicking'],
  ['twelve-string guitar', 25, 40, 84, 'decays', '12 string guitar|twelve string', 8],
  ['mandolin', 25, 55, 90, 'decays', 'mandolin', 16],
  ['jazz guitar', 26, 40, 84, 'decays', 'jazz guitar'],
  ['pedal steel guitar', 26, 45, 84, 'decays', 'pedal steel|slide guitar|hawaiian guitar', 8],
  ['clean guitar', 27, 40, 86, 'decays', 'electric guitar|clean guitar|jangle|telecaster|stratocaster'],
  ['muted guitar', 28, 40, 80, 'decays', 'palm mute|muted guitar|palm muted'],
  ['funk guitar', 28, 45, 84, 'decays', 'funk guitar|wah guitar|wah', 8],
  ['overdriven guitar', 29, 40, 86, 'sustains', 'overdrive|overdriven guitar|crunch'],
  ['distorted guitar', 30, 40, 86, 'sustains', 'distorted guitar|distortion|distorted|guitars|guitar riff|riff'],
  ['double bass', 32, 28, 55, 'decays', 'double bass|upright bass|contrabass|acoustic bass'],
  ['fingered bass', 33, 28, 55, 'decays', 'bass guitar|bass|electric bass'],
  ['picked bass', 34, 28, 55, 'decays', 'picked bass'],
  ['fretless bass', 35, 28, 58, 'decays', 'fretless bass|fretless'],
  ['slap bass', 36, 28, 58, 'decays', 'slap bass|slap'],
  ['synth bass', 38, 28, 55, 'decays', 'synth bass|acid bass|303|reese'],
  ['warm synth bass', 39, 26, 55, 'decays', 'sub bass|808 bass|808|deep bass'],
  ['violin', 40, 55, 96, 'sustains', 'violin|violins|solo violin'],
  ['viola', 41, 48, 86, 'sustains', 'viola'],
  ['cello', 42, 36, 76, 'sustains', 'cello|cellos|violoncello'],
  ['string tremolo', 44, 40, 90, 'sustains', 'tremolo strings'],
  ['pizzicato strings', 45, 40, 90, 'decays', 'pizzicato|plucked strings'],
  ['harp', 46, 36, 96, 'decays', 'harp|lyre'],
  ['timpani', 47, 36, 57, 'decays', 'timpani'],
  ['strings', 48, 36, 94, 'sustains', 'strings|string section|orchestra|orchestral strings'],
  ['slow strings', 49, 36, 92, 'sustains', 'slow strings|lush strings|string pad'],
  ['synth strings', 50, 36, 92, 'sustains', 'synth strings|string machine|solina'],
  ['choir', 52, 45, 84, 'sustains', 'choir|chorus singers|aahs|chant|choral'],
  ['voice oohs', 53, 48, 84, 'sustains', 'oohs|humming|vocal oohs'],
  ['synth voice', 54, 48, 84, 'sustains', 'synth voice|vocoder|vocal chops'],
  ['trumpet', 56, 54, 84, 'sustains', 'trumpet|trumpets|mariachi'],
  ['trombone', 57, 40, 72, 'sustains', 'trombone|trombones'],
  ['tuba', 58, 28, 58, 'sustains', 'tuba|sousaphone'],
  ['muted trumpet', 59, 54, 84, 'sustains', 'muted trumpet|harmon mute'],
  ['french horns', 60, 41, 77, 'sustains', 'french horn|french horns|horn'],
  ['brass section', 61, 43, 84, 'sustains', 'brass|brass section|horns|horn section|big band'],
  ['synth brass', 62, 43, 86, 'sustains', 'synth brass'],
  ['soprano sax', 64, 56, 87, 'sustains', 'soprano sax'],
  ['alto sax', 65, 50, 82, 'sustains', 'sax|saxophone|alto sax'],
  ['tenor sax', 66, 46, 76, 'sustains', 'tenor sax'],
  ['oboe', 68, 58, 88, 'sustains', 'oboe'],
  ['english horn', 69, 52, 80, 'sustains', 'english horn|cor anglais'],
  ['bassoon', 70, 36, 70, 'sustains', 'bassoon'],
  ['clarinet', 71, 50, 88, 'sustains', 'clarinet|klezmer'],
  ['piccolo', 72, 74, 104, 'sustains', 'piccolo'],
  ['flute', 73, 60, 94, 'sustains', 'flute|flutes|woodwinds|woodwind'],
  ['recorder', 74, 60, 90, 'sustains', 'recorder|tin whistle|penny whistle|irish whistle'],
  ['pan flute', 75, 60, 90, 'sustains', 'pan flute|panpipes|andean'],
  ['shakuhachi', 77, 55, 84, 'sustains', 'shakuhachi|bamboo flute|bansuri'],
  ['whistle', 78, 67, 98, 'sustains', 'whistle|whistling'],
  ['ocarina', 79, 60, 90, 'sustains', 'ocarina'],
  ['square lead', 80, 48, 96, 'sustains', 'square wave|square lead|pulse wave|gameboy'],
  ['saw lead', 81, 48, 96, 'sustains', 'synth|synth lead|synthesizer|synthesiser|saw lead|lead synth|supersaw|synths'],
  ['detuned saw', 81, 48, 96, 'sustains', 'detuned saw|hoover|analog synth', 20],
  ['sine lead', 80, 48, 96, 'sustains', 'sine|theremin', 8],
  ['calliope lead', 82, 55, 94, 'sustains', 'calliope|circus organ'],
  ['charang lead', 84, 48, 90, 'sustains', 'charang'],
  ['fantasia', 88, 48, 90, 'decays', 'fantasia|bell pad'],
  ['warm pad', 89, 40, 88, 'sustains', 'pad|pads|warm pad|synth pad|drone|drones'],
  ['polysynth', 90, 40, 90, 'sustains', 'polysynth|pluck|plucks|synth pluck|juno'],
  ['space voice', 91, 45, 86, 'sustains', 'space voice|ethereal voices|angelic'],
  ['bowed glass', 92, 45, 90, 'sustains', 'bowed glass|glass'],
  ['halo pad', 94, 40, 86, 'sustains', 'halo pad'],
  ['sweep pad', 95, 40, 86, 'sustains', 'sweep pad|sweeps'],
  ['crystal', 98, 55, 96, 'decays', 'crystal'],
  ['atmosphere', 99, 48, 90, 'decays', 'atmosphere'],
  ['sitar', 104, 48, 84, 'decays', 'sitar|raga|indian'],
  ['banjo', 105, 48, 86, 'decays', 'banjo'],
  ['shamisen', 106, 50, 84, 'decays', 'shamisen'],
  ['koto', 107, 48, 88, 'decays', 'koto|guzheng|japanese|chinese|asian|oriental'],
  ['kalimba', 108, 55, 90, 'decays', 'kalimba|thumb piano|mbira'],
  ['bagpipe', 109, 55, 82, 'sustains', 'bagpipe|bagpipes'],
  ['fiddle', 110, 55, 94, 'sustains', 'fiddle'],
  ['shenai', 111, 55, 86, 'sustains', 'shenai|shehnai|duduk|arabic|middle eastern'],
  ['steel drums', 114, 55, 86, 'decays', 'steel drum|steel drums|steelpan|caribbean|calypso'],
  ['taiko', 116, 36, 60, 'decays', 'taiko'],
];

export const instruments: readonly Instrument[] = rows.map(([name, program, low, high, decay, words, bank = 0]) => ({
  name,
  program,
  bank,
  low,
  high,
  decays: decay === 'decays',
  words: words.split('|'),
}));

const byName = new Map(instruments.map((instrument) => [instrument.name, instrument]));

/** @throws RangeError for a name that is not in the table: names come from our own tables. */
export function instrumentNamed(name: string): Instrument {
  const found = byName.get(name);
  if (found === undefined) throw new RangeError(`no instrument: ${name}`);
  return found;
}

/** What an instrument can be asked for: low ones carry the bass, the others melodies and chords. */
export const isBass = (instrument: Instrument): boolean => instrument.high <= 60;

/** Drum sets of the sound font by name. */
export const kits = {
  standard: 0,
  room: 8,
  power: 16,
  electronic: 24,
  '808': 25,
  jazz: 32,
  brush: 40,
  orchestra: 48,
} as const;

export type KitName = keyof typeof kits;
