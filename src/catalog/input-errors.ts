import { z } from 'zod';
import { AppError } from '../errors.ts';
import { bareSchema, type FieldFacts, factsOf } from './field.ts';

/** Values in messages are cut to this many characters (protocol page, section 10.2). */
const SHOWN_VALUE_LENGTH = 100;

export function requiredError(path: string, facts?: FieldFacts): AppError {
  const start = typeof facts?.errorStart === 'string' ? `${facts.errorStart}: ` : '';
  return new AppError('invalid_request', {
    message: `invalid request: ${start}${path} is required`,
    detail: { field: path },
  });
}

/** The first problem as `invalid request: invalid <field>: <value> <what is allowed>`. */
export function fieldError(schema: z.ZodObject, input: Record<string, unknown>, error: z.ZodError): AppError {
  const issue = error.issues[0];
  const path = issue?.path ?? [];
  const field = path.reduce<string>(joinPath, '');
  const facts = factsAt(schema, path);
  const outOfRange = issue?.code === 'too_big' || issue?.code === 'too_small';
  const allowed =
    (outOfRange && facts?.expectation.range) || facts?.expectation.type || issue?.message || 'is not valid';
  const own = facts?.errorStart;
  const documented = typeof own === 'object' ? (outOfRange ? own.range : undefined) : own;
  const start = documented ? `${documented}: ${field}` : `invalid ${field}:`;
  return new AppError('invalid_request', {
    message: `invalid request: ${start} ${shownValue(valueAt(input, path))} ${allowed}`,
    detail: { field },
  });
}

export function invalidFieldError(field: string, value: unknown, allowed: string): AppError {
  return new AppError('invalid_request', {
    message: `invalid request: invalid ${field}: ${shownValue(value)} ${allowed}`,
    detail: { field },
  });
}

export function shownValue(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined');
  const oneLine = text.replace(/\s+/g, ' ');
  return oneLine.length > SHOWN_VALUE_LENGTH ? `${oneLine.slice(0, SHOWN_VALUE_LENGTH)}…` : oneLine;
}

/** `camera_control.config.zoom`, `image_urls[2]`. */
export function joinPath(path: string, key: PropertyKey): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  return path === '' ? String(key) : `${path}.${String(key)}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value);
}

/** Facts of the field at a path through objects and lists. */
function factsAt(schema: z.ZodType, path: readonly PropertyKey[]): FieldFacts | undefined {
  let at: z.ZodType | undefined = schema;
  for (const key of path) {
    const bare: z.ZodType | undefined = at && bareSchema(at);
    if (bare instanceof z.ZodArray) at = bare.element as z.ZodType;
    else if (bare instanceof z.ZodObject) at = bare.shape[String(key)] as z.ZodType | undefined;
    else return undefined;
  }
  return at && factsOf(at);
}
