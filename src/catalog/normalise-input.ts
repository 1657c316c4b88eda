import { z } from 'zod';
import { AppError } from '../errors.ts';
import { bareSchema, type FieldFacts, factsOf } from './field.ts';
import { fieldError, joinPath, requiredError } from './input-errors.ts';
import type { TaskInput, TaskType } from './task-type.ts';

export interface NormaliseOptions {
  /** A whole number in [1, 2^48). */
  drawSeed(): number;
}

/**
 * The rules of the protocol page, section 4.1: aliases, "" and {} as absent, coercion, defaults, unknown fields dropped.
 * Then the family's own adjustments and cross-field rules. Returns a new object with its keys in alphabetical order.
 * Media strings are left as they are.
 *
 * @throws AppError `invalid_request` that names the field, the value and what is allowed.
 */
export function normaliseInput(taskType: TaskType, raw: Record<string, unknown>, options: NormaliseOptions): TaskInput {
  const { fields, given } = normaliseFields(taskType.input, raw, options);
  const input = sortKeys(taskType.adjust?.(fields, given) ?? fields);
  for (const rule of taskType.rules ?? []) {
    const problem = rule(input);
    if (problem !== null) throw new AppError('invalid_request', { message: `invalid request: ${problem}` });
  }
  return input;
}

/** The fields by themselves, also of bodies that are no task type's input. `given`: the names of those that were sent. */
export function normaliseFields(
  schema: z.ZodObject,
  raw: Record<string, unknown>,
  options: NormaliseOptions,
): { fields: TaskInput; given: ReadonlySet<string> } {
  const prepared = prepareFields(schema, raw, '', options);
  const parsed = schema.safeParse(prepared);
  if (!parsed.success) throw fieldError(schema, prepared, parsed.error);
  return { fields: parsed.data as TaskInput, given: new Set(Object.keys(prepared)) };
}

export function sortKeys<T extends Record<string, unknown>>(value: T): T {
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) as T;
}

function prepareFields(
  schema: z.ZodObject,
  raw: Record<string, unknown>,
  path: string,
  options: NormaliseOptions,
): Record<string, unknown> {
  const prepared: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(schema.shape) as [string, z.ZodType][]) {
    const at = joinPath(path, name);
    const aliases = factsOf(field)?.aliases ?? [];
    const given = [name, ...aliases].map((key) => own(raw, key)).find((value) => !isAbsent(value));
    const value = prepareValue(field, given, at, options);
    if (value !== undefined) prepared[name] = value;
    else if (isRequired(field)) throw requiredError(at, factsOf(field));
  }
  return prepared;
}

function prepareValue(field: z.ZodType, given: unknown, path: string, options: NormaliseOptions): unknown {
  const facts = factsOf(field);
  const value = facts ? convert(given, facts) : given;
  if (facts?.drawSeed && (value === undefined || value === 0 || value === -1)) return options.drawSeed();
  if (isAbsent(value)) return undefined;
  const schema = bareSchema(field);
  if (schema instanceof z.ZodObject && isPlainObject(value)) {
    const inner = prepareFields(schema, value, path, options);
    // An object with nothing that we know inside says nothing.
    return Object.keys(inner).length === 0 ? undefined : inner;
  }
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    const element = schema.element as z.ZodType;
    return value.map((item, index) => {
      const at = joinPath(path, index);
      const prepared = prepareValue(element, item, at, options);
      if (prepared !== undefined) return prepared;
      const entry = bareSchema(element);
      // An object without fields still has to name those that it lacks.
      if (entry instanceof z.ZodObject && isPlainObject(item)) return prepareFields(entry, {}, at, options);
      throw requiredError(at, factsOf(field));
    });
  }
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

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function convert(given: unknown, facts: FieldFacts): unknown {
  const value = facts.coerce && given !== undefined ? facts.coerce(given) : given;
  if (typeof value !== 'string') return value;
  if (facts.text) return removeControlCharacters(value);
  return facts.media || facts.taskReference ? value.trim() : value;
}

/** Keeps tab, line feed and carriage return. */
function removeControlCharacters(value: string): string {
  return value.replace(/[^\P{Cc}\t\n\r]/gu, '');
}

function isRequired(schema: z.ZodType): boolean {
  return !(schema instanceof z.ZodOptional || schema instanceof z.ZodDefault);
}
