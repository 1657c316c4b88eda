import { partId, tasksOfPart } from '../part-id.ts';
import type { OriginRule, OriginTask, TaskInput } from '../task-type.ts';

/** Clips of a run. */
export const CLIPS = 2;

export interface ClipPart {
  id: string;
  /** Second from which the next part goes on. */
  continue_at?: number;
}

interface Clip {
  id: string;
  title: string;
  model_name: string;
  metadata: { duration: number; tags: string; history: ClipPart[] | null };
}

const from = ['generate_music', 'generate_music_custom', 'music', 'concat'].map((type) => `suno/${type}`);

/** A field that names a clip of an earlier task. */
export function clipOrigin(field: string): OriginRule {
  return {
    fields: [field],
    from,
    part: { called: 'clip', tasks: (id) => tasksOfPart(id, CLIPS) },
    check: (input, origin) => {
      const clip = clipOf(origin, input[field]);
      if (!clip) return `invalid ${field}: ${input[field]} is no clip of a task of this account`;
      return Number(input.continue_at ?? 0) > clip.metadata.duration
        ? `invalid continue_at: ${input.continue_at} is beyond the end of the clip at ${clip.metadata.duration} seconds`
        : null;
    },
  };
}

/** A field that names an earlier task; its first clip is meant. */
export function firstClipOrigin(field: string): OriginRule {
  return { fields: [field], from };
}

function clipsOf({ output }: OriginTask): Clip[] {
  if (Array.isArray(output)) return output as Clip[];
  return Object.values((output as { clips?: Record<string, Clip> } | null)?.clips ?? {});
}

const clipOf = (origin: OriginTask, id: unknown): Clip | undefined => clipsOf(origin).find((clip) => clip.id === id);

/** What a continuation remembers of the clips before it. */
export function continuedClipMeta(input: TaskInput, origin?: OriginTask): Record<string, unknown> {
  const clip = origin && clipOf(origin, input.continue_clip_id);
  return clip ? { history: withPart(clip, Number(input.continue_at)) } : {};
}

/** The same where a task was named. */
export function continuedTaskMeta(input: TaskInput, origin?: OriginTask): Record<string, unknown> {
  const clip = origin && clipOf(origin, partId(String(input.task_id).toLowerCase(), 0));
  return clip ? { history: withPart(clip, 0) } : {};
}

/** `at` 0 means the end of the clip. */
function withPart(clip: Clip, at: number): ClipPart[] {
  return [...(clip.metadata.history ?? []), { id: clip.id, continue_at: at || clip.metadata.duration }];
}

/** What a joined song takes over from the last clip of its chain. */
export interface JoinedMeta {
  concat_history: ClipPart[];
  title: string;
  tags: string;
  model_name: string;
}

export function joinedMeta({ clip_id }: TaskInput, origin?: OriginTask): Record<string, unknown> {
  const clip = origin && clipOf(origin, clip_id);
  if (!clip) return {};
  const { title, model_name, metadata } = clip;
  const joined: JoinedMeta = {
    concat_history: [...(metadata.history ?? []), { id: clip.id }],
    title,
    tags: metadata.tags,
    model_name,
  };
  return { ...joined };
}
