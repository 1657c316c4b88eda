import type { TaskType } from '../../../catalog/task-type.ts';
import { type Knowledge, pairName, type Topic } from '../topic.ts';
import { type PromptKind, writePrompt } from '../write-prompt.ts';

const WRITE =
  /\b(writ\w*|make|create|compose|give|generate|need|want|suggest|improve|better|enhance|expand|rewrite|craft)\b/i;
const A_PROMPT = /\bprompts?\b/i;
const ASKS =
  /\b(lyrics|lrc)\b|\b(how long|maximum|max|limit|characters|which field|what is|negative_prompt|price|cost)\b/i;

/** Which pair to suggest for each kind, the first that is served here. */
const suggestions: Readonly<Record<PromptKind, readonly (readonly [string, string])[]>> = {
  image: [
    ['Qubico/flux1-schnell', 'txt2img'],
    ['gemini', 'nano-banana-2.1'],
  ],
  video: [
    ['veo3.1', 'veo3.1-video-fast'],
    ['kling', 'video_generation'],
  ],
  sound: [['Qubico/mmaudio', 'video2audio']],
  music: [
    ['Qubico/ace-step', 'txt2audio'],
    ['suno', 'generate_music'],
  ],
};

/** Prompts for pictures, videos, sounds and music. */
export const prompts: Topic = ({ text, flat }, knowledge) => {
  if (!A_PROMPT.test(text) || !WRITE.test(text) || ASKS.test(text)) return null;
  const kind = kindOf(flat);
  const subject = subjectOf(text).slice(0, LONGEST_SUBJECT);
  if (subject === '')
    return 'What should it show? For example: *"Write a prompt for a picture of an old lighthouse in a storm"*.';
  const count = countIn(text);
  const written = Array.from({ length: count }, (_, variant) => writePrompt(kind, subject, variant));
  const avoid = written[0]?.avoid ?? '';
  const pair = suggested(kind, knowledge);
  return [
    `${count === 1 ? 'A prompt' : `${count} prompts`} for ${kindNames[kind]}:`,
    ...written.flatMap(({ prompt }) => ['', '```', prompt, '```']),
    ...(avoid === '' ? [] : ['', `Where the model has \`negative_prompt\`: \`${avoid}\``]),
    ...(pair ? ['', `It fits ${pairName(pair)}, for example.`] : []),
  ].join('\n');
};

const kindNames: Readonly<Record<PromptKind, string>> = {
  image: 'a picture',
  video: 'a video',
  sound: 'sound',
  music: 'music',
};
const NUMBERS = ['one', 'two', 'three', 'four', 'five'];
const MOST_PROMPTS = 5;
const LONGEST_SUBJECT = 600;

function countIn(text: string): number {
  const said = /\b(\d|one|two|three|four|five)\b(?:\s+\w+){0,3}\s+prompts\b/i.exec(text)?.[1]?.toLowerCase();
  if (said === undefined) return 1;
  const count = NUMBERS.includes(said) ? NUMBERS.indexOf(said) + 1 : Number(said);
  return Math.min(MOST_PROMPTS, Math.max(1, count));
}

function kindOf(flat: string): PromptKind {
  if (/ (videos?|clips?|movie|film|animation|kling|veo|sora|hailuo|luma|seedance|wan) /.test(flat)) return 'video';
  if (/ (sounds?|foley|sound effects?|sfx|noise|audio|mmaudio|ambience) /.test(flat)) return 'sound';
  if (/ (music|songs?|beat|instrumental|suno|udio|track) /.test(flat)) return 'music';
  return 'image';
}

function subjectOf(text: string): string {
  const own = /:\s*["“']?([^:"”]{3,})["”']?\s*$/s.exec(text)?.[1];
  const quoted = /["“]([^"”]{3,})["”]/.exec(text)?.[1];
  const kind =
    '(?:pictures?|images?|photos?|videos?|clips?|movie|film|sounds?|audio|music|song|track|illustration|drawing|painting|logo|poster|animation)';
  const of = new RegExp(`\\b${kind}\\s+(?:of|about|with|showing|where|in which|that shows)\\s+(.+)$`, 'is').exec(
    text,
  )?.[1];
  const about = /\bprompts?\b.*?\b(?:for|of|about|showing|with)\s+(.+)$/is.exec(text)?.[1];
  const raw = (own ?? quoted ?? of ?? about ?? '').trim();
  return raw
    .replace(
      new RegExp(
        `^(?:an?|the|my|some)?\\s*(?:\\w+\\s+)?${kind}\\s*(?:generation|model)?\\s*(?:of|about|with|showing|:)?\\s*`,
        'i',
      ),
      '',
    )
    .replace(/\b(please|thanks)\b/gi, '')
    .replace(/[.!?\s]+$/, '')
    .replace(/^(kling|veo\S*|sora\S*|flux\S*|midjourney|hailuo|luma|suno|udio)\b[\s:,]*(of|about)?\s*/i, '')
    .trim();
}

function suggested(kind: PromptKind, { catalog, offer }: Knowledge): TaskType | undefined {
  const known = suggestions[kind].flatMap(([model, taskType]) => catalog.get(model, taskType) ?? []);
  return known.find((pair) => offer(pair).available) ?? known[0];
}
