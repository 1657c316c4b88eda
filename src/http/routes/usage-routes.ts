import type { FastifyInstance } from 'fastify';
import { invalidFieldError } from '../../catalog/input-errors.ts';
import { readUsage, usageCsv } from '../../tasks/account-usage.ts';
import { callerOf } from '../auth.ts';
import { success } from '../envelope.ts';
import type { HttpParts } from '../http-parts.ts';
import { keyOperations } from '../openapi/key-operations.ts';

/** `GET /api/v1/account/usage`, as JSON or CSV. */
export function usageRoutes(app: FastifyInstance, parts: HttpParts): void {
  const options = { schema: keyOperations.usage, config: { auth: 'account' } } as const;
  app.get('/api/v1/account/usage', options, async (request, reply) => {
    const query = request.query as Record<string, unknown>;
    const isCsv = wantsCsv(query.format, request.headers.accept);
    const usage = await readUsage(parts, callerOf(request).accountId, query);
    reply.header('cache-control', 'no-store').header('vary', 'Accept');
    if (!isCsv) return success(usage);
    return reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="usage-${usage.from}-${usage.to}.csv"`)
      .send(Buffer.from(usageCsv(usage)));
  });
}

function wantsCsv(format: unknown, accept: string | undefined): boolean {
  if (format === undefined || format === '') return /(^|,)\s*text\/csv\b/i.test(accept ?? '');
  if (format !== 'csv' && format !== 'json') throw invalidFieldError('format', format, 'is not one of json, csv');
  return format === 'csv';
}
