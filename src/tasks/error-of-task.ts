import { AppError } from '../errors.ts';
import { type ErrorCode, type ErrorEntry, errorCatalogue } from '../errors-catalogue.ts';
import type { TaskError } from './task-row.ts';

const entries = Object.entries<ErrorEntry>(errorCatalogue) as [ErrorCode, ErrorEntry][];

/** Why a task failed, as the error of a request that waited for it. The inverse of `taskErrorOf`. */
export function errorOfTask({ code, message, raw_message, detail }: TaskError): AppError {
  const alike = entries.filter(([, entry]) => entry.taskErrorCode === code);
  const [name] = alike.find(([, entry]) => message.startsWith(entry.message)) ?? alike[0] ?? ['task_failed'];
  return new AppError(name as ErrorCode, {
    message: raw_message || message,
    ...(detail === null ? {} : { detail }),
  });
}
