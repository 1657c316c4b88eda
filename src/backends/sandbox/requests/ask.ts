import type { MediaKind } from '../../../catalog/field.ts';
import { mediaFields } from '../../../catalog/media-fields.ts';
import type { ResultFile, TaskInput } from '../../../catalog/task-type.ts';
import { AppError } from '../../../errors.ts';
import type { BackendJob, JobOrigin } from '../../backend.ts';
import { hashNumber } from '../chance.ts';
import { withoutMagicWords } from '../magic-words.ts';
import type { Label } from '../picture/label.ts';
import type { Plan, SceneKey, Source } from '../plan/plan.ts';

/** A request as the readings of the families see it. */
export interface Ask {
  model: string;
  taskType: string;
  input: TaskInput;
  /** Its main text without marks; empty where it has none. */
  prompt: string;
  seed: number;
  label: Label;
  scene: SceneKey;
  /** The medium at a dotted path, for example `key_frames.frame0.url`; null where none was sent. */
  source(path: string): Source | null;
  /** Those of a list, by its name. */
  sources(name: string): Source[];
  origin: JobOrigin | undefined;
  origins: readonly JobOrigin[];
  /** When the task was taken. */
  at: Date;
}

/** How a family's request is read. Pure: no medium is looked at. */
export type Reading = (ask: Ask) => Partial<Plan>;

/** Where the main text stands, the first that has one. */
const TEXTS = [
  'prompt',
  'style_prompt',
  'edit_style_prompt',
  'gpt_description_prompt',
  'gen_text',
  'tts_text',
  'effect',
  'tags',
  'lyrics',
  'edit_lyrics',
  'title',
  'input',
];
/** Seeds in pictures have at most this many digits. */
const SEEDS = 1_000_000_000;

export function askOf(job: BackendJob, at: Date): Ask {
  const { input, taskType, origins } = job;
  const media = mediaFields(taskType, input);
  const sourceOf = (field: (typeof media)[number]): Source => ({
    from: 'input',
    field: field.path,
    kind: field.kind,
    limits: field.limits,
  });
  const prompt = withoutMagicWords(promptOf(input));
  const given = Number(input.seed ?? -1);
  const { model } = taskType;
  const seed =
    Number.isSafeInteger(given) && given > 0 ? given : hashNumber('seed', model, taskType.taskType, prompt) % SEEDS;
  return {
    model,
    taskType: taskType.taskType,
    input,
    prompt,
    seed,
    label: labelOf(`${model.replace(/^Qubico\//, '')} ${taskType.taskType}`, prompt, seed),
    scene: { prompt, seed, model },
    source(path) {
      const found = media.find((field) => field.path === path);
      return found ? sourceOf(found) : null;
    },
    sources: (name) => media.filter((field) => field.name === name).map(sourceOf),
    origin: origins[0],
    origins,
    at,
  };
}

export const labelOf = (title: string, prompt: string, seed: number): Label => ({
  title,
  prompt,
  note: `seed ${seed}`,
});

/** The nth of several results: another seed, and its number in the label. */
export function nth(ask: Ask, index: number): { label: Label; scene: SceneKey } {
  const seed = ask.seed + index;
  return { label: labelOf(ask.label.title, ask.label.prompt, seed), scene: { ...ask.scene, seed } };
}

/** Fails loudly: the catalogue's own rules make sure that it is there. */
export function required(source: Source | null | undefined, name: string): Source {
  if (!source) throw new Error(`the request has no ${name}`);
  return source;
}

/** A file of an earlier task that may be gone by now. @throws AppError with the words of the protocol page, section 10.4. */
export function requiredOrigin(source: Source | null, kind: MediaKind): Source {
  if (source) return source;
  const message = `failed to get valid ${kind}: derive from origin task: parent task is outdated`;
  throw new AppError(`bad_${kind}`, { message, detail: { reason: 'origin_gone' } });
}

/** The files of an origin with a role. */
export const originFiles = (origin: JobOrigin | undefined, role: string): ResultFile[] =>
  origin?.files.filter((file) => file.role === role) ?? [];

export const asSource = (file: ResultFile | undefined, frame?: 'first' | 'last'): Source | null =>
  file ? { from: 'origin', file, ...(frame ? { frame } : {}) } : null;

/** The text of a request; shots one after the other where there are several. */
export function promptOf(input: TaskInput): string {
  for (const name of TEXTS) {
    const value = input[name];
    if (typeof value === 'string' && value.trim() !== '') return value;
  }
  const shots = Array.isArray(input.multi_shots) ? (input.multi_shots as { prompt?: unknown }[]) : [];
  return shots.map(({ prompt }) => String(prompt ?? '')).join(' / ');
}

export const textAt = (input: TaskInput, name: string): string => {
  const value = input[name];
  return typeof value === 'string' ? withoutMagicWords(value) : '';
};
