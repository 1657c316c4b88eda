import { expect, test } from 'vitest';
import { AppError } from '../errors.ts';
import { type ErrorCode, type ErrorEntry, errorCatalogue } from '../errors-catalogue.ts';
import { errorOfTask } from './error-of-task.ts';
import { taskErrorOf } from './task-error.ts';

const ending = Object.entries<ErrorEntry>(errorCatalogue)
  .filter(([, { taskErrorCode }]) => taskErrorCode !== 0)
  .map(([code]) => code as ErrorCode);

test.each(ending)('a task that failed with %s gives that error to who waited for it', (code) => {
  const stored = taskErrorOf(new AppError(code, { detail: { reason: 'the reason' } }));
  const error = errorOfTask(stored);
  expect(error).toMatchObject({ code, httpStatus: errorCatalogue[code].httpStatus });
  expect(error.message).toContain('the reason');
});

test('an error that nobody knows is a task that failed', () => {
  const unknown = { code: 4711, message: 'odd', raw_message: '', detail: null };
  expect(errorOfTask(unknown)).toMatchObject({ code: 'task_failed', message: 'odd' });
});
