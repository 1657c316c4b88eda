import type { Catalog } from '../../catalog/catalog.ts';
import type { TaskType } from '../../catalog/task-type.ts';
import type { Ranking } from './library/bm25.ts';
import type { Library } from './library/load-library.ts';

/** What the assistant knows. */
export interface Knowledge {
  catalog: Catalog;
  library: Library;
  pairs: Ranking<TaskType>;
  /** Whether a live key gets the pair now, and from what. */
  offer(taskType: TaskType): { available: boolean; engine: string | null; quality: string | null };
  publicUrl: string;
}

/** A message as the topics see it. */
export interface Question {
  text: string;
  /** For names: see `flat`. */
  flat: string;
  stems: readonly string[];
  /** The pairs that it names, the best first; of an earlier message where this one only goes on. */
  named: readonly TaskType[];
}

/** Answers what it understands, in Markdown; null: not its business. Pure. */
export type Topic = (question: Question, knowledge: Knowledge) => string | null;

export const pairName = ({ model, taskType }: TaskType): string => `\`${model}\` \`${taskType}\``;
