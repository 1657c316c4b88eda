import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** What a family's page of `spec/catalog` says in words, and its examples; fields and prices come from the catalogue. */
export interface SpecPage {
  file: string;
  family: string;
  section: string;
  status: string;
  notes?: string[];
  tasks: SpecTask[];
}

export interface SpecTask {
  model: string;
  task_type: string;
  status?: string;
  section?: string;
  summary: string;
  input: Record<string, SpecField>;
  rules: string[];
  price: { examples: { input: Record<string, unknown> }[] };
  output: { completed: unknown; fields?: { path: string; type: string; meaning: string }[] };
  errors: { at: string; when: string; message: string }[];
}

export interface SpecField {
  aliases?: string[];
  coerces?: string;
  formats?: string[];
  max_bytes?: number;
  max_seconds?: number;
  items?: SpecField;
  fields?: Record<string, SpecField>;
}

const folder = join(import.meta.dirname, '..', '..', '..', 'spec', 'catalog');

export const specPages: readonly SpecPage[] = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .sort()
  .map((name) => ({
    ...(parse(readFileSync(join(folder, name), 'utf8')) as Omit<SpecPage, 'file'>),
    file: name.replace('.yaml', ''),
  }));
