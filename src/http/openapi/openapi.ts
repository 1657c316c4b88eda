import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { HttpParts } from '../http-parts.ts';
import { adminBodies } from '../routes/admin-bodies.ts';
import { componentSchemas } from './schemas.ts';

/** Collects what routes say of themselves; must be registered before them. */
export async function collectOpenApi(app: FastifyInstance, parts: HttpParts): Promise<void> {
  const bodies = { NewAccount: adminBodies.account, NewKey: adminBodies.key, TopUp: adminBodies.topup };
  const adminSchemas = Object.entries(bodies).map(([$id, schema]) => {
    const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input' });
    return { $id, ...rest };
  });
  for (const schema of [...componentSchemas(parts.catalog), ...adminSchemas]) app.addSchema(schema);

  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Polymuse',
        version: parts.version,
        description:
          'One API for every generative-media model. Create a task, poll it or get a webhook, download the result.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      components: {
        securitySchemes: {
          apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
          bearer: { type: 'http', scheme: 'bearer' },
        },
      },
      security: [{ apiKey: [] }, { bearer: [] }],
    },
    refResolver: { buildLocalReference: (json, _base, _fragment, i) => String(json.$id ?? `def-${i}`) },
  });
}

export function serveOpenApi(app: FastifyInstance, parts: HttpParts): void {
  let text: string | undefined;
  app.get('/openapi.json', { schema: { hide: true }, config: { auth: 'none' } }, async (_request, reply) => {
    text ??= JSON.stringify({ ...app.swagger(), servers: [{ url: parts.fileUrls.base() }] });
    return reply.header('content-type', 'application/json; charset=utf-8').send(text);
  });
}
