import type { ChordColour, Mode } from '../compose/theory.ts';
import type { GrooveName } from './grooves.ts';
import type { KitName } from './instruments.ts';
import type { ProgressionName } from './progressions.ts';

/** How chords are played. */
export type CompName =
  | 'pad'
  | 'block'
  | 'strum'
  | 'arpeggio'
  | 'stabs'
  | 'skank'
  | 'boogie'
  | 'oompah'
  | 'montuno'
  | 'charleston'
  | 'power'
  | 'pulse'
  | 'alberti'
  | 'bossa'
  | 'gate'
  | 'tango'
  | 'funk';

export type BassName =
  | 'none'
  | 'long'
  | 'roots'
  | 'pulse'
  | 'octaves'
  | 'walking'
  | 'twofeel'
  | 'syncopated'
  | 'dub'
  | 'sub'
  | 'bossa'
  | 'tumbao'
  | 'offbeat'
  | 'sixteenths'
  | 'waltz';

/** Decibels against the usual balance of the parts. */
export type MixTilt = Partial<Record<'lead' | 'chords' | 'pad' | 'bass' | 'extra' | 'drums', number>>;

export interface Genre {
  name: string;
  words: readonly string[];
  /** Beats per minute, lowest and highest; of dotted quarters in 6/8. */
  bpm: readonly [number, number];
  /** Repeats are weights. */
  modes: readonly Mode[];
  grooves: readonly GrooveName[];
  /** 0 straight .. 1 triplets; which notes are late: the second eighth or the even sixteenths. */
  swing: number;
  swingUnit: 8 | 16;
  colour: ChordColour;
  progression: ProgressionName;
  comp: CompName;
  bass: BassName;
  kit: KitName;
  lead: readonly string[];
  chords: readonly string[];
  pad: readonly string[];
  /** For arpeggios and counter-melodies. */
  extra: readonly string[];
  bassInstrument: readonly string[];
  /** 0 few notes .. 1 many, in melodies. */
  density: number;
  /** 0 on the beat .. 1 off it, in melodies. */
  syncopation: number;
  /** 0 calm .. 1 loud: how full the arrangement is. */
  energy: number;
  /** 0 dry .. 1 far. */
  reverb: number;
  /** Small accents of ornament for folk and baroque melodies. */
  ornament?: boolean;
  arpeggiates?: boolean;
  mix?: MixTilt;
}

type Row = Omit<
  Genre,
  | 'words'
  | 'modes'
  | 'grooves'
  | 'lead'
  | 'chords'
  | 'pad'
  | 'extra'
  | 'bassInstrument'
  | 'swing'
  | 'swingUnit'
  | 'syncopation'
  | 'reverb'
> & {
  words: string;
  modes: string;
  grooves: string;
  lead: string;
  chords: string;
  pad: string;
  extra: string;
  bassInstrument: string;
  swing?: number;
  swingUnit?: 8 | 16;
  syncopation?: number;
  reverb?: number;
};

const list = (text: string): string[] => text.split('|').filter((part) => part !== '');

const genre = (row: Row): Genre => ({
  swing: 0,
  swingUnit: 8,
  syncopation: 0.35,
  reverb: 0.4,
  ...row,
  words: list(row.words),
  modes: list(row.modes) as Mode[],
  grooves: list(row.grooves) as GrooveName[],
  lead: list(row.lead),
  chords: list(row.chords),
  pad: list(row.pad),
  extra: list(row.extra),
  bassInstrument: list(row.bassInstrument),
});

// biome-ignore format: a table
export const genres: readonly Genre[] = [
  genre({ name: 'pop', words: 'pop|chart|radio|top 40|mainstream|teen pop|kpop|k pop|jpop|j pop|anime|idol', bpm: [98, 122], modes: 'major|major|minor', grooves: 'pop', colour: 'triad', progression: 'pop', comp: 'block', bass: 'pulse', kit: 'room', lead: 'saw lead|bright piano|voice oohs', chords: 'grand piano|clean guitar|polysynth', pad: 'warm pad|strings', extra: 'polysynth|glockenspiel|clean guitar', bassInstrument: 'fingered bass|synth bass', density: 0.55, energy: 0.65 }),
  genre({ name: 'ballad', words: 'ballad|power ballad|love song|slow song|torch song', bpm: [64, 78], modes: 'major|major|minor', grooves: 'ballad', colour: 'triad', progression: 'pop', comp: 'arpeggio', bass: 'roots', kit: 'room', lead: 'voice oohs|alto sax|violin|flute', chords: 'grand piano|mellow piano', pad: 'strings|slow strings', extra: 'steel guitar|cello', bassInstrument: 'fingered bass|fretless bass', density: 0.4, syncopation: 0.2, energy: 0.45, reverb: 0.55 }),
  genre({ name: 'rock', words: 'rock|hard rock|classic rock|alternative|alt rock|grunge|stadium rock|arena rock|garage rock|rock and roll|britpop', bpm: [112, 138], modes: 'major|mixolydian|minor', grooves: 'rock', colour: 'power', progression: 'rock', comp: 'power', bass: 'pulse', kit: 'power', lead: 'overdriven guitar|distorted guitar', chords: 'distorted guitar|overdriven guitar', pad: 'rock organ', extra: 'clean guitar', bassInstrument: 'picked bass', density: 0.5, energy: 0.8, reverb: 0.3 }),
  genre({ name: 'indie', words: 'indie|indie rock|indie pop|shoegaze|dream pop|surf|surf rock|jangle pop|post rock', bpm: [108, 132], modes: 'major|major|minor', grooves: 'rock|pop', colour: 'triad', progression: 'pop', comp: 'strum', bass: 'pulse', kit: 'room', lead: 'clean guitar|square lead', chords: 'clean guitar|twelve-string guitar', pad: 'halo pad|synth strings', extra: 'glockenspiel|clean guitar', bassInstrument: 'picked bass|fingered bass', density: 0.5, energy: 0.6, reverb: 0.55 }),
  genre({ name: 'punk', words: 'punk|pop punk|hardcore punk|skate punk|emo', bpm: [168, 186], modes: 'major|major|minor', grooves: 'punk', colour: 'power', progression: 'rock', comp: 'power', bass: 'pulse', kit: 'power', lead: 'overdriven guitar', chords: 'distorted guitar', pad: '', extra: '', bassInstrument: 'picked bass', density: 0.55, energy: 0.95, reverb: 0.2 }),
  genre({ name: 'metal', words: 'metal|heavy metal|thrash|death metal|metalcore|djent|doom metal|black metal|power metal|hardcore', bpm: [138, 168], modes: 'minor|phrygian|harmonic minor', grooves: 'metal', colour: 'power', progression: 'metal', comp: 'power', bass: 'pulse', kit: 'power', lead: 'distorted guitar|overdriven guitar', chords: 'distorted guitar', pad: 'choir|strings', extra: '', bassInstrument: 'picked bass', density: 0.7, syncopation: 0.2, energy: 1, reverb: 0.25 }),
  genre({ name: 'folk', words: 'folk|acoustic folk|singer songwriter|americana|campfire|unplugged|acoustic pop', bpm: [88, 112], modes: 'major|major|dorian|minor', grooves: 'none|sparse', colour: 'triad', progression: 'folk', comp: 'strum', bass: 'twofeel', kit: 'brush', lead: 'harmonica|fiddle|recorder|flute', chords: 'steel guitar|nylon guitar', pad: '', extra: 'mandolin|banjo|cello', bassInstrument: 'double bass', density: 0.45, syncopation: 0.15, energy: 0.4 }),
  genre({ name: 'country', words: 'country|nashville|western|cowboy|honky tonk|country pop|southern', bpm: [98, 128], modes: 'major', grooves: 'country|train', colour: 'triad', progression: 'country', comp: 'strum', bass: 'twofeel', kit: 'standard', lead: 'fiddle|pedal steel guitar|harmonica', chords: 'steel guitar', pad: '', extra: 'clean guitar|banjo', bassInstrument: 'fingered bass|double bass', density: 0.5, energy: 0.55, reverb: 0.3 }),
  genre({ name: 'bluegrass', words: 'bluegrass|hillbilly|hoedown|appalachian|barn dance', bpm: [126, 148], modes: 'major|mixolydian', grooves: 'train|none', colour: 'triad', progression: 'country', comp: 'oompah', bass: 'twofeel', kit: 'brush', lead: 'fiddle|mandolin', chords: 'steel guitar', pad: '', extra: 'banjo', bassInstrument: 'double bass', density: 0.8, syncopation: 0.2, energy: 0.6, reverb: 0.2, arpeggiates: true }),
  genre({ name: 'blues', words: 'blues|delta blues|chicago blues|bluesy|boogie|rhythm and blues', bpm: [84, 116], modes: 'mixolydian|minor', grooves: 'shuffle', swing: 1, colour: 'seventh', progression: 'blues', comp: 'boogie', bass: 'walking', kit: 'standard', lead: 'overdriven guitar|harmonica|tenor sax', chords: 'honky-tonk piano|clean guitar|drawbar organ', pad: 'drawbar organ', extra: '', bassInstrument: 'fingered bass|double bass', density: 0.5, syncopation: 0.4, energy: 0.55, reverb: 0.3 }),
  genre({ name: 'jazz', words: 'jazz|jazzy|bebop|cool jazz|jazz trio|jazz club|lounge|noir|speakeasy|smooth jazz|cocktail', bpm: [108, 152], modes: 'major|dorian|minor', grooves: 'swing', swing: 0.9, colour: 'seventh', progression: 'jazz', comp: 'charleston', bass: 'walking', kit: 'jazz', lead: 'tenor sax|muted trumpet|vibraphone|jazz guitar', chords: 'grand piano|jazz guitar', pad: '', extra: '', bassInstrument: 'double bass', density: 0.65, syncopation: 0.55, energy: 0.45, reverb: 0.35 }),
  genre({ name: 'swing', words: 'swing|big band|jitterbug|electro swing|dixieland|ragtime|1920s|20s|1940s', bpm: [132, 168], modes: 'major', grooves: 'swing|shuffle', swing: 1, colour: 'seventh', progression: 'jazz', comp: 'charleston', bass: 'walking', kit: 'jazz', lead: 'trumpet|clarinet|brass section', chords: 'grand piano', pad: 'brass section', extra: 'alto sax', bassInstrument: 'double bass', density: 0.6, syncopation: 0.5, energy: 0.7, reverb: 0.3 }),
  genre({ name: 'bossa nova', words: 'bossa nova|bossa|mpb|brazilian|ipanema', bpm: [118, 138], modes: 'major|major|minor', grooves: 'bossa', colour: 'ninth', progression: 'bossa', comp: 'bossa', bass: 'bossa', kit: 'brush', lead: 'flute|tenor sax|nylon guitar', chords: 'nylon guitar', pad: 'slow strings', extra: 'vibraphone', bassInstrument: 'double bass', density: 0.45, syncopation: 0.6, energy: 0.35, reverb: 0.35 }),
  genre({ name: 'samba', words: 'samba|carnival|batucada|rio', bpm: [96, 112], modes: 'major|minor', grooves: 'samba', colour: 'seventh', progression: 'bossa', comp: 'bossa', bass: 'bossa', kit: 'standard', lead: 'flute|trombone|whistle', chords: 'nylon guitar', pad: '', extra: 'brass section', bassInstrument: 'fingered bass', density: 0.6, syncopation: 0.7, energy: 0.8, reverb: 0.25 }),
  genre({ name: 'salsa', words: 'salsa|latin|mambo|cumbia|merengue|cuban|son cubano|cha cha|bachata|timba', bpm: [92, 106], modes: 'minor|major', grooves: 'latin', colour: 'triad', progression: 'latin', comp: 'montuno', bass: 'tumbao', kit: 'standard', lead: 'trumpet|brass section|flute', chords: 'grand piano', pad: '', extra: 'brass section', bassInstrument: 'fingered bass', density: 0.6, syncopation: 0.7, energy: 0.75, reverb: 0.3 }),
  genre({ name: 'reggaeton', words: 'reggaeton|dembow|perreo|latin pop|latin trap|moombahton', bpm: [88, 98], modes: 'minor', grooves: 'reggaeton', colour: 'triad', progression: 'edm', comp: 'stabs', bass: 'sub', kit: '808', lead: 'saw lead|synth voice|marimba', chords: 'polysynth|nylon guitar', pad: 'warm pad', extra: 'kalimba', bassInstrument: 'warm synth bass', density: 0.55, syncopation: 0.6, energy: 0.7, reverb: 0.3, mix: { drums: 1, bass: 2 } }),
  genre({ name: 'tango', words: 'tango|milonga|argentine|buenos aires', bpm: [112, 126], modes: 'minor|harmonic minor', grooves: 'tango|none', colour: 'triad', progression: 'tango', comp: 'tango', bass: 'twofeel', kit: 'orchestra', lead: 'bandoneon|violin', chords: 'grand piano', pad: 'strings', extra: 'violin', bassInstrument: 'double bass', density: 0.55, syncopation: 0.3, energy: 0.55, reverb: 0.35 }),
  genre({ name: 'flamenco', words: 'flamenco|spanish|andalusian|gypsy|rumba|bulerias', bpm: [104, 124], modes: 'phrygian|harmonic minor', grooves: 'sparse|none', colour: 'triad', progression: 'flamenco', comp: 'strum', bass: 'roots', kit: 'standard', lead: 'nylon guitar', chords: 'nylon guitar', pad: '', extra: 'nylon guitar', bassInstrument: 'double bass', density: 0.75, syncopation: 0.5, energy: 0.55, reverb: 0.35, ornament: true }),
  genre({ name: 'reggae', words: 'reggae|roots reggae|rocksteady|rasta|jamaican|dancehall|island', bpm: [72, 86], modes: 'major|minor', grooves: 'reggae', swing: 0.35, colour: 'triad', progression: 'reggae', comp: 'skank', bass: 'dub', kit: 'standard', lead: 'drawbar organ|alto sax|steel drums|trombone', chords: 'clean guitar', pad: 'drawbar organ', extra: 'percussive organ', bassInstrument: 'fingered bass', density: 0.45, syncopation: 0.5, energy: 0.5, reverb: 0.4, mix: { bass: 2 } }),
  genre({ name: 'dub', words: 'dub|dub reggae|dub techno', bpm: [70, 80], modes: 'minor|dorian', grooves: 'reggae', swing: 0.25, colour: 'triad', progression: 'reggae', comp: 'skank', bass: 'dub', kit: 'room', lead: 'harmonica|trombone', chords: 'clean guitar|percussive organ', pad: 'sweep pad', extra: '', bassInstrument: 'warm synth bass|fingered bass', density: 0.25, syncopation: 0.5, energy: 0.45, reverb: 0.85, mix: { bass: 3, lead: -3 } }),
  genre({ name: 'ska', words: 'ska|two tone|ska punk', bpm: [138, 160], modes: 'major', grooves: 'ska', colour: 'triad', progression: 'reggae', comp: 'skank', bass: 'walking', kit: 'standard', lead: 'trumpet|brass section|tenor sax', chords: 'clean guitar', pad: '', extra: 'brass section', bassInstrument: 'fingered bass', density: 0.6, syncopation: 0.4, energy: 0.8, reverb: 0.25 }),
  genre({ name: 'funk', words: 'funk|funky|p funk|groove|groovy|slap', bpm: [98, 114], modes: 'dorian|mixolydian', grooves: 'funk', swing: 0.2, swingUnit: 16, colour: 'ninth', progression: 'funk', comp: 'funk', bass: 'syncopated', kit: 'standard', lead: 'brass section|alto sax|clavinet', chords: 'funk guitar|clavinet', pad: 'drawbar organ', extra: 'brass section', bassInstrument: 'slap bass|fingered bass', density: 0.55, syncopation: 0.75, energy: 0.75, reverb: 0.2, mix: { bass: 2 } }),
  genre({ name: 'soul', words: 'soul|motown|neo soul|r b|rnb|r and b|rhythm n blues|urban contemporary', bpm: [82, 106], modes: 'major|dorian|minor', grooves: 'soul', swing: 0.25, swingUnit: 16, colour: 'seventh', progression: 'soul', comp: 'block', bass: 'syncopated', kit: 'standard', lead: 'alto sax|voice oohs|clean guitar', chords: 'tine electric piano', pad: 'strings|drawbar organ', extra: 'brass section|clean guitar', bassInstrument: 'fingered bass', density: 0.5, syncopation: 0.55, energy: 0.55, reverb: 0.35 }),
  genre({ name: 'gospel', words: 'gospel|worship|praise|spiritual|church|hymn|christian', bpm: [74, 96], modes: 'major', grooves: 'soul|ballad', colour: 'seventh', progression: 'gospel', comp: 'block', bass: 'roots', kit: 'room', lead: 'choir|voice oohs', chords: 'grand piano|drawbar organ', pad: 'drawbar organ|choir', extra: 'choir', bassInstrument: 'fingered bass', density: 0.4, syncopation: 0.3, energy: 0.6, reverb: 0.6 }),
  genre({ name: 'disco', words: 'disco|nu disco|70s|1970s|studio 54|eurodance|funk house', bpm: [112, 124], modes: 'minor|major|dorian', grooves: 'disco', colour: 'seventh', progression: 'house', comp: 'funk', bass: 'octaves', kit: 'standard', lead: 'strings|brass section|alto sax', chords: 'funk guitar|tine electric piano', pad: 'strings', extra: 'brass section|polysynth', bassInstrument: 'fingered bass', density: 0.5, syncopation: 0.5, energy: 0.85, reverb: 0.35 }),
  genre({ name: 'house', words: 'house|deep house|tropical house|tech house|dance|club|clubby|dance pop|garage|uk garage', bpm: [118, 126], modes: 'minor|minor|dorian|major', grooves: 'house', colour: 'seventh', progression: 'house', comp: 'stabs', bass: 'offbeat', kit: 'electronic', lead: 'synth voice|saw lead|marimba', chords: 'bright piano|polysynth|FM electric piano', pad: 'warm pad|synth strings', extra: 'polysynth', bassInstrument: 'synth bass', density: 0.45, syncopation: 0.6, energy: 0.8, reverb: 0.35, mix: { drums: 2, bass: 1 } }),
  genre({ name: 'techno', words: 'techno|minimal|minimal techno|industrial|acid|rave|warehouse|berlin|electronica|electronic|electro', bpm: [126, 138], modes: 'minor|phrygian', grooves: 'techno', colour: 'triad', progression: 'techno', comp: 'stabs', bass: 'sixteenths', kit: 'electronic', lead: 'square lead|detuned saw', chords: 'polysynth|detuned saw', pad: 'sweep pad', extra: 'square lead', bassInstrument: 'synth bass', density: 0.4, syncopation: 0.6, energy: 0.85, reverb: 0.4, arpeggiates: true, mix: { drums: 3, bass: 2, lead: -3 } }),
  genre({ name: 'trance', words: 'trance|psytrance|uplifting trance|goa|eurotrance|hands up|festival|edm|big room', bpm: [128, 140], modes: 'minor', grooves: 'trance', colour: 'triad', progression: 'edm', comp: 'gate', bass: 'offbeat', kit: 'electronic', lead: 'detuned saw|saw lead', chords: 'detuned saw|polysynth', pad: 'synth strings|warm pad', extra: 'saw lead|polysynth', bassInstrument: 'synth bass', density: 0.6, syncopation: 0.4, energy: 0.9, reverb: 0.55, arpeggiates: true, mix: { drums: 2, bass: 1 } }),
  genre({ name: 'drum and bass', words: 'drum and bass|drum n bass|dnb|d b|jungle|liquid|breakcore|breakbeat|breaks', bpm: [168, 176], modes: 'minor|dorian', grooves: 'breakbeat', colour: 'seventh', progression: 'ambient', comp: 'pad', bass: 'sub', kit: 'electronic', lead: 'saw lead|synth voice', chords: 'warm pad|FM electric piano', pad: 'halo pad', extra: 'polysynth', bassInstrument: 'warm synth bass|synth bass', density: 0.4, syncopation: 0.6, energy: 0.9, reverb: 0.4, mix: { drums: 3, bass: 3, lead: -2 } }),
  genre({ name: 'dubstep', words: 'dubstep|brostep|future bass|bass music|riddim|wobble|phonk', bpm: [138, 146], modes: 'minor|phrygian', grooves: 'halftime', colour: 'triad', progression: 'edm', comp: 'gate', bass: 'sub', kit: 'electronic', lead: 'detuned saw|synth voice', chords: 'detuned saw|synth strings', pad: 'sweep pad', extra: 'square lead', bassInstrument: 'synth bass', density: 0.45, syncopation: 0.5, energy: 0.95, reverb: 0.4, mix: { drums: 2, bass: 3 } }),
  genre({ name: 'hip hop', words: 'hip hop|hiphop|rap|boom bap|old school hip hop|east coast|west coast|gangsta|g funk|trip hop', bpm: [84, 96], modes: 'minor|dorian', grooves: 'boombap', swing: 0.45, swingUnit: 16, colour: 'seventh', progression: 'soul', comp: 'block', bass: 'syncopated', kit: 'standard', lead: 'flute|tine electric piano|vibraphone|muted trumpet', chords: 'tine electric piano|grand piano', pad: 'strings', extra: 'vibraphone', bassInstrument: 'fingered bass|double bass', density: 0.4, syncopation: 0.6, energy: 0.6, reverb: 0.25, mix: { drums: 3, bass: 2, lead: -2 } }),
  genre({ name: 'trap', words: 'trap|drill|cloud rap|mumble rap|hyperpop|trap beat', bpm: [132, 148], modes: 'minor|phrygian|harmonic minor', grooves: 'trap', colour: 'triad', progression: 'trap', comp: 'arpeggio', bass: 'sub', kit: '808', lead: 'flute|music box|tubular bells|synth voice', chords: 'mellow piano|tubular bells|polysynth', pad: 'choir|strings', extra: 'crystal', bassInstrument: 'warm synth bass', density: 0.4, syncopation: 0.5, energy: 0.7, reverb: 0.4, mix: { drums: 2, bass: 3 } }),
  genre({ name: 'lo-fi', words: 'lo fi|lofi|chillhop|study beats|study|chill beats|chill hop|vaporwave', bpm: [70, 86], modes: 'major|dorian|minor', grooves: 'lofi', swing: 0.55, swingUnit: 16, colour: 'ninth', progression: 'lofi', comp: 'block', bass: 'roots', kit: 'room', lead: 'mellow piano|vibraphone|jazz guitar|flute', chords: 'tine electric piano', pad: 'warm pad', extra: 'kalimba|jazz guitar', bassInstrument: 'fingered bass|fretless bass', density: 0.35, syncopation: 0.55, energy: 0.35, reverb: 0.35, mix: { lead: -2 } }),
  genre({ name: 'synthwave', words: 'synthwave|retrowave|outrun|80s|1980s|eighties|new wave|synthpop|synth pop|darkwave|retro|neon|cyberpunk', bpm: [92, 118], modes: 'minor|minor|major', grooves: 'synthwave', colour: 'triad', progression: 'synthwave', comp: 'pad', bass: 'sixteenths', kit: 'electronic', lead: 'saw lead|square lead', chords: 'polysynth|synth strings', pad: 'warm pad', extra: 'polysynth|FM electric piano', bassInstrument: 'synth bass', density: 0.45, syncopation: 0.35, energy: 0.7, reverb: 0.55, arpeggiates: true, mix: { drums: 1 } }),
  genre({ name: 'chiptune', words: 'chiptune|chip tune|8 bit|8bit|16 bit|video game|arcade|nes|nintendo|gameboy|game', bpm: [128, 156], modes: 'major|minor', grooves: 'chip', colour: 'triad', progression: 'chip', comp: 'arpeggio', bass: 'octaves', kit: 'electronic', lead: 'square lead', chords: 'square lead', pad: '', extra: 'square lead', bassInstrument: 'synth bass', density: 0.75, syncopation: 0.4, energy: 0.75, reverb: 0.1, arpeggiates: true }),
  genre({ name: 'ambient', words: 'ambient|drone music|soundscape|space music|space|atmospheric|ethereal|downtempo|chillout|chill out|new age|meditation|meditative|yoga|spa|sleep|zen|healing|relaxation', bpm: [56, 72], modes: 'major|lydian|minor', grooves: 'none', colour: 'ninth', progression: 'ambient', comp: 'pad', bass: 'long', kit: 'brush', lead: 'crystal|mellow piano|space voice|shakuhachi', chords: 'warm pad|halo pad|space voice', pad: 'sweep pad|bowed glass', extra: 'harp|fantasia|kalimba', bassInstrument: 'fretless bass|warm synth bass', density: 0.2, syncopation: 0.2, energy: 0.2, reverb: 0.95, mix: { pad: 4, lead: -2, bass: -3 } }),
  genre({ name: 'cinematic', words: 'cinematic|film|movie|soundtrack|score|trailer|film score|orchestral|symphonic|fantasy|adventure|hollywood|game of thrones|medieval battle|documentary', bpm: [78, 112], modes: 'minor|minor|major|dorian', grooves: 'cinematic', colour: 'triad', progression: 'cinematic', comp: 'pulse', bass: 'roots', kit: 'orchestra', lead: 'french horns|violin|trumpet|oboe', chords: 'strings', pad: 'choir|slow strings', extra: 'french horns|harp|pizzicato strings', bassInstrument: 'cello', density: 0.4, syncopation: 0.15, energy: 0.7, reverb: 0.75, mix: { drums: -1, bass: 1 } }),
  genre({ name: 'classical', words: 'classical|sonata|concerto|symphony|chamber|chamber music|string quartet|romantic era|mozart|beethoven|bach|chopin|piano solo|solo piano|neoclassical|etude|nocturne|minuet', bpm: [76, 116], modes: 'major|minor|harmonic minor', grooves: 'none', colour: 'triad', progression: 'classical', comp: 'alberti', bass: 'long', kit: 'orchestra', lead: 'grand piano|violin|flute|clarinet', chords: 'grand piano', pad: 'slow strings', extra: 'viola|oboe', bassInstrument: 'cello', density: 0.65, syncopation: 0.05, energy: 0.4, reverb: 0.6, ornament: true }),
  genre({ name: 'baroque', words: 'baroque|fugue|vivaldi|harpsichord piece|renaissance', bpm: [84, 108], modes: 'major|minor|harmonic minor', grooves: 'none', colour: 'triad', progression: 'classical', comp: 'pulse', bass: 'walking', kit: 'orchestra', lead: 'violin|oboe|recorder', chords: 'harpsichord', pad: 'strings', extra: 'violin', bassInstrument: 'cello', density: 0.85, syncopation: 0.02, energy: 0.5, reverb: 0.55, ornament: true }),
  genre({ name: 'waltz', words: 'waltz|viennese|ballroom|3 4|valse', bpm: [132, 168], modes: 'major|minor', grooves: 'waltz|none3', colour: 'triad', progression: 'classical', comp: 'oompah', bass: 'waltz', kit: 'orchestra', lead: 'violin|accordion|clarinet', chords: 'strings|accordion', pad: 'strings', extra: 'flute', bassInstrument: 'double bass', density: 0.45, syncopation: 0.05, energy: 0.5, reverb: 0.5 }),
  genre({ name: 'march', words: 'march|military|marching band|parade|anthem|national anthem|fanfare', bpm: [108, 120], modes: 'major', grooves: 'march', colour: 'triad', progression: 'classical', comp: 'oompah', bass: 'twofeel', kit: 'orchestra', lead: 'trumpet|brass section|piccolo', chords: 'french horns|brass section', pad: '', extra: 'clarinet', bassInstrument: 'tuba', density: 0.5, syncopation: 0.05, energy: 0.75, reverb: 0.4 }),
  genre({ name: 'polka', words: 'polka|oompah|oktoberfest|bavarian|balkan|klezmer|circus', bpm: [112, 132], modes: 'major|harmonic minor', grooves: 'polka', colour: 'triad', progression: 'country', comp: 'oompah', bass: 'twofeel', kit: 'standard', lead: 'accordion|clarinet|trumpet', chords: 'accordion', pad: '', extra: 'clarinet', bassInstrument: 'tuba', density: 0.6, syncopation: 0.1, energy: 0.7, reverb: 0.25 }),
  genre({ name: 'celtic', words: 'celtic|irish|scottish|jig|reel|sea shanty|shanty|pirate|medieval|tavern|viking|nordic', bpm: [96, 116], modes: 'major|dorian|mixolydian|minor', grooves: 'jig|none6', colour: 'triad', progression: 'celtic', comp: 'strum', bass: 'roots', kit: 'standard', lead: 'fiddle|recorder|bagpipe|flute', chords: 'steel guitar|harp', pad: '', extra: 'mandolin|accordion', bassInstrument: 'double bass', density: 0.85, syncopation: 0.05, energy: 0.55, reverb: 0.4, ornament: true }),
  genre({ name: 'afrobeat', words: 'afrobeat|afrobeats|afro|african|highlife|amapiano|world music|world|tribal', bpm: [100, 116], modes: 'major|dorian|minor', grooves: 'afrobeat', colour: 'triad', progression: 'afro', comp: 'funk', bass: 'syncopated', kit: 'standard', lead: 'kalimba|alto sax|marimba', chords: 'muted guitar|tine electric piano', pad: 'warm pad', extra: 'marimba|brass section', bassInstrument: 'fingered bass', density: 0.55, syncopation: 0.65, energy: 0.7, reverb: 0.3 }),
  genre({ name: 'lullaby', words: 'lullaby|nursery|nursery rhyme|baby|bedtime|cradle|kids|children|childrens', bpm: [66, 84], modes: 'major', grooves: 'none3|none6|none', colour: 'triad', progression: 'folk', comp: 'arpeggio', bass: 'long', kit: 'brush', lead: 'music box|celesta|flute', chords: 'mellow piano|harp|music box', pad: 'slow strings', extra: 'glockenspiel', bassInstrument: 'cello', density: 0.35, syncopation: 0, energy: 0.2, reverb: 0.6, mix: { bass: -4 } }),
  genre({ name: 'holiday', words: 'christmas|xmas|holiday|jingle|santa|winter song|carol', bpm: [100, 128], modes: 'major', grooves: 'pop|swing', swing: 0.3, colour: 'seventh', progression: 'gospel', comp: 'block', bass: 'twofeel', kit: 'brush', lead: 'glockenspiel|celesta|voice oohs', chords: 'grand piano', pad: 'strings|choir', extra: 'tubular bells|glockenspiel', bassInstrument: 'double bass', density: 0.5, syncopation: 0.15, energy: 0.55, reverb: 0.5 }),
];

export const DEFAULT_GENRE = 'pop';
