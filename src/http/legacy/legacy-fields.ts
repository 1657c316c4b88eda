import { z } from 'zod';
import { normaliseFields } from '../../catalog/normalise-input.ts';
import type { TaskInput, TaskType } from '../../catalog/task-type.ts';
import { bodyObject } from '../json-body.ts';

/** The fields of a legacy body by the rules of the task API: "" is absent, unknown members are dropped. @throws AppError. */
export function legacyFields(schema: z.ZodObject, body: unknown): TaskInput {
  return normaliseFields(schema, bodyObject(body), { drawSeed: () => 1 }).fields;
}

/** The input fields of a pair, for endpoints that take them under the same names. */
export function fieldsOfPair(family: readonly TaskType[], taskType: string): Record<string, z.ZodType> {
  const found = family.find((type) => type.taskType === taskType);
  if (!found) throw new Error(`the family has no task type ${taskType}`);
  return found.input.shape as Record<string, z.ZodType>;
}

export const taskIdField = { task_id: z.string().meta({ description: 'What the create call answered with.' }) };
