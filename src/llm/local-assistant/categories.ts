import type { TaskType } from '../../catalog/task-type.ts';
import { kindsOf } from './pair-facts.ts';

export interface Category {
  /** Ends "The models for …". */
  name: string;
  words: RegExp;
  fits(pair: TaskType): boolean;
}

const typed = (pattern: RegExp) => (pair: TaskType) =>
  pattern.test(`${pair.model} ${pair.taskType} ${pair.section} ${pair.summary}`);
const makes = (kind: string) => (pair: TaskType) => kindsOf(pair).includes(kind);
/** Not a tool for one that is there, nor the turntable of a 3D model or the clip of a song. */
const isNewVideo = (pair: TaskType): boolean =>
  kindsOf(pair).every((kind) => kind === 'video') &&
  makes('video')(pair) &&
  !/toolkit|watermark|upscale/.test(`${pair.model} ${pair.taskType}`);
const isMusic = typed(/song|music|ace-step|diffrhythm/i);

const isNewPicture = (pair: TaskType): boolean =>
  kindsOf(pair).every((kind) => kind === 'image') &&
  makes('image')(pair) &&
  !/toolkit|upscale|try_on|effects/.test(`${pair.model} ${pair.taskType}`);

/** From the narrow to the wide: the first that a question has is meant. */
const categories: readonly Category[] = [
  { name: 'the OpenAI-shaped endpoints', words: /\bopenai\b/, fits: ({ family }) => family.startsWith('openai-') },
  { name: 'face swaps', words: /\bface[ -]?swap|swap(ping)? (the )?faces?\b/, fits: typed(/face-swap/i) },
  { name: 'removing watermarks', words: /\bwatermark/, fits: typed(/remove-watermark/i) },
  { name: 'removing backgrounds', words: /\bbackgrounds?\b|cut ?out/, fits: typed(/background-remove/i) },
  { name: 'upscaling', words: /\bupscal|enlarge|super resolution|higher resolution/, fits: typed(/upscale/i) },
  {
    name: 'lip sync and speaking portraits',
    words: /\blip ?sync|talking (head|portrait|avatar)|avatar|speaking portrait/,
    fits: typed(/lip_sync|avatar|omni-human/i),
  },
  { name: 'virtual try-on', words: /\btry ?on|clothes|garment|dress/, fits: typed(/try_on/i) },
  {
    name: 'describing pictures',
    words: /\bcaption|describe (a |an |my )?(picture|image|photo)/,
    fits: typed(/joycaption|describe/i),
  },
  { name: 'writing lyrics', words: /\blyrics\b/, fits: typed(/ lyrics|generate_lyrics/i) },
  { name: '3D models', words: /\b3 ?d\b|\bglb\b|mesh/, fits: makes('model') },
  {
    name: 'sound for videos',
    words:
      /\bfoley|sound (track|effects?)|sound for (a |my )?video|video (to|2) ?audio|(audio|sound)( \w+)? (from|for|to) (a |the |my )?videos?/,
    fits: typed(/video2audio|kling sound/i),
  },
  { name: 'speech', words: /\btts\b|speech|speak|voice|read aloud|narrat/, fits: typed(/\btts|zero-shot/i) },
  { name: 'music', words: /\bmusic|songs?\b|instrumental|melod/, fits: isMusic },
  {
    name: 'editing pictures',
    words: /\b(edit|change|inpaint|retouch)\w* .*(picture|image|photo)|(picture|image|photo) edit/,
    fits: typed(/edit|inpaint|kontext|img2img|gemini|seedream/i),
  },
  {
    name: 'videos from pictures',
    words: /\b(image|picture|photo) (to|2|into) .*video|animate|img2video|image2video/,
    fits: (pair) => isNewVideo(pair) && /picture/.test(pair.summary),
  },
  { name: 'videos', words: /\bvideos?\b|clips?\b|movie|film/, fits: isNewVideo },
  {
    name: 'pictures',
    words: /\b(picture|image|photo|drawing|illustration|logo|draw|paint)s?\b|text (to|2) ?image|txt2img/,
    fits: isNewPicture,
  },
  { name: 'sound', words: /\b(audio|sounds?)\b/, fits: makes('audio') },
];

export const categoryOf = (flat: string): Category | undefined => categories.find(({ words }) => words.test(flat));
