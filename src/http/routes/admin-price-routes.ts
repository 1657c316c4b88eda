import type { FastifyInstance } from 'fastify';
import { invalidFieldError } from '../../catalog/input-errors.ts';
import { priceText } from '../../catalog/price.ts';
import { withOverride } from '../../catalog/price-override.ts';
import type { TaskType } from '../../catalog/task-type.ts';
import { AppError } from '../../errors.ts';
import { deletePrice, listPrices, type OperatorPrice, putPrice } from '../../ledger/operator-prices.ts';
import { checkedBody } from '../checked-body.ts';
import { success } from '../envelope.ts';
import type { HttpParts } from '../http-parts.ts';
import { adminOperations } from '../openapi/admin-operations.ts';
import { isPlain } from '../plain-text.ts';
import { adminBodies } from './admin-bodies.ts';

const admin = { auth: 'admin' } as const;

/** What the operator asks instead of the catalogue's prices. A pair is named in body or query: models have slashes. */
export function adminPriceRoutes(app: FastifyInstance, parts: HttpParts): void {
  const { catalog, clock, database } = parts;

  app.get('/admin/v1/prices', { schema: adminOperations.listPrices, config: admin }, async () => {
    const prices = await listPrices(database);
    return success({ prices: prices.map((price) => priceView(price, catalog.get(price.model, price.task_type))) });
  });

  app.put('/admin/v1/prices', { schema: adminOperations.putPrice, config: admin }, async (request) => {
    const { model, task_type, ...terms } = checkedBody(adminBodies.price, request.body);
    const pair = catalog.find(model, task_type);
    const price = { model: pair.model, task_type: pair.taskType, rule: ruleOf(terms) };
    await putPrice(database, clock, price);
    return success(priceView(price, pair));
  });

  app.delete('/admin/v1/prices', { schema: adminOperations.deletePrice, config: admin }, async (request) => {
    const query = request.query as Record<string, unknown>;
    const [model, task_type] = [textOf(query, 'model'), textOf(query, 'task_type')];
    // A pair that has left the catalogue can be cleared away too.
    const pair = catalog.get(model, task_type);
    const named = { model: pair?.model ?? model, task_type: pair?.taskType ?? task_type };
    if (!(await deletePrice(database, named))) {
      throw new AppError('not_found', { message: '404 page not found: this pair has no price of its own' });
    }
    return success(named);
  });
}

function ruleOf({
  multiplier,
  usd,
}: {
  multiplier?: number | undefined;
  usd?: number | undefined;
}): OperatorPrice['rule'] {
  if (multiplier !== undefined && usd === undefined) return { multiplier };
  if (usd !== undefined && multiplier === undefined) return { usd };
  throw invalidFieldError('usd', usd ?? '', 'or multiplier is required, and not both');
}

function priceView({ model, task_type, rule }: Omit<OperatorPrice, 'updated_at'>, pair: TaskType | undefined) {
  return {
    model,
    task_type,
    ...rule,
    catalogue: pair ? priceText(pair.price) : null,
    in_force: pair ? priceText(withOverride(pair.price, rule)) : null,
  };
}

function textOf(query: Record<string, unknown>, name: string): string {
  const value = query[name];
  if (typeof value === 'string' && value !== '' && isPlain(value)) return value;
  throw invalidFieldError(name, value ?? '', 'is required in the query');
}
