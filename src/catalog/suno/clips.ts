import { z } from 'zod';
import { partId } from '../part-id.ts';
import { filesOf } from '../shapes.ts';
import type { ProducedRole, TaskInput, TaskResult } from '../task-type.ts';
import { CLIPS, type ClipPart, type JoinedMeta } from './clip-chain.ts';

const TITLE_LENGTH = 80;

/** What a backend tells of its clips besides the files. */
export const clipData = z.object({
  created_at: z.iso.datetime().meta({ description: 'When the engine took the job.' }),
  clips: z
    .array(
      z.object({
        title: z.string().optional().meta({ description: 'Invented where the input has none.' }),
        words: z.string().optional().meta({ description: 'As sung, where the input has none.' }),
        tags: z.string().optional().meta({ description: 'Style words, where the input has none.' }),
      }),
    )
    .optional()
    .meta({ description: 'One entry per audio file, in the same order.' }),
});

/** A clip may bring a `video` of its own as well. */
export function clipFiles(count: number): readonly ProducedRole[] {
  return [
    { role: 'audio', kind: 'audio', count },
    { role: 'cover', kind: 'image', count, isCover: true },
    { role: 'large_cover', kind: 'image', count, isCover: true },
  ];
}

/** What a request says of its clips, whichever generation it is of. */
interface Wishes {
  title: string;
  tags: string;
  /** The words given; undefined: those of the backend. */
  words?: string | undefined;
  description: string | null;
  modelName: string;
  /** The clips that are continued, the last one directly. */
  history: ClipPart[] | null;
  concatHistory?: ClipPart[];
}

export function describedWishes({ gpt_description_prompt, make_instrumental, model_version }: TaskInput): Wishes {
  return {
    title: '',
    tags: '',
    words: make_instrumental ? '' : undefined,
    description: String(gpt_description_prompt),
    modelName: String(model_version),
    history: null,
  };
}

export function customWishes(input: TaskInput, meta: Record<string, unknown>): Wishes {
  return {
    title: String(input.title),
    tags: String(input.tags),
    words: input.make_instrumental ? '' : String(input.prompt),
    description: null,
    modelName: String(input.model_version),
    history: historyIn(meta),
  };
}

/** `prompt` is a description where neither tags nor title is given, else the words. */
export function musicWishes(input: TaskInput, meta: Record<string, unknown>): Wishes {
  const isDescription = input.tags === '' && input.title === '';
  const prompt = String(input.prompt);
  return {
    title: String(input.title),
    tags: String(input.tags),
    words: input.make_instrumental ? '' : isDescription ? undefined : prompt,
    description: isDescription ? prompt : null,
    modelName: String(input.mv),
    history: historyIn(meta),
  };
}

export function joinedWishes(input: TaskInput, meta: Record<string, unknown>): Wishes {
  const { concat_history, title = '', tags = '', model_name = '' } = meta as Partial<JoinedMeta>;
  const concatHistory = concat_history ?? [{ id: String(input.clip_id) }];
  return { title, tags, description: null, modelName: model_name, history: null, concatHistory };
}

function historyIn({ history }: Record<string, unknown>): ClipPart[] | null {
  return (history as ClipPart[] | undefined) ?? null;
}

type ReadWishes = (input: TaskInput, meta: Record<string, unknown>) => Wishes;

interface ClipData {
  title?: string;
  words?: string;
  tags?: string;
}

/** What the clips of all generations share. */
function clipsOf(result: TaskResult, wishes: Wishes) {
  const told = Array.isArray(result.data.clips) ? (result.data.clips as ClipData[]) : [];
  const [covers, largeCovers, videos] = ['cover', 'large_cover', 'video'].map((role) => filesOf(result, role));
  const audio = filesOf(result, 'audio').slice(0, wishes.concatHistory ? 1 : CLIPS);
  return audio.map(({ url, durationMs }, index) => {
    const { title = '', words = '', tags = '' } = told[index] ?? {};
    const invented = (wishes.description ?? (wishes.tags || wishes.words || '')).slice(0, TITLE_LENGTH);
    return {
      clip: {
        id: partId(result.taskId, index),
        video_url: videos?.[index]?.url ?? '',
        audio_url: url,
        image_url: covers?.[index]?.url ?? '',
        image_large_url: largeCovers?.[index]?.url ?? '',
        is_video_pending: false,
        is_handle_updated: false,
        major_model_version: majorVersion(wishes.modelName),
        model_name: wishes.modelName,
        status: 'complete',
        title: wishes.title || title || invented,
      },
      metadata: {
        tags: wishes.tags || tags,
        prompt: wishes.words ?? words,
        gpt_description_prompt: wishes.description,
        audio_prompt_id: wishes.history?.at(-1)?.id ?? null,
        history: wishes.history,
        concat_history: wishes.concatHistory ?? null,
        type: wishes.concatHistory ? 'concat' : 'gen',
        duration: durationMs / 1000,
        error_type: null,
        error_message: null,
      },
    };
  });
}

const SHOWN_ALWAYS = {
  is_liked: false,
  user_id: '',
  display_name: '',
  handle: '',
  is_trashed: false,
  reaction: null,
  play_count: 0,
  upvote_count: 0,
  is_public: false,
};

/** Generations 0 and 1: an object whose keys are the ids. */
export function byId(readWishes: ReadWishes): (result: TaskResult, input: TaskInput) => unknown {
  return (result, input) => {
    const created_at = createdAt(result)?.toISOString().replace('Z', '000Z');
    const clips = clipsOf(result, readWishes(input, result.meta ?? {})).map(({ clip, metadata }) => ({
      ...clip,
      ...SHOWN_ALWAYS,
      metadata: { ...metadata, refund_credits: null, stream: true },
      created_at,
    }));
    return { clips: Object.fromEntries(clips.map((clip) => [clip.id, clip])) };
  };
}

/** Generation 2: a list. */
export function asList(readWishes: ReadWishes): (result: TaskResult, input: TaskInput) => unknown {
  return (result, input) => {
    const created_at = createdAt(result)?.toISOString().slice(0, 19).replace('T', ' ');
    const clips = clipsOf(result, readWishes(input, result.meta ?? {}));
    return clips.map(({ clip, metadata }) => ({ ...clip, metadata, created_at }));
  };
}

/** undefined where the backend told no time, which no output schema accepts. */
function createdAt({ data }: TaskResult): Date | undefined {
  const at = new Date(String(data.created_at));
  return Number.isNaN(at.getTime()) ? undefined : at;
}

/** `chirp-v3-5` → v3; `chirp-crow` is v5. */
function majorVersion(modelName: string): string {
  if (modelName === 'chirp-crow') return 'v5';
  const [, major] = /^chirp-v(\d)/.exec(modelName) ?? [];
  return major ? `v${major}` : '';
}
