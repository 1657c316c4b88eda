import { expect } from 'vitest';
import { createCatalog } from '../../src/catalog/catalog.ts';
import { normaliseInput } from '../../src/catalog/normalise-input.ts';
import type { TaskType } from '../../src/catalog/task-type.ts';
import { AppError } from '../../src/errors.ts';
import { baseInputs } from './base-input.ts';
import { type FamilyPage, type Input, pairOf, type TaskPage } from './family-page.ts';

/** What `default: random` draws in the tests. */
export const DRAWN = 123_456_789;

export const catalog = createCatalog();

/** A task of a page beside the same task of the catalogue. */
export interface Subject {
  page: FamilyPage;
  task: TaskPage;
  pair: string;
  taskType: TaskType;
  /** The smallest valid input. */
  base: Input;
  /** Other smallest inputs, with other partners. */
  otherBases: readonly Input[];
  accept(input: Input): Input;
  /** The public text of the refusal; fails where the input is accepted. */
  refusal(input: Input): string;
  /** Either of both, to compare inputs that should mean the same. */
  outcome(input: Input): Input | string;
}

export function subjectOf(page: FamilyPage, task: TaskPage): Subject {
  const taskType = catalog.find(task.model, task.task_type);
  const [base, ...otherBases] = baseInputs(task);
  const accept = (input: Input): Input => normaliseInput(taskType, input, { drawSeed: () => DRAWN });
  const outcome = (input: Input): Input | string => {
    try {
      return accept(input);
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
      expect((error as AppError).httpStatus).toBe(400);
      return (error as AppError).message;
    }
  };
  const refusal = (input: Input): string => {
    const answer = outcome(input);
    if (typeof answer === 'string') return answer;
    throw new Error(`was accepted: ${JSON.stringify(input).slice(0, 500)}`);
  };
  return { page, task, pair: pairOf(task), taskType, base, otherBases, accept, refusal, outcome };
}
