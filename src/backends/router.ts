import type { TaskInput, TaskType } from '../catalog/task-type.ts';
import { AppError } from '../errors.ts';
import type { Backend } from './backend.ts';

export interface Route {
  backend: Backend;
  engine?: string;
  quality?: string;
}

export interface Router {
  /** The first backend that can do it, in the operator's order. @throws AppError `no_backend` with every reason. */
  pick(taskType: TaskType, input: TaskInput): Route;
  byName(name: string): Backend | undefined;
}

export function createRouter(backends: readonly Backend[]): Router {
  return {
    pick(taskType, input) {
      const reasons: string[] = [];
      for (const backend of backends) {
        const answer = backend.supports(taskType, input);
        if (answer.ok) {
          const { engine, quality } = answer;
          return {
            backend,
            ...(engine === undefined ? {} : { engine }),
            ...(quality === undefined ? {} : { quality }),
          };
        }
        reasons.push(`${backend.name}: ${answer.reason}`);
      }
      throw new AppError('no_backend', {
        message: `no backend can serve ${taskType.model} ${taskType.taskType}: ${reasons.join('; ') || 'none is configured'}`,
      });
    },
    byName: (name) => backends.find((backend) => backend.name === name),
  };
}
