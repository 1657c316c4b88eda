import type { FastifyInstance } from 'fastify';
import { type PriceRule, priceText } from '../../catalog/price.ts';
import { withOverride } from '../../catalog/price-override.ts';
import type { TaskType } from '../../catalog/task-type.ts';
import { AppError } from '../../errors.ts';
import { listPrices } from '../../ledger/operator-prices.ts';
import { success } from '../envelope.ts';
import type { HttpParts } from '../http-parts.ts';
import { operations } from '../openapi/operations.ts';
import { inputSchema, outputSchema } from '../openapi/schemas.ts';

/** `GET /api/v1/models`: the catalogue with schemas, prices, and what each pair runs on now. */
export function modelRoutes(app: FastifyInstance, parts: HttpParts): void {
  const described = new Map<TaskType, object>();
  app.get('/api/v1/models', { schema: operations.models }, async () => {
    const rules = new Map((await listPrices(parts.database)).map((own) => [`${own.model} ${own.task_type}`, own.rule]));
    const models = parts.catalog.all.map((taskType) => {
      const known = described.get(taskType) ?? describe(taskType);
      described.set(taskType, known);
      return {
        ...known,
        price: priceView(withOverride(taskType.price, rules.get(`${taskType.model} ${taskType.taskType}`) ?? null)),
        live: offers(parts, taskType, { isTest: false }),
        test: { available: offers(parts, taskType, { isTest: true }).available },
      };
    });
    return success({ models });
  });
}

function describe(taskType: TaskType): object {
  return {
    model: taskType.model,
    task_type: taskType.taskType,
    family: taskType.family,
    section: taskType.section,
    summary: taskType.summary,
    input_schema: inputSchema(taskType),
    output_schema: outputSchema(taskType),
    usage_type: taskType.usageType,
    charge: taskType.charge,
  };
}

/** The rule as data, and in words. */
const priceView = (rule: PriceRule): object => ({ text: priceText(rule), ...rule });

function offers({ router }: HttpParts, taskType: TaskType, mode: { isTest: boolean }) {
  try {
    const { backend, engine, quality } = router.pick(taskType, {}, mode);
    return { available: true, backend: backend.name, engine: engine ?? null, quality: quality ?? null, reason: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { available: false, backend: null, engine: null, quality: null, reason: error.message };
  }
}
