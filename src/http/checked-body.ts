import type { z } from 'zod';
import { invalidFieldError } from '../catalog/input-errors.ts';
import { bodyObject } from './json-body.ts';

/** The body as the schema gives it. @throws AppError `invalid_request` that names the member and what is wrong. */
export function checkedBody<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const parsed = schema.safeParse(bodyObject(body ?? {}));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path.map(String) ?? [];
  if (issue?.code === 'unrecognized_keys') {
    const name = [...path, issue.keys[0] ?? ''];
    throw invalidFieldError(name.join('.'), valueAt(body, name), 'is not a member of this request');
  }
  throw invalidFieldError(path.join('.') || 'body', valueAt(body, path), `(${issue?.message ?? 'is not valid'})`);
}

function valueAt(body: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], body);
}

/** The number in a path, or 0, which nothing has. */
export function idOf(text: string): number {
  const id = /^\d{1,16}$/.test(text) ? Number(text) : 0;
  return Number.isSafeInteger(id) ? id : 0;
}
