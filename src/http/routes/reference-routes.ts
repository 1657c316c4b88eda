import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';

const open = { auth: 'none' } as const;
const folder = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

const assets: Record<string, { file: string; type: string }> = {
  'swagger-ui.css': { file: 'swagger-ui.css', type: 'text/css; charset=utf-8' },
  'swagger-ui.js': { file: 'swagger-ui-bundle.js', type: 'text/javascript; charset=utf-8' },
};

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Polymuse API reference</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="reference"></div>
<script src="/docs/swagger-ui.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;
const start = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  displayRequestDuration: true,
  persistAuthorization: true,
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
});
`;

/** swagger-ui sets styles from script, and draws its icons from data URIs; nothing comes from elsewhere. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The reference page at /docs, made from /openapi.json in the browser. */
export function referenceRoutes(app: FastifyInstance): void {
  const hidden = { schema: { hide: true }, config: open };
  app.get('/docs', hidden, async (_request, reply) =>
    reply.header('content-security-policy', policy).header('content-type', 'text/html; charset=utf-8').send(page),
  );
  app.get('/docs/start.js', hidden, async (_request, reply) =>
    reply.header('content-type', 'text/javascript; charset=utf-8').send(start),
  );
  for (const [name, { file, type }] of Object.entries(assets)) {
    app.get(`/docs/${name}`, hidden, async (_request, reply) =>
      reply
        .header('content-type', type)
        .header('cache-control', 'public, max-age=86400')
        .send(await readFile(path.join(folder, file))),
    );
  }
  app.get('/', hidden, async (_request, reply) => reply.redirect('/docs', 302));
}
