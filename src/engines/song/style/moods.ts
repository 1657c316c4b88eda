import type { Mode } from '../compose/theory.ts';

/** What a describing word changes. Factors multiply, shifts add up. */
export interface Mood {
  words: readonly string[];
  tempo?: number;
  modes?: readonly Mode[];
  energy?: number;
  density?: number;
  reverb?: number;
  syncopation?: number;
  /** -1 sad, dark .. 1 happy, bright: colours of the cover, and register. */
  valence?: number;
  /** The genre meant when no other is named. */
  genre?: string;
  drums?: 'none';
}

const minor: readonly Mode[] = ['minor'];
const major: readonly Mode[] = ['major'];
const m = (words: string, change: Omit<Mood, 'words'>): Mood => ({ words: words.split('|'), ...change });

// biome-ignore format: a table
export const moods: readonly Mood[] = [
  m('happy|joyful|cheerful|joyous|merry|jolly|gleeful|feel good|feelgood', { tempo: 1.06, modes: major, energy: 0.1, valence: 0.8 }),
  m('sad|melancholy|melancholic|sorrow|sorrowful|heartbreak|heartbroken|tearful|mournful|lonely|grief|depressing|crying', { tempo: 0.86, modes: minor, energy: -0.15, density: -0.1, valence: -0.8, genre: 'ballad' }),
  m('dark|ominous|sinister|evil|menacing|spooky|scary|horror|creepy|haunting|halloween|eerie|gothic', { tempo: 0.95, modes: ['minor', 'phrygian', 'harmonic minor'], valence: -0.9, reverb: 0.2, genre: 'cinematic' }),
  m('bright|sunny|summer|summery|beach|tropical|shiny', { tempo: 1.04, modes: major, valence: 0.7 }),
  m('calm|peaceful|gentle|soft|soothing|tranquil|serene|quiet|tender|delicate', { tempo: 0.86, energy: -0.25, density: -0.15, reverb: 0.15, valence: 0.2, genre: 'ambient' }),
  m('relaxing|relaxed|warm|chill|chilled|laid back|mellow|easy|cozy|cosy|smooth|lazy', { tempo: 0.9, energy: -0.15, density: -0.1, reverb: 0.1, valence: 0.2, genre: 'lo-fi' }),
  m('energetic|energy|upbeat|lively|driving|high energy|powerful|intense|pumping|workout|sport|sports|exciting|dynamic|hype', { tempo: 1.08, energy: 0.2, density: 0.1, valence: 0.4 }),
  m('aggressive|angry|rage|furious|brutal|violent|heavy|hard', { tempo: 1.05, modes: ['minor', 'phrygian'], energy: 0.25, valence: -0.6, genre: 'metal' }),
  m('epic|heroic|majestic|triumphant|victory|grand|glorious|monumental|battle|war', { energy: 0.25, reverb: 0.2, valence: 0.2, genre: 'cinematic' }),
  m('romantic|love|loving|passionate|sensual|intimate|wedding', { tempo: 0.92, energy: -0.1, valence: 0.4, genre: 'ballad' }),
  m('sexy|seductive|sultry', { tempo: 0.92, modes: ['dorian', 'minor'], valence: 0, genre: 'soul' }),
  m('dreamy|dream|floating|hazy|surreal|airy|breezy|breeze', { tempo: 0.92, reverb: 0.3, energy: -0.1, valence: 0.3, genre: 'ambient' }),
  m('mysterious|mystery|suspense|suspenseful|tense|tension|thriller|spy|detective', { tempo: 0.95, modes: ['minor', 'harmonic minor', 'dorian'], energy: -0.05, reverb: 0.15, valence: -0.4, genre: 'cinematic' }),
  m('playful|funny|quirky|silly|comic|cartoon|whimsical|cute|bouncy|goofy', { tempo: 1.08, modes: major, density: 0.1, syncopation: 0.1, valence: 0.7 }),
  m('hopeful|uplifting|inspiring|inspirational|motivational|optimistic|positive|corporate', { tempo: 1.02, modes: major, energy: 0.05, valence: 0.7, genre: 'pop' }),
  m('nostalgic|nostalgia|wistful|bittersweet|memories|memory|reflective|longing', { tempo: 0.93, energy: -0.1, valence: -0.1, reverb: 0.1 }),
  m('emotional|touching|moving|heartfelt|dramatic|sentimental', { tempo: 0.95, energy: 0.05, reverb: 0.15, valence: -0.2 }),
  m('fast|quick|rapid|uptempo|up tempo|speedy|allegro|frantic', { tempo: 1.18, density: 0.1 }),
  m('presto|very fast', { tempo: 1.3, density: 0.1 }),
  m('slow|slowly|downbeat|adagio|largo|andante', { tempo: 0.8, density: -0.05 }),
  m('moderate|mid tempo|midtempo|medium', { tempo: 1 }),
  m('minimalist|simple|sparse|stripped|bare|minimalistic', { energy: -0.25, density: -0.15 }),
  m('complex|intricate|virtuosic|technical|progressive|prog', { density: 0.25, syncopation: 0.15 }),
  m('syncopated|offbeat', { syncopation: 0.3 }),
  m('reverb|spacious|echo|echoing|huge|vast|cavernous|wide', { reverb: 0.3 }),
  m('dry|close|raw', { reverb: -0.3 }),
  m('night|nighttime|midnight|late night|evening|moonlight', { tempo: 0.95, valence: -0.2 }),
  m('morning|sunrise|dawn|spring', { valence: 0.5, modes: major }),
  m('rain|rainy|autumn|winter|snow|cold', { tempo: 0.95, valence: -0.3, reverb: 0.1 }),
  m('ocean|sea|water|river|forest|nature|sky|wind|mountain', { reverb: 0.2, valence: 0.3, genre: 'ambient' }),
  m('party|festive|celebration|celebratory|birthday|dancing', { tempo: 1.05, modes: major, energy: 0.15, valence: 0.7, genre: 'disco' }),
  m('background|instrumental background|elevator|vlog|podcast', { energy: -0.15, density: -0.1 }),
  m('beatless|drumless', { drums: 'none' }),
];
