import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { root } from '../harness/program.ts';

/** A family file of `spec/catalog`, as far as the contract tests read it. */
export interface FamilyPage {
  family: string;
  section: string;
  status: string;
  notes?: string[];
  tasks: TaskPage[];
}

export interface TaskPage {
  model: string;
  task_type: string;
  model_aliases?: string[];
  section?: string;
  status?: string;
  summary: string;
  input: Record<string, FieldPage>;
  rules: string[];
  price: PricePage;
  usage_type: string;
  charge: string;
  output: OutputPage;
  errors: ErrorPage[];
  notes: string[];
}

export type Input = Record<string, unknown>;

export interface FieldPage {
  type: string;
  required?: boolean;
  default?: unknown;
  min?: number;
  max?: number;
  exclusive_min?: number;
  min_length?: number;
  max_length?: number;
  min_items?: number;
  max_items?: number;
  enum?: (string | number)[];
  known_values?: string[];
  aliases?: string[];
  coerces?: string;
  items?: FieldPage;
  fields?: Record<string, FieldPage>;
  formats?: string[];
  max_bytes?: number;
  max_seconds?: number;
  min_side?: number;
  max_side?: number;
  max_pixels?: number;
  note?: string;
}

export interface PricePage {
  usd?: number;
  per?: string;
  measure?: string;
  max_units?: number;
  min_units?: number;
  unit_seconds?: number;
  drop_fraction?: boolean;
  round?: 'up';
  times?: string;
  table?: PriceRowPage[];
  examples: PriceExample[];
}

export interface PriceRowPage {
  when?: Record<string, unknown>;
  up_to?: number;
  usd: number;
  per?: string;
}

export interface PriceExample {
  input: Input;
  measured_seconds?: number;
  measured_frames?: number;
  measured_megapixels?: number;
  /** Normalised members of the task that is continued. */
  origin?: Input;
  usd: number;
}

export interface ShapePage {
  pending?: unknown;
  completed: unknown;
  native_keys: string[];
  extra_keys: string[];
  read_by_clients: string[];
}

export interface OutputPage extends ShapePage {
  pending: unknown;
  fields?: { path: string; type: string; meaning: string }[];
  variants?: (Partial<ShapePage> & { when: Input })[];
}

export interface ErrorPage {
  at: 'create' | 'run';
  when: string;
  message: string;
  http?: number;
}

const folder = path.join(root, 'spec/catalog');

/** Every family that has a page, in alphabetical order. */
export const familyNames: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => path.basename(file, '.yaml'))
  .sort();

/** `name` without folder and extension, for example `mmaudio`. */
export function readFamilyPage(name: string): FamilyPage {
  return parse(readFileSync(path.join(folder, `${name}.yaml`), 'utf8')) as FamilyPage;
}

export const pairOf = ({ model, task_type }: TaskPage): string => `${model}/${task_type}`;

/** All sentences of a task's page; tables of the tests quote them, so that a sentence that changes is noticed. */
export function sentencesOf(task: TaskPage, page: FamilyPage): readonly string[] {
  const notesIn = (facts: FieldPage): string[] => [
    ...(facts.note ? [facts.note] : []),
    ...(facts.items ? notesIn(facts.items) : []),
    ...Object.values(facts.fields ?? {}).flatMap(notesIn),
  ];
  return [
    ...task.rules,
    ...task.notes,
    ...(page.notes ?? []),
    ...task.errors.map(({ when }) => when),
    ...Object.values(task.input).flatMap(notesIn),
  ];
}
