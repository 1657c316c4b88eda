import type { FastifyReply, FastifyRequest } from 'fastify';
import { invalidFieldError, requiredError } from '../../catalog/input-errors.ts';
import { AppError } from '../../errors.ts';
import { readTask, type TaskRow } from '../../tasks/task-row.ts';
import { callerOf } from '../auth.ts';
import type { HttpParts } from '../http-parts.ts';
import { bodyObject } from '../json-body.ts';

/** A task of the caller and of the endpoint's model; everything else is unknown here. @throws AppError. */
export async function readLegacyTask(
  parts: HttpParts,
  request: FastifyRequest,
  reply: FastifyReply,
  { id, fits }: { id: string; fits: (row: TaskRow) => boolean },
): Promise<TaskRow> {
  reply.header('cache-control', 'no-store');
  const row = await readTask(parts.database, id, callerOf(request).accountId);
  if (!row || !fits(row)) throw new AppError('task_not_found');
  return row;
}

/** `{"task_id": …}` of the calls that read by POST. @throws AppError `invalid_request`. */
export function taskIdOf(request: FastifyRequest): string {
  const body = bodyObject(request.body);
  const id = Object.hasOwn(body, 'task_id') ? body.task_id : undefined;
  if (id === undefined || id === null || id === '') throw requiredError('task_id');
  if (typeof id !== 'string') throw invalidFieldError('task_id', id, 'is not a text');
  return id.trim();
}
