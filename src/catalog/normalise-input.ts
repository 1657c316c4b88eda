import { z } from 'zod';
import { AppError } from '../errors.ts';
import { type FieldFacts, factsOf, type MediaKind } from './field.ts';
import { fieldError, requiredError } from './input-errors.ts';
import type { TaskInput, TaskType } from './task-type.ts';

export interface NormaliseOptions {
  /** A whole number in [1, 2^48). */
  drawSeed(): number;
}

/**
 * The rules of the protocol page, section 4.1: aliases, "" and {} as absent, coercion, defaults, unknown fields dropped.
 * Returns a new object with its keys in alphabetical order. Media strings are left as they are.
 *
 * @throws AppError `invalid_request` that names the field, the value and what is allowed.
 */
export function normaliseInput(taskType: TaskType, raw: Record<string, unknown>, options: NormaliseOptions): TaskInput {
  const prepared: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(taskType.input.shape)) {
    const value = prepareField(name, schema as z.ZodType, raw, options);
    if (value !== undefined) prepared[name] = value;
    else if (isRequired(schema as z.ZodType)) throw requiredError(name);
  }
  const parsed = taskType.input.safeParse(prepared);
  if (!parsed.success) throw fieldError(taskType.input, prepared, parsed.error);
  const input = sortKeys(parsed.data as TaskInput);
  for (const rule of taskType.rules ?? []) {
    const problem = rule(input);
    if (problem !== null) throw new AppError('invalid_request', { message: `invalid request: ${problem}` });
  }
  return input;
}

/** Every media value of a normalised input with its path, in the order of the keys. */
export function mediaFields(taskType: TaskType, input: TaskInput): { name: string; kind: MediaKind; value: string }[] {
  const found: { name: string; kind: MediaKind; value: string }[] = [];
  for (const name of Object.keys(input)) {
    const schema = taskType.input.shape[name] as z.ZodType | undefined;
    const kind = schema && factsOf(schema)?.media;
    const value = input[name];
    if (kind && typeof value === 'string') found.push({ name, kind, value });
  }
  return found;
}

export function sortKeys<T extends Record<string, unknown>>(value: T): T {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) as T;
}

function prepareField(
  name: string,
  schema: z.ZodType,
  raw: Record<string, unknown>,
  options: NormaliseOptions,
): unknown {
  const facts = factsOf(schema);
  const given = [name, ...(facts?.aliases ?? [])].map((key) => own(raw, key)).find((value) => !isAbsent(value));
  if (!facts) return given;
  const value = convert(given, facts);
  if (facts.drawSeed && (value === undefined || value === 0 || value === -1)) return options.drawSeed();
  return value;
}

function own(raw: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(raw, key) ? raw[key] : undefined;
}

/** "", null, [] and {} mean "not given" (the protocol page, section 4.1). */
function isAbsent(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

const NUMERIC = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?\s*$/i;

function convert(value: unknown, facts: FieldFacts): unknown {
  if (typeof value !== 'string') return value;
  if (facts.coerceNumber && NUMERIC.test(value)) return Number(value);
  if (facts.text) return removeControlCharacters(value);
  if (facts.media) return value.trim();
  return value;
}

/** Keeps tab, line feed and carriage return. */
function removeControlCharacters(value: string): string {
  return value.replace(/[^\P{Cc}\t\n\r]/gu, '');
}

function isRequired(schema: z.ZodType): boolean {
  return !(schema instanceof z.ZodOptional || schema instanceof z.ZodDefault);
}
