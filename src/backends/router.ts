import type { TaskInput, TaskType } from '../catalog/task-type.ts';
import { AppError } from '../errors.ts';
import type { Backend } from './backend.ts';

export interface Route {
  backend: Backend;
  engine?: string;
  quality?: string;
}

export interface RouteOptions {
  /** Of a test account. */
  isTest: boolean;
  /** Where the task that is continued ran. */
  originBackend?: string | null;
}

export interface Router {
  /**
   * The first backend that can do it, in the operator's order; for a test account the sandbox and nothing else, which
   * no live account ever gets. A follow-up stays with the backend of its origin; only where that one cannot do it, a
   * backend that works from files alone may. @throws AppError `no_backend` with every reason.
   */
  pick(taskType: TaskType, input: TaskInput, options: RouteOptions): Route;
  byName(name: string): Backend | undefined;
}

export interface Offer {
  available: boolean;
  backend: string | null;
  engine: string | null;
  /** One plain sentence on what results are. */
  quality: string | null;
  /** Why nothing serves it, and what to do. */
  reason: string | null;
}

/** What a pair runs on now, for people and for GET /api/v1/models. */
export function offerOf(router: Router, taskType: TaskType, options: RouteOptions): Offer {
  try {
    const { backend, engine, quality } = router.pick(taskType, {}, options);
    return { available: true, backend: backend.name, engine: engine ?? null, quality: quality ?? null, reason: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { available: false, backend: null, engine: null, quality: null, reason: error.message };
  }
}

export function createRouter(backends: readonly Backend[], sandbox?: Backend): Router {
  const all = sandbox ? [...backends, sandbox] : backends;
  return {
    pick(taskType, input, { isTest, originBackend = null }) {
      const reasons: string[] = [];
      const offered = isTest ? (sandbox ? [sandbox] : []) : backends;
      for (const backend of originBackend === null ? offered : forFollowUp(offered, originBackend)) {
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
      const why = reasons.join('; ') || 'none is configured';
      const advice = !isTest && sandbox ? ' (a key of mode "test" serves every model, for development)' : '';
      throw new AppError('no_backend', {
        message: `no backend can serve ${taskType.model} ${taskType.taskType}: ${why}${advice}`,
      });
    },
    byName: (name) => all.find((backend) => backend.name === name),
  };
}

const forFollowUp = (backends: readonly Backend[], origin: string): Backend[] => [
  ...backends.filter(({ name }) => name === origin),
  ...backends.filter(({ name, worksFromFiles }) => name !== origin && worksFromFiles === true),
];
