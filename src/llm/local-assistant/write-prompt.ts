/** Prompts in the order that makers of these models recommend: subject, place, light, camera, style, detail. Pure. */
export type PromptKind = 'image' | 'video' | 'sound' | 'music';

export interface WrittenPrompt {
  prompt: string;
  /** For a negative prompt; "" where there is none. */
  avoid: string;
}

interface Mood {
  words: RegExp;
  light: string;
  place: string;
  palette: string;
  sound: string;
  music: string;
}

const moods: readonly Mood[] = [
  {
    words: /\b(storm|rain|thunder|wind|tempest)\w*/i,
    light: 'low storm light broken by flashes of lightning',
    place: 'under heavy, racing clouds, wet surfaces everywhere',
    palette: 'slate blue and steel grey with one warm accent',
    sound: 'gusts of wind, rain in sheets on stone, thunder rolling far away',
    music: 'dark strings, rolling timpani, slow build, 70 bpm, minor key',
  },
  {
    words: /\b(night|midnight|neon|city|street|dark|moon|stars?|cyber\w*)\b/i,
    light: 'neon and moonlight, deep shadows, bright rims',
    place: 'in a quiet street after rain, reflections on the ground',
    palette: 'teal, magenta and ink black',
    sound: 'a distant city hum, a car passing on wet asphalt, a flickering neon tube',
    music: 'synthwave, warm analogue pads, gated drums, 96 bpm',
  },
  {
    words: /\b(sea|ocean|beach|waves?|ship|boat|sail\w*|lighthouse|harbou?r|island)\b/i,
    light: 'clear sidelight of the late afternoon, glitter on the water',
    place: 'above a wide sea with long swells, salt haze on the horizon',
    palette: 'deep blue, sea green and sand',
    sound: 'slow waves breaking on stones, gulls far off, ropes knocking against a mast',
    music: 'acoustic guitar in open tuning, soft brushes, accordion, 84 bpm',
  },
  {
    words: /\b(snow|winter|ice|frost|christmas|arctic)\w*/i,
    light: 'pale blue winter light with a low sun',
    place: 'in fresh snow, breath visible in the air',
    palette: 'ice blue, white and amber from windows',
    sound: 'snow creaking under boots, a muffled valley, a fire behind a door',
    music: 'felt piano, celesta, soft choir, 72 bpm',
  },
  {
    words: /\b(mountain|sky|fly|eagle|dragon|cloud|hill|balloon|plane|valley)\w*|\bflying\b/i,
    light: 'clear high light with long shadows in the valleys',
    place: 'over a wide range of mountains with low clouds between them',
    palette: 'blue grey, white and a warm gold on the ridges',
    sound: 'wind at great height, wings or fabric beating, an echo from the rocks',
    music: 'wide strings, solo horn, slow drums, 80 bpm',
  },
  {
    words: /\b(forest|wood|tree|garden|flower|deer|fox|bird|river|nature|meadow)\w*/i,
    light: 'soft morning sun falling through leaves in beams',
    place: 'in an old forest with moss, ferns and drifting mist',
    palette: 'moss green, ochre and cream',
    sound: 'birds in the canopy, leaves stirring, a stream over stones',
    music: 'folk, fingerpicked guitar, wooden flute, light hand drums, 92 bpm',
  },
  {
    words: /\b(robot|space|planet|rocket|astronaut|alien|spaceship|futur\w*|machine|android)\w*/i,
    light: 'hard key light from a single star, cool fill from instruments',
    place: 'in a vast, silent place with tiny details for scale',
    palette: 'graphite, white and signal orange',
    sound: 'servo motors, a low reactor hum, radio crackle',
    music: 'ambient electronic, evolving pads, slow arpeggio, 60 bpm',
  },
  {
    words: /\b(portrait|woman|man|girl|boy|face|person|old|child|people|king|queen)\b/i,
    light: 'soft window light from the left, gentle falloff',
    place: 'before a plain, slightly textured background',
    palette: 'natural skin tones, muted earth colours',
    sound: 'a quiet room, breathing, cloth moving, a clock in the next room',
    music: 'intimate piano and cello, sparse, 66 bpm',
  },
  {
    words: /\b(food|cake|pizza|coffee|tea|bread|fruit|dish|burger|drink|cup)\b/i,
    light: 'bright, diffused daylight from behind, light steam',
    place: 'on a worn wooden table, linen and crumbs around it',
    palette: 'warm browns with fresh green',
    sound: 'a spoon in a cup, crust breaking, a kettle coming to the boil',
    music: 'bossa nova, nylon guitar, soft upright bass, 110 bpm',
  },
  {
    words: /\b(car|train|race|speed|road|motor\w*|bike|truck|highway)\b/i,
    light: 'low evening sun along the road, long shadows',
    place: 'on an open road with dust in the air and motion in the background',
    palette: 'rust red, asphalt grey and gold',
    sound: 'an engine pulling through the gears, tyres on gravel, wind past a window',
    music: 'driving rock, picked bass, tight drums, 128 bpm',
  },
];

const plainMood: Omit<Mood, 'words'> = {
  light: 'soft golden-hour light with clear shape and gentle shadows',
  place: 'in a simple setting that leaves the subject room',
  palette: 'a few harmonious colours with one strong accent',
  sound: 'close and detailed, with the quiet of the place around it',
  music: 'warm and clear, acoustic and electronic instruments, 100 bpm',
};

const styles: readonly [RegExp, string][] = [
  [/\b(anime|manga)\b/i, 'anime key visual, clean line art, cel shading, painted background'],
  [/\b(water ?colou?rs?)\b/i, 'watercolour on rough paper, visible pigment edges, white left open'],
  [/\b(oil|painting|painted)\b/i, 'oil painting, visible brushwork, rich glazes'],
  [/\b(pixel)\b/i, 'pixel art, limited palette, crisp edges, no anti-aliasing'],
  [/\b(logo|icon)\b/i, 'flat vector logo, two colours, strong silhouette, generous margins, plain background'],
  [
    /\b(3d|render|clay|isometric)\b/i,
    'three-dimensional render, soft studio light, rounded forms, physically based materials',
  ],
  [/\b(comic|cartoon)\b/i, 'comic panel, bold ink outlines, halftone shading'],
  [/\b(sketch|drawing|pencil)\b/i, 'pencil drawing, hatching, toned paper'],
  [/\b(poster)\b/i, 'screen-printed poster, three flat colours, large simple shapes, room for a title'],
];

const musicMoods: readonly [RegExp, string][] = [
  [/\b(sad|melanchol\w*|lonely|grief|heartbreak)\b/i, 'sparse, minor key, slow, 64 bpm, close and quiet'],
  [/\b(happy|joy\w*|upbeat|cheerful|fun|birthday)\b/i, 'bright, major key, hand claps, bouncing bass, 120 bpm'],
  [/\b(epic|trailer|heroic|battle|cinematic)\b/i, 'orchestra and choir, low brass, big drums, slow build, 90 bpm'],
  [/\b(calm|relax\w*|sleep|medit\w*|ambient|peaceful)\b/i, 'slow pads, soft attack, wide reverb, no drums, 60 bpm'],
  [/\b(lo-?fi|study|chill)\b/i, 'lo-fi hip hop, dusty drums, electric piano, vinyl crackle, 78 bpm'],
  [/\b(jazz|swing)\b/i, 'brushed drums, upright bass, piano trio, late-night room, 110 bpm'],
  [/\b(rock|punk|metal|guitar)\b/i, 'distorted guitars, tight drums, picked bass, 140 bpm'],
  [/\b(techno|house|edm|dance|disco|club)\b/i, 'four on the floor, rolling bass, filtered synths, 126 bpm'],
];

const PHOTO = 'photograph, 50 mm lens at f/2.8, sharp focus on the subject, natural texture, high detail';
const PICTURE_AVOID = 'blurry, low resolution, watermark, text, extra fingers, deformed hands, cropped subject';
const VIDEO_AVOID = 'flicker, jitter, morphing, warped faces, sudden cuts, text, watermark';

/** What the subject is worth in words. */
export function writePrompt(kind: PromptKind, subject: string, variant = 0): WrittenPrompt {
  const about = subject.replace(/\s+/g, ' ').trim();
  // What is named first is what it is about.
  const [found] = moods
    .map((mood) => ({ ...mood, at: about.search(mood.words) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at);
  // A further one of the same: another light, place and style.
  const mood = (variant > 0 ? moods[(variant * 3) % moods.length] : found) ?? plainMood;
  const named = styles.find(([words]) => words.test(about))?.[1];
  const style = named ?? (variant > 0 ? styles[(variant - 1) % styles.length]?.[1] : undefined);
  const first = about.replace(/^./u, (letter) => letter.toUpperCase());
  switch (kind) {
    case 'image': {
      const isFlat = style !== undefined && /logo|pixel/.test(style);
      const scene = isFlat ? [] : [capital(mood.place), `Light: ${mood.light}`];
      return {
        prompt: sentences([
          first,
          ...scene,
          `Colours: ${mood.palette}`,
          `Style: ${style ?? PHOTO}`,
          'Composition: rule of thirds, clear foreground, calm background',
        ]),
        avoid: PICTURE_AVOID,
      };
    }
    case 'video':
      return {
        prompt: sentences([
          `${first}, ${mood.place}`,
          'The shot opens wide and the camera pushes in slowly and steadily at eye level',
          'One continuous movement: the subject acts, pauses, and turns towards the light',
          `Light: ${mood.light}`,
          `Colours: ${mood.palette}`,
          `Style: ${style ?? 'cinematic, 35 mm, shallow depth of field, natural motion blur, 24 frames per second'}`,
          `Sound: ${mood.sound}`,
        ]),
        avoid: VIDEO_AVOID,
      };
    case 'sound':
      return {
        prompt: `${about}, ${mood.sound}, close perspective, realistic, no music, no voices`,
        avoid: 'music, speech, clipping, hiss',
      };
    case 'music':
      return {
        prompt: `${about}, ${musicMoods.find(([words]) => words.test(about))?.[1] ?? mood.music}, memorable melody, clear mix, gradual build to a full chorus`,
        avoid: '',
      };
  }
}

const sentences = (parts: readonly string[]): string => `${parts.join('. ')}.`;
const capital = (text: string): string => text.replace(/^./u, (letter) => letter.toUpperCase());
