import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, startApp } from '../../src/app.ts';
import { createCatalog } from '../../src/catalog/catalog.ts';
import type { TaskType } from '../../src/catalog/task-type.ts';
import { loadSettings } from '../../src/config/load-settings.ts';
import { createLogger } from '../../src/observe/log.ts';
import { root } from '../harness/program.ts';
import { ADMIN_KEY, scratchFolder } from '../harness/server.ts';
import { perfectBackend } from '../support/perfect-backend.ts';
import { readDocument } from './documents.ts';

const run = promisify(execFile);
const DEADLINE_MS = 120_000;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const FOLDER = 'docs/reference/families';

interface Example {
  pair: string;
  language: 'bash' | 'ts' | 'python';
  code: string;
}

const pages = readdirSync(path.join(root, FOLDER)).filter((name) => name !== 'README.md');
const examples = pages.flatMap((page) => examplesOf(readDocument(`${FOLDER}/${page}`)));
const catalog = createCatalog();
let app: App;
let folder: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = await scratchFolder('families');
  const settings = loadSettings({
    env: {},
    cwd: folder,
    cores: 2,
    isTerminal: false,
    overrides: {
      'storage.dataDir': path.join(folder, 'data'),
      'server.port': 0,
      'bootstrap.key': ADMIN_KEY,
      'bootstrap.points': 900_000_000_000,
      'accounts.defaultConcurrency': 1_000,
    },
  });
  app = await startApp({
    settings,
    log: createLogger({ format: 'silent', level: 'error' }),
    backends: [perfectBackend()],
  });
  env = { ...process.env, BASE: app.url, KEY: ADMIN_KEY };
}, 60_000);
afterAll(async () => {
  await app?.stop({ graceMs: 0 });
  await rm(folder, { recursive: true, force: true });
});

/** The blocks that say `run`, under the heading `## <model> <task type>` they stand below. */
function examplesOf(text: string): Example[] {
  return text.split(/^## /m).flatMap((part) => {
    const [model, taskType] = part.slice(0, part.indexOf('\n')).split(' ');
    const blocks = [...part.matchAll(/```(bash|ts|python) run\n([\s\S]*?)\n```/g)];
    return blocks.map(([, language, code = '']) => ({
      pair: `${model}/${taskType}`,
      language: language as Example['language'],
      code,
    }));
  });
}

const typeOf = (pair: string): TaskType => {
  const cut = pair.lastIndexOf('/');
  return catalog.find(pair.slice(0, cut), pair.slice(cut + 1));
};

const origins = new Map<string, Promise<string>>();

/** The example with the id of an earlier task replaced by that of one that really exists. */
async function withOrigin(pair: string, code: string): Promise<string> {
  const rule = typeOf(pair).origin;
  const named = [...new Set(code.match(UUID) ?? [])];
  if (!rule || named.length === 0) return code;
  const from = rule.from.find((candidate) => candidate !== pair) ?? '';
  const known = origins.get(pair) ?? originFor(pair, from);
  origins.set(pair, known);
  const id = await known;
  return named.reduce((text, placeholder) => text.replaceAll(placeholder, id), code);
}

async function originFor(pair: string, from: string): Promise<string> {
  const source = examples.find((example) => example.pair === from && example.language === 'bash');
  if (!source) throw new Error(`${pair} continues ${from}, which has no example`);
  const reply = await runBash([await withOrigin(from, source.code)]);
  const { data, message } = JSON.parse(reply[0] ?? '') as {
    data: { task_id: string; output: unknown } | null;
    message: string;
  };
  if (!data) throw new Error(`${from}: ${message}`);
  const part = typeOf(pair).origin?.part;
  if (!part) return data.task_id;
  const ids = JSON.stringify(data.output).match(UUID) ?? [];
  return ids.find((id) => part.tasks(id).includes(data.task_id)) ?? data.task_id;
}

let scriptCount = 0;

/** Runs every script in one shell; one line of output each. */
async function runBash(scripts: readonly string[]): Promise<string[]> {
  scriptCount += 1;
  const file = path.join(folder, `all-${scriptCount}.sh`);
  await writeFile(file, scripts.map((script) => `${script}\necho\n`).join(''));
  const { stdout } = await run('bash', [file], { env, timeout: DEADLINE_MS, maxBuffer: 64_000_000 });
  return stdout.trim().split('\n');
}

const inLanguage = async (language: Example['language']) =>
  Promise.all(
    examples
      .filter((example) => example.language === language)
      .map(async ({ pair, code }) => ({ pair, code: await withOrigin(pair, code) })),
  );

describe('the examples of the family pages', () => {
  test('are there for every pair of the catalogue, in three languages', () => {
    const pairs = catalog.all.map(({ model, taskType }) => `${model}/${taskType}`).sort();
    for (const language of ['bash', 'ts', 'python'])
      expect(
        examples
          .filter((example) => example.language === language)
          .map(({ pair }) => pair)
          .sort(),
      ).toEqual(pairs);
  });

  test(
    'run in curl: each gives a completed task with an output',
    async () => {
      const all = await inLanguage('bash');
      const replies = await runBash(all.map(({ code }) => code));
      const failed = all.flatMap(({ pair }, n) => {
        const { data, message } = JSON.parse(replies[n] ?? 'null') as {
          data: { status: string; output: unknown; error: { message: string } } | null;
          message: string;
        };
        const isDone = data?.status === 'completed' && data.output !== null;
        return isDone ? [] : [`${pair}: ${data ? `${data.status} ${data.error.message}` : message}`];
      });
      expect(failed).toEqual([]);
    },
    DEADLINE_MS,
  );

  test(
    'run in TypeScript',
    async () => {
      const all = await inLanguage('ts');
      await mkdir(path.join(folder, 'ts'));
      await writeFile(path.join(folder, 'ts/package.json'), '{"type":"module"}');
      for (const [n, { code }] of all.entries()) await writeFile(path.join(folder, `ts/example-${n}.ts`), code);
      const main = all.map((_, n) => `await import('./example-${n}.ts');`).join('\n');
      await writeFile(path.join(folder, 'ts/main.ts'), main);
      const { stdout } = await run(process.execPath, ['--import', 'tsx', path.join(folder, 'ts/main.ts')], {
        cwd: root,
        env,
        timeout: DEADLINE_MS,
        maxBuffer: 64_000_000,
      });
      expect(unfinished(all, stdout)).toEqual([]);
    },
    DEADLINE_MS,
  );

  test(
    'run in Python',
    async () => {
      const all = await inLanguage('python');
      await mkdir(path.join(folder, 'python'));
      for (const [n, { code }] of all.entries()) await writeFile(path.join(folder, `python/example_${n}.py`), code);
      const names = all.map((_, n) => path.join(folder, `python/example_${n}.py`));
      const script = 'import runpy, sys\nfor name in sys.argv[1:]: runpy.run_path(name)\n';
      await writeFile(path.join(folder, 'python/main.py'), script);
      const { stdout } = await run('python3', [path.join(folder, 'python/main.py'), ...names], {
        env,
        timeout: DEADLINE_MS,
        maxBuffer: 64_000_000,
      });
      expect(unfinished(all, stdout)).toEqual([]);
    },
    DEADLINE_MS,
  );
});

/** Each prints one line: the status, then the output. */
function unfinished(all: readonly { pair: string }[], stdout: string): string[] {
  const lines = stdout.trim().split('\n');
  return all.flatMap(({ pair }, n) => (/^completed [[{"]/.test(lines[n] ?? '') ? [] : [`${pair}: ${lines[n]}`]));
}
