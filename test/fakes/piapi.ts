import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type FieldPage, familyNames, pairOf, readFamilyPage, type TaskPage } from '../contract/family-page.ts';

const pages = new Map(
  familyNames.flatMap((name) => readFamilyPage(name).tasks.map((page) => [pairOf(page), page] as const)),
);

/** What goes wrong with one request. */
export type Fault =
  | { kind: 'status'; status: number; message?: string; headers?: Record<string, string> }
  /** Not the server itself: no envelope. */
  | { kind: 'plain'; status: number }
  /** Does its work, and never answers. */
  | { kind: 'hang' }
  /** Does its work, and its answer breaks off. */
  | { kind: 'half' };

export type FileFault = 'gone' | 'private' | 'huge' | 'half' | 'wrong kind' | 'damaged' | 'once 500';

export interface FakeTask {
  task_id: string;
  model: string;
  task_type: string;
  input: Record<string, unknown>;
  service_mode: unknown;
  status: string;
  output: unknown;
  error: { code: number; message: string; raw_message: string };
  /** Statuses of the next reads, one each; the last one stays. */
  statuses: string[];
  consume: number;
}

export interface FakePiapi {
  url: string;
  key: string;
  tasks: FakeTask[];
  /** Tasks that were accepted: what the account pays for. */
  submits(): number;
  submitHeaders: IncomingMessage['headers'][];
  deleted: string[];
  uploads: { name: string; bytes: number }[];
  /** For the next submissions, one each. */
  submitFaults: Fault[];
  readFaults: Fault[];
  /** For every file until it is taken away. */
  fileFault: FileFault | null;
  /** Statuses of the next tasks. */
  statuses: string[];
  /** How the next tasks fail, when their statuses say so. */
  error: FakeTask['error'];
  /** Changes the output of the next tasks. */
  change: ((output: Record<string, unknown>) => unknown) | null;
  close(): Promise<void>;
}

const NO_ERROR = { code: 0, message: '', raw_message: '' };

/**
 * A server that speaks the documented protocol strictly: wrong keys, pairs, members, ids and addresses that it could
 * not reach are refused. It answers with the samples of the pages, whose files are real.
 */
export async function startFakePiapi(files: Readonly<Record<string, Buffer>>): Promise<FakePiapi> {
  const server = createServer((request, reply) => {
    answer(request, reply).catch((error: unknown) => {
      reply.statusCode = 599;
      reply.end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const fake: FakePiapi = {
    url,
    key: 'key-of-the-fake-account',
    tasks: [],
    submits: () => fake.tasks.length,
    submitHeaders: [],
    deleted: [],
    uploads: [],
    submitFaults: [],
    readFaults: [],
    fileFault: null,
    statuses: ['Processing', 'completed'],
    error: NO_ERROR,
    change: null,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const had500 = new Set<string>();

  async function answer(request: IncomingMessage, reply: ServerResponse): Promise<void> {
    const path = (request.url ?? '').split('?')[0] ?? '';
    if (request.method === 'GET' && /^\/(ephemeral|files)\//.test(path)) return sendFile(path, reply);
    const bytes = await buffer(request);
    if (request.headers['x-api-key'] !== fake.key)
      return send(reply, 401, { message: 'unauthorized: invalid API key' });
    if (request.method === 'POST' && path === '/api/v1/task') return create(request, bytes, reply);
    if (request.method === 'POST' && path === '/api/ephemeral_resource') return takeUpload(request, bytes, reply);
    if (request.method === 'GET' && path === '/account/info')
      return send(reply, 200, { data: { equivalent_in_usd: 12.5 }, message: 'success' });
    const task = fake.tasks.find(({ task_id }) => path === `/api/v1/task/${task_id}`);
    if (!task) return send(reply, 404, { message: 'task not found' });
    if (request.method === 'DELETE') {
      fake.deleted.push(task.task_id);
      task.status = 'failed';
      task.statuses = [];
      return send(reply, 200, { message: `task ${task.task_id} canceled` });
    }
    const fault = fake.readFaults.shift();
    if (fault) return fail(fault, reply, task);
    task.status = task.statuses.shift() ?? task.status;
    return send(reply, 200, { data: shown(task), message: 'success' });
  }

  function create(request: IncomingMessage, bytes: Buffer, reply: ServerResponse) {
    const fault = fake.submitFaults.shift();
    if (fault?.kind === 'status' || fault?.kind === 'plain') return fail(fault, reply);
    const body = JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;
    const problem = problemOf(body);
    if (problem !== null) return send(reply, 400, { message: problem });
    const { model, task_type, input, config } = body as unknown as { config: { service_mode: unknown } } & FakeTask;
    const page = pages.get(`${model}/${task_type}`) as TaskPage;
    const output = outputOf(page, input);
    const task: FakeTask = {
      task_id: randomUUID(),
      model,
      task_type,
      input,
      service_mode: config.service_mode,
      status: 'pending',
      output: fake.change ? fake.change(output as Record<string, unknown>) : output,
      error: fake.error,
      statuses: [...fake.statuses],
      consume: 50_000,
    };
    fake.tasks.push(task);
    fake.submitHeaders.push(request.headers);
    if (fault) return fail(fault, reply, task);
    return send(reply, 200, { data: shown(task), message: 'success' });
  }

  function problemOf({ model, task_type, input, config, ...others }: Record<string, unknown>): string | null {
    if (Object.keys(others).length > 0) return `invalid request: unknown ${Object.keys(others)}`;
    if (typeof config !== 'object') return 'invalid request: no config';
    const page = pages.get(`${model}/${task_type}`);
    if (!page) return 'invalid task type';
    if (typeof input !== 'object' || input === null) return 'invalid request: no input';
    for (const [name, value] of Object.entries(input)) {
      const field = page.input[name];
      if (!field) return `invalid request: unknown field ${name}`;
      const bad = badMedia(field, value) ?? badReference(field, value);
      if (bad) return bad;
    }
    return null;
  }

  /** It stands on the Internet: of private addresses it reaches its own files only. */
  function badMedia(field: FieldPage, value: unknown): string | null {
    if (Array.isArray(value)) return first(value.map((one) => badMedia(field.items ?? field, one)));
    if (field.type === 'object' && typeof value === 'object' && value !== null)
      return first(Object.entries(value).map(([name, one]) => badMedia(field.fields?.[name] ?? { type: '' }, one)));
    if (!['image', 'video', 'audio'].includes(field.type) || typeof value !== 'string' || value === '') return null;
    const reachable = value.startsWith(`${url}/ephemeral/`) || /^https:\/\/[\w.-]*example\.com\//.test(value);
    return reachable ? null : `failed to get valid ${field.type}`;
  }

  function badReference(field: FieldPage, value: unknown): string | null {
    if (field.type === 'object' && typeof value === 'object' && value !== null)
      return first(Object.entries(value).map(([name, one]) => badReference(field.fields?.[name] ?? { type: '' }, one)));
    if (field.type !== 'task_id' || value === '') return null;
    const isKnown = fake.tasks.some(
      ({ task_id, output }) => task_id === value || partIds(output).includes(String(value)),
    );
    return isKnown ? null : `invalid request: ${value} is unknown`;
  }

  function outputOf({ output }: TaskPage, input: Record<string, unknown>): unknown {
    const variant = output.variants?.find(({ when }) =>
      Object.entries(when).every(([name, wanted]) => [wanted].flat().includes(input[name])),
    );
    const renamed = new Map<string, string>();
    const text = JSON.stringify(variant?.completed ?? output.completed)
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => {
        if (!renamed.has(id)) renamed.set(id, randomUUID());
        return renamed.get(id) ?? '';
      })
      .replaceAll('https://HOST/', `${url}/files/`);
    return JSON.parse(text);
  }

  function takeUpload(request: IncomingMessage, bytes: Buffer, reply: ServerResponse) {
    let name: string;
    let size = bytes.length;
    if (String(request.headers['content-type']).startsWith('multipart/form-data')) {
      name = /name="file"; filename="([^"]+)"/.exec(bytes.toString('latin1'))?.[1] ?? '';
    } else {
      const body = JSON.parse(bytes.toString('utf8')) as { file_name: string; file_data: string };
      name = body.file_name;
      size = Buffer.from(body.file_data, 'base64').length;
    }
    const extension = name.split('.').at(-1) ?? '';
    if (!['jpg', 'jpeg', 'png', 'webp', 'mp4', 'wav', 'mp3'].includes(extension) || size === 0)
      return send(reply, 400, { message: 'Invalid request parameters' });
    fake.uploads.push({ name, bytes: size });
    return send(reply, 200, { data: { url: `${url}/ephemeral/${randomUUID()}.${extension}` }, message: 'success' });
  }

  function sendFile(path: string, reply: ServerResponse) {
    const extension = path.split('.').at(-1) ?? '';
    const bytes = files[extension === 'jpeg' ? 'jpg' : extension];
    if (!bytes) return send(reply, 404, { message: 'not found' });
    switch (fake.fileFault) {
      case 'gone':
        return send(reply, 403, { message: 'Request has expired' });
      case 'private':
        reply.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' });
        return void reply.end();
      case 'huge':
        reply.writeHead(200, { 'content-length': String(10 ** 12) });
        return void reply.write(bytes);
      case 'half':
        reply.writeHead(200, { 'content-length': String(bytes.length) });
        reply.write(bytes.subarray(0, bytes.length / 2));
        return void setTimeout(() => reply.destroy(), 50);
      case 'wrong kind':
        return void reply.end('<html>sorry</html>');
      case 'damaged':
        return void reply.end(bytes.subarray(0, 64));
      case 'once 500':
        if (!had500.has(path)) {
          had500.add(path);
          return send(reply, 500, { message: 'busy' });
        }
    }
    reply.end(bytes);
  }

  function fail(fault: Fault, reply: ServerResponse, task?: FakeTask) {
    switch (fault.kind) {
      case 'status':
        for (const [name, value] of Object.entries(fault.headers ?? {})) reply.setHeader(name, value);
        return send(reply, fault.status, { message: fault.message ?? '' });
      case 'plain':
        reply.writeHead(fault.status, { 'content-type': 'text/html' });
        return void reply.end('<html>bad gateway</html>');
      case 'hang':
        return;
      case 'half': {
        const text = JSON.stringify({ code: 200, data: task && shown(task), message: 'success' });
        reply.writeHead(200, { 'content-type': 'application/json', 'content-length': String(text.length) });
        reply.write(text.slice(0, text.length / 2));
        setTimeout(() => reply.destroy(), 50);
      }
    }
  }
  return fake;
}

function shown({ statuses: _, service_mode, consume, ...task }: FakeTask) {
  const isDone = task.status.toLowerCase() === 'completed';
  const hasFailed = task.status.toLowerCase() === 'failed';
  return {
    ...task,
    config: { service_mode, webhook_config: { endpoint: '', secret: '' } },
    output: isDone ? task.output : null,
    error: hasFailed ? task.error : NO_ERROR,
    meta: {
      created_at: '2026-01-15T09:30:00.123456Z',
      started_at: '0001-01-01T00:00:00Z',
      ended_at: '',
      usage: { type: 'point', frozen: 0, consume: isDone ? consume : 0 },
      is_using_private_pool: false,
    },
    detail: null,
    logs: [],
  };
}

function partIds(output: unknown): string[] {
  const { clips, songs } = (output ?? {}) as { clips?: object; songs?: { id: string }[] };
  const list = Array.isArray(output) ? (output as { id: string }[]) : (songs ?? []);
  return [...Object.keys(clips ?? {}), ...list.map(({ id }) => id)];
}

const first = (problems: (string | null)[]): string | null => problems.find((one) => one !== null) ?? null;

function send(reply: ServerResponse, status: number, body: { data?: unknown; message: string }): void {
  reply.writeHead(status, { 'content-type': 'application/json' });
  reply.end(JSON.stringify({ code: status, data: null, ...body }));
}
