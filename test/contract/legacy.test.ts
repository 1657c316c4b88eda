import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCatalog } from '../../src/catalog/catalog.ts';
import { runTask } from '../../src/tasks/run-task.ts';
import { type MemoryServer, openMemoryServer } from '../support/memory-server.ts';
import { perfectBackend } from '../support/perfect-backend.ts';
import { type Input, readFamilyPage } from './family-page.ts';
import { type Answer, endpoints, isRead, type LegacyEndpoint, smallestBody, valueFor } from './legacy-page.ts';

const DEADLINE_MS = 120_000;
const never = new AbortController().signal;

let server: MemoryServer;
let key: string;
/** Finished tasks of the account, by task type, that follow-ups may name. */
const finished = { grid: '', single: '', clip: '' };

beforeAll(async () => {
  server = await openMemoryServer({
    taskTypes: createCatalog().all,
    settings: { 'limits.requestsPerMinute': 1_000_000 },
  });
  server.parts.serveWith(perfectBackend());
  ({ key } = await server.parts.account({ points: 1_000_000_000_000, maxConcurrentTasks: 10_000 }));
  finished.grid = await made('/mj/v2/imagine', smallestBody(endpointAt('/mj/v2/imagine')));
  finished.single = await made('/mj/v2/upscale', { origin_task_id: finished.grid, index: '1' });
  const song = await made('/api/suno/v1/music', songOf(endpointAt('/api/suno/v1/music/{task_id}')));
  finished.clip = Object.keys((await unified(song)).output.clips)[0] ?? '';
}, DEADLINE_MS);
afterAll(() => server.close());

const endpointAt = (path: string): LegacyEndpoint => {
  const found = endpoints.find((endpoint) => endpoint.path === path);
  if (!found) throw new Error(`no page has ${path}`);
  return found;
};

async function ask(method: 'GET' | 'POST', url: string, payload?: unknown) {
  const reply = await server.ask({
    method,
    url,
    headers: { 'x-api-key': key },
    ...(payload === undefined ? {} : { payload: payload as object }),
  });
  return { status: reply.statusCode, body: reply.json() };
}

const idIn = (answer: Answer): string => String((answer.data as Answer).task_id);

/** The task object of the task API. */
const unified = async (id: string) => (await ask('GET', `/api/v1/task/${id}`)).body.data;

/** Creates a task and runs it to its end; its id. */
async function made(path: string, body: Input): Promise<string> {
  const reply = await ask('POST', path, body);
  expect(reply, `${path} ${JSON.stringify(body)}`).toMatchObject({ status: 200 });
  const id = idIn(reply.body);
  await runTask(server.parts, id, never);
  return id;
}

/** The body with real earlier tasks where it names one: each of them in turn, since pages say in words which fits. */
function bodiesWithOrigins(body: Input): Input[] {
  if (typeof body.clip_id === 'string') return [{ ...body, clip_id: finished.clip }];
  if (typeof body.origin_task_id !== 'string') return [body];
  return [finished.grid, finished.single].map((origin_task_id) => ({ ...body, origin_task_id }));
}

async function create({ path }: LegacyEndpoint, body: Input) {
  const replies = [];
  for (const one of bodiesWithOrigins(body)) replies.push(await ask('POST', path, one));
  return replies.find(({ status }) => status === 200) ?? replies[0]!;
}

/** A body that the page's own sample of a read answer tells. */
function songOf(read: LegacyEndpoint): Input {
  const { model_version: mv, ...input } = JSON.parse(String((read.answer.data as Answer).input)) as Input;
  return { mv, input };
}

/** What a field is of no use without. */
const partners = ({ input }: Input): Record<string, Input> => ({
  tail_image_url: { image_url: 'https://media.example.com/in/start.png' },
  custom_mode: { input: { ...(input as Input), prompt: 'Snow on the fox' } },
});

const creates = endpoints.filter((endpoint) => !isRead(endpoint));
const reads = endpoints.filter(isRead);

test('the pages name sixteen create calls and five reads at least', () => {
  expect(creates.length).toBeGreaterThanOrEqual(16);
  expect(reads.length).toBeGreaterThanOrEqual(5);
});

describe.each(creates)('$name', (endpoint) => {
  const fields = Object.entries(endpoint.body ?? {});
  /** Suno's page leaves out which of two alternatives is required, so the sample of the read call tells. */
  const body =
    endpoint.path === '/api/suno/v1/music'
      ? songOf(endpointAt('/api/suno/v1/music/{task_id}'))
      : smallestBody(endpoint);

  test('takes the smallest body and answers as the page shows', async () => {
    const { status, body: answer } = await create(endpoint, body);
    expect({ status, answer }).toMatchObject({ status: 200 });
    expectLike(answer, endpoint.answer);
    const task = await unified(idIn(answer));
    expect(task.model).toBe(endpoint.maps_to.model);
    expect(endpoint.maps_to.task_type).toContain(task.task_type);
    expect(Object.keys(task.config)).toEqual(['service_mode', 'webhook_config']);
    expect(task).not.toHaveProperty('legacy');
  });

  test('refuses a body without a field that it needs, and names it', async () => {
    for (const [name] of fields.filter(([, field]) => field.required)) {
      const { [name]: _, ...rest } = body;
      const reply = await create(endpoint, rest);
      expect(reply, name).toMatchObject({ status: 400, body: { code: 400, data: null } });
      expect(reply.body.message).toMatch(new RegExp(`^invalid request: ${name} is required`));
    }
  });

  test.each(fields)('takes the field %s and hands it on', async (name, field) => {
    const value = name in body && field.type === 'task_id' ? body[name] : valueFor(endpoint, name, field);
    if (endpoint.path === '/api/suno/v1/music' && name === 'input') return;
    const { status, body: answer } = await create(endpoint, { ...body, ...partners(body)[name], [name]: value });
    expect({ status, answer }, JSON.stringify({ value, answer })).toMatchObject({ status: 200 });
    expectHandedOn(endpoint, { name, value, task: await unified(idIn(answer)) });
  });

  test.each(fields.filter(([, field]) => field.enum))('takes only the listed values of %s', async (name, field) => {
    const reply = await create(endpoint, { ...body, [name]: 'none of them' });
    expect(reply.status).toBe(400);
    for (const part of [name, 'none of them', ...(field.enum ?? []).map(String)])
      expect(reply.body.message).toContain(part);
    // Other values of an index need other origins: the midjourney page's rules, tested with the family.
    if (name === 'index') return;
    for (const value of field.enum ?? []) {
      const taken = await create(endpoint, { ...body, [name]: value });
      expect(taken.body.message, String(value)).not.toContain(`invalid ${name}`);
    }
  });

  test('refuses wrong types with a clear 400', async () => {
    for (const [name, field] of fields) {
      const wrong = field.type === 'boolean' ? 'perhaps' : { unexpected: true };
      if (field.type === 'object') continue;
      const { status, body: answer } = await create(endpoint, { ...body, [name]: wrong });
      expect(status, `${name} ${JSON.stringify(answer)}`).toBe(400);
      expect(answer.message, name).toContain(name === 'webhook_secret' ? 'secret' : name);
    }
  });

  test('asks for a key, and takes a JSON object only', async () => {
    expect((await server.app.inject({ method: 'POST', url: endpoint.path, payload: body })).statusCode).toBe(401);
    const wrong = await ask('POST', endpoint.path, []);
    expect(wrong).toMatchObject({ status: 400, body: { message: 'invalid request: body is not a JSON object' } });
  });
});

describe.each(reads)('$name', (endpoint) => {
  const readAs = (path: string, id: string) =>
    path.includes('{task_id}') ? ask('GET', path.replace('{task_id}', id)) : ask('POST', path, { task_id: id });

  test('answers for a finished task as the page shows, member by member', async () => {
    const { path, body } = creatorOf(endpoint);
    const id = await made(path, body);
    for (const one of [endpoint.path, ...(endpoint.aliases ?? [])]) {
      const { status, body: answer } = await readAs(one, id);
      expect(status).toBe(200);
      expectLike(answer, endpoint.answer);
    }
  });

  test('knows only tasks of the caller and of its own model', async () => {
    const foreign = await server.parts.account();
    const { path, body } = creatorOf(endpoint);
    const id = await made(path, body);
    const other = await server.ask({
      method: endpoint.method,
      url: endpoint.path.replace('{task_id}', id),
      headers: { 'x-api-key': foreign.key },
      ...(endpoint.method === 'POST' ? { payload: { task_id: id } } : {}),
    });
    expect(other.json()).toMatchObject({ code: 404, message: 'task not found' });
    const others = endpoint.maps_to.model === 'midjourney' ? finished.clip : finished.grid;
    for (const unknown of [others, 'nothing', '3f0c9a52-7d41-4e8b-9c56-1a2b3c4d5e6f'])
      expect((await readAs(endpoint.path, unknown)).status, unknown).toBe(404);
  });
});

/** How to make the task that the page's sample of a read call shows. */
function creatorOf(read: LegacyEndpoint): { path: string; body: Input } {
  const data = (read.answer.data ?? read.answer) as Answer;
  const input = typeof data.input === 'string' ? (JSON.parse(data.input) as Input) : {};
  switch (read.family.family) {
    case 'midjourney':
      return { path: '/mj/v2/imagine', body: (data.meta as Answer).task_request as Input };
    case 'luma':
      return { path: '/api/luma/v1/video', body: input };
    case 'suno':
      return { path: '/api/suno/v1/music', body: songOf(read) };
    case 'tools':
      return {
        path: '/api/image_toolkit/v2/create',
        body: { task_type: data.task_type, task_input: (data.task_info as Answer).task_input },
      };
    default:
      return {
        path: '/api/face_swap/v1/async',
        body: { ...smallestBody(endpointAt('/api/face_swap/v1/async')), result_type: 'url' },
      };
  }
}

/** Words that stand in the sample as they are meant, unlike its ids, texts and numbers. */
const LITERAL = ['code', 'status', 'state', 'task_type', 'process_mode', 'aspect_ratio', 'actions', 'task_progress'];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Every member of the sample is there, of the sample's type. */
function expectLike(actual: unknown, sample: unknown, at = 'answer'): void {
  if (LITERAL.includes(at.split('.').at(-1) ?? '')) return void expect(actual, at).toEqual(sample);
  if (sample === null) return void expect(actual, at).toBeNull();
  expect(Array.isArray(actual) ? 'array' : typeof actual, at).toBe(Array.isArray(sample) ? 'array' : typeof sample);
  if (Array.isArray(sample)) {
    expect(actual, at).toHaveLength(sample.length);
    for (const [index, item] of sample.entries()) expectLike((actual as unknown[])[index], item, `${at}[${index}]`);
    return;
  }
  if (typeof sample === 'object') {
    for (const [name, value] of Object.entries(sample as Answer)) {
      // Of an object by id, any entry stands for the sample's.
      const key = UUID.test(name) ? Object.keys(actual as Answer)[0]! : name;
      expect(actual, at).toHaveProperty([key]);
      expectLike((actual as Answer)[key], value, `${at}.${key}`);
    }
    return;
  }
  if (typeof sample !== 'string') return;
  if (UUID.test(sample)) expect(actual, at).toMatch(UUID);
  if (sample.startsWith('https://HOST/'))
    expect(actual, at).toMatch(/^https:\/\/media\.example\.org\/|^https:\/\/HOST\//);
  if (sample.startsWith('{')) expectLike(JSON.parse(String(actual)), JSON.parse(sample), at);
  if (/^\d{4}-\d\d-\d\dT/.test(sample)) expect(actual, at).toMatch(/^20\d\d-\d\d-\d\dT[\d:.]+Z$/);
}

interface HandedOn {
  name: string;
  value: unknown;
  task: { input: Input; config: { webhook_config: Input } };
}

/** The field is in the task under its own name, under the one that has it as an alias, or as the page's words say. */
function expectHandedOn(endpoint: LegacyEndpoint, { name, value, task }: HandedOn): void {
  const { webhook_config } = task.config;
  const special: Record<string, () => unknown> = {
    webhook_endpoint: () => expect(webhook_config.endpoint).toBe(value),
    webhook_secret: () => expect(webhook_config.secret).toBe(value),
    notify_progress: () => expect(task.input).not.toHaveProperty('notify_progress'),
    result_type: () => expect(task.input).not.toHaveProperty('result_type'),
    task_type: () => expect(task.input).not.toHaveProperty('task_type'),
    custom_mode: () => expect(task.input).not.toHaveProperty('custom_mode'),
    mv: () => expect(task.input.model_version).toBe(value),
    task_input: () => expect(task.input).toMatchObject({ image: (value as Input).image }),
    professional_mode: () => expect(task.input.mode).toBe(value === true ? 'pro' : 'std'),
    creativity: () => expect(task.input.cfg_scale).toBe(1 - Number(value)),
    tail_image_url: () => expect(task.input.image_tail_url).toBe(value),
    camera() {
      const { type, ...config } = value as Input;
      expect(task.input.camera_control).toEqual({ type, config });
    },
  };
  if (special[name]) return void special[name]();
  const pages = readFamilyPage(endpoint.family.family).tasks.filter(({ task_type }) =>
    endpoint.maps_to.task_type?.includes(task_type),
  );
  const unifiedName = pages
    .flatMap(({ input }) => Object.entries(input))
    .find(([own, { aliases = [] }]) => own === name || aliases.includes(name))?.[0];
  const shown = task.input[String(unifiedName)];
  // Replaced by an earlier task that is there.
  if (UUID.test(String(value))) return void expect(shown).toMatch(UUID);
  expect(shown, `${name} as ${unifiedName}`).toEqual(value);
}
