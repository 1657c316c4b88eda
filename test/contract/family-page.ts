import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { root } from '../harness/program.ts';

/** A family file of `spec/catalog`, as far as the contract tests read it. */
export interface FamilyPage {
  family: string;
  tasks: TaskPage[];
}

export interface TaskPage {
  model: string;
  task_type: string;
  input: Record<string, FieldPage>;
  price: { max_units?: number; examples?: PriceExample[] };
  usage_type: string;
  charge: string;
  output: {
    pending: unknown;
    completed: Record<string, unknown>;
    native_keys: string[];
    extra_keys: string[];
    read_by_clients: string[];
  };
  errors: { at: 'create' | 'run'; message: string }[];
}

export interface FieldPage {
  type: string;
  required?: boolean;
  default?: unknown;
  min?: number;
  max?: number;
  max_length?: number;
  enum?: (string | number)[];
  aliases?: string[];
  coerces?: string;
}

export interface PriceExample {
  input: Record<string, unknown>;
  measured_seconds?: number;
  usd: number;
}

/** `name` without folder and extension, for example `mmaudio`. */
export function readFamilyPage(name: string): FamilyPage {
  return parse(readFileSync(path.join(root, 'spec/catalog', `${name}.yaml`), 'utf8')) as FamilyPage;
}

/** A valid value for a field, from its type and limits alone. */
export function sampleValue(field: FieldPage): unknown {
  if (field.enum) return field.enum[0];
  switch (field.type) {
    case 'integer':
    case 'number':
      return Math.max(1, field.min ?? 1);
    case 'boolean':
      return true;
    case 'image':
    case 'video':
    case 'audio':
      return `https://media.example.com/in/sample.${{ image: 'png', video: 'mp4', audio: 'mp3' }[field.type]}`;
    default:
      return 'a quiet street';
  }
}

export const isNumeric = ({ type }: FieldPage): boolean => type === 'integer' || type === 'number';
export const isText = ({ type }: FieldPage): boolean => type === 'string';
export const isMedia = ({ type }: FieldPage): boolean => ['image', 'video', 'audio'].includes(type);
