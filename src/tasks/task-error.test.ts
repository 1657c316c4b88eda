import { describe, expect, test } from 'vitest';
import { AppError } from '../errors.ts';
import { type ErrorCode, errorCatalogue } from '../errors-catalogue.ts';
import { taskErrorOf } from './task-error.ts';

describe('the error of a failed task', () => {
  test.each(Object.keys(errorCatalogue) as ErrorCode[])(
    '%s has a code that is not 0 and texts that are not empty',
    (code) => {
      const error = taskErrorOf(new AppError(code));
      expect(error.code).not.toBe(0);
      expect(error.message).not.toBe('');
      expect(error.raw_message).toContain(error.message);
    },
  );

  test('shows nothing of what was not meant for clients', () => {
    for (const thrown of [new Error('secret'), 'secret', { secret: 1 }, null, undefined]) {
      const error = taskErrorOf(thrown, 'embedded');
      expect(error).toEqual({
        code: 10000,
        message: 'internal error',
        raw_message: 'internal error',
        detail: { backend: 'embedded' },
      });
    }
  });

  test('has no detail when there is nothing to tell', () => {
    expect(taskErrorOf(new AppError('cancelled')).detail).toBeNull();
  });

  test('has a raw text of at most 2,000 characters', () => {
    const error = taskErrorOf(new AppError('backend_failed', { detail: { reason: 'x'.repeat(5000) } }));
    expect(error.raw_message).toHaveLength(2000);
  });
});
