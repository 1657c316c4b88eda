import type { FastifyInstance } from 'fastify';
import { offerOf } from '../../backends/router.ts';
import { type PriceRule, priceText } from '../../catalog/price.ts';
import { withOverride } from '../../catalog/price-override.ts';
import type { TaskType } from '../../catalog/task-type.ts';
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
    const models = parts.catalog.served.map((taskType) => {
      const known = described.get(taskType) ?? describe(taskType);
      described.set(taskType, known);
      return {
        ...known,
        price: priceView(withOverride(taskType.price, rules.get(`${taskType.model} ${taskType.taskType}`) ?? null)),
        live: offerOf(parts.router, taskType, { isTest: false }),
        test: { available: offerOf(parts.router, taskType, { isTest: true }).available },
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
