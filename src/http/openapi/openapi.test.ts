import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MemoryServer, openMemoryServer, routesOf } from '../../../test/support/memory-server.ts';

interface Operation {
  operationId?: string;
  summary?: string;
  security?: Record<string, string[]>[];
  parameters?: { name: string; in: string; required?: boolean; schema: object }[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, { description: string }>;
}
interface OpenApi {
  openapi: string;
  info: Record<string, unknown>;
  servers: { url: string }[];
  security: Record<string, string[]>[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; securitySchemes: Record<string, object> };
}

let server: MemoryServer;
let document: OpenApi;
let operations: { method: string; path: string; operation: Operation }[];
beforeAll(async () => {
  server = await openMemoryServer();
  document = (await server.app.inject('/openapi.json')).json();
  operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
});
afterAll(() => server.close());

/** Pages and their parts, the preflight, and the documentation's own sample without an id. */
const hidden = /^(GET \/(docs.*|openapi\.json|api\/v1\/task)?|OPTIONS \*)$/;

describe('/openapi.json', () => {
  test('has every route but those of the pages themselves, and nothing else', () => {
    const routes = routesOf(server.app)
      .map(({ method, url }) => `${method} ${url.replace(/:(\w+)/g, '{$1}')}`)
      .filter((route) => !hidden.test(route));
    expect(operations.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(routes.sort());
  });

  test('has the parts that OpenAPI 3.1 asks for', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(document.info).toMatchObject({ title: 'Polymuse', version: '9.9.9' });
    expect(document.servers).toEqual([{ url: 'https://media.example.org' }]);
    for (const { method, path, operation } of operations) {
      const where = `${method} ${path}`;
      expect(path, where).toMatch(/^\//);
      expect(operation.summary, where).toBeTruthy();
      expect(Object.keys(operation.responses).length, where).toBeGreaterThan(0);
      for (const [status, { description }] of Object.entries(operation.responses)) {
        expect(status, where).toMatch(/^[1-5]\d\d$/);
        expect(description, `${where} ${status}`).toBeTruthy();
      }
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = operation.parameters?.filter((one) => one.in === 'path') ?? [];
      expect(declared.map(({ name }) => name).sort(), where).toEqual(inPath.sort());
      for (const parameter of declared) expect(parameter.required, where).toBe(true);
    }
  });

  test('says of every operation which keys it takes, or explicitly that it takes none', () => {
    expect(document.security).toEqual([{ apiKey: [] }, { bearer: [] }]);
    const open = operations.filter(({ operation }) => operation.security?.length === 0).map(({ path }) => path);
    expect(open.sort()).toEqual(['/ephemeral/{name}', '/healthz', '/metrics', '/readyz']);
    for (const { operation } of operations) {
      for (const scheme of operation.security ?? []) {
        expect(Object.keys(document.components.securitySchemes)).toEqual(expect.arrayContaining(Object.keys(scheme)));
      }
    }
  });

  test('says 401 of every operation that takes a key, and of no other that answers without one', async () => {
    for (const { method, path, operation } of operations) {
      const url = path.replace(/\{\w+\}/g, '1');
      const reply = await server.app.inject({
        method: method as 'GET',
        url,
        remoteAddress: `198.51.100.${url.length}`,
      });
      expect(reply.statusCode === 401, `${method} ${path}`).toBe(operation.security?.length !== 0);
      if (reply.statusCode === 401) expect(operation.responses).toHaveProperty('401');
    }
  });

  test('has no two operations of one id, and no two paths that mean the same', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(ids).not.toContain(undefined);
    expect(new Set(ids).size).toBe(ids.length);
    const shapes = operations.map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, '{}')}`);
    expect(new Set(shapes).size).toBe(shapes.length);
  });

  test('has no reference that leads nowhere', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, target]) => target ?? '');
    expect(references.length).toBeGreaterThan(10);
    for (const target of new Set(references)) {
      const found = target
        .replace(/^#\//, '')
        .split('/')
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);
      expect(found, target).toBeTypeOf('object');
    }
  });

  test('has only schemas that JSON Schema 2020-12 takes', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema({ ...document, $id: 'https://polymuse/openapi' } as object);
    for (const name of Object.keys(document.components.schemas)) {
      expect(() => ajv.compile({ $ref: `https://polymuse/openapi#/components/schemas/${name}` }), name).not.toThrow();
    }
  });

  test('tells MMAudio field by field, and takes what clients send', () => {
    const { oneOf } = document.components.schemas.CreateTask as {
      oneOf: { title: string; properties: { input: object } }[];
    };
    const mmaudio = oneOf.find(({ title }) => title === 'Qubico/mmaudio video2audio');
    expect(mmaudio?.properties.input).toMatchObject({
      type: 'object',
      required: ['video'],
      properties: {
        prompt: { type: 'string', maxLength: 2000, default: '' },
        negative_prompt: { type: 'string', maxLength: 2000, default: '' },
        video: { type: 'string' },
        steps: { type: 'integer', minimum: 1, maximum: 50, default: 20 },
        seed: { type: 'integer', minimum: -1 },
      },
    });
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(mmaudio?.properties.input ?? false);
    expect(validate({ video: 'https://example.com/a.mp4' })).toBe(true);
    expect(validate({ prompt: 'rain' })).toBe(false);
    expect(validate({ video: 'https://example.com/a.mp4', steps: 51 })).toBe(false);
  });

  test('shows a task as the server sends it', async () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema({ ...document, $id: 'https://polymuse/openapi' } as object);
    const payload = { model: 'Test/sample', task_type: 'make', input: { prompt: 'x' } };
    const { data } = (await server.ask({ method: 'POST', url: '/api/v1/task', payload })).json();
    const validate = ajv.compile({ $ref: 'https://polymuse/openapi#/components/schemas/Task' });
    expect(validate(data) || validate.errors).toBe(true);
  });
});

describe('/docs', () => {
  test('is a page under a strict policy whose parts are all ours and all there', async () => {
    const page = await server.app.inject('/docs');
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*/);
    expect(policy).not.toMatch(/script-src[^;]*unsafe-inline/);
    expect(page.body).not.toMatch(/<script(?![^>]* src=)/);
    expect(page.body).not.toMatch(/ on\w+=|style=/);
    const assets = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url ?? '');
    const own = assets.filter((url) => !url.startsWith('data:'));
    expect(own.length).toBeGreaterThanOrEqual(3);
    for (const url of own) {
      expect(url).toMatch(/^\/docs\//);
      const asset = await server.app.inject(url);
      expect(asset.statusCode).toBe(200);
      expect(asset.headers['content-type']).toMatch(url.endsWith('.css') ? /^text\/css/ : /^text\/javascript/);
      expect(asset.body.length).toBeGreaterThan(100);
    }
    expect((await server.app.inject('/docs/start.js')).body).toContain('/openapi.json');
  });

  test('is where the root leads', async () => {
    const root = await server.app.inject('/');
    expect([root.statusCode, root.headers.location]).toEqual([302, '/docs']);
  });
});
