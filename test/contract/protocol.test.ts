import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { errorCatalogue } from '../../src/errors-catalogue.ts';
import { mayChange, statusNumbers, type TaskStatus, taskStatuses } from '../../src/tasks/status.ts';
import { taskErrorOf } from '../../src/tasks/task-error.ts';
import type { TaskRow } from '../../src/tasks/task-row.ts';
import { documentedView, taskView } from '../../src/tasks/task-view.ts';
import { documentedProblems, documentedSchema } from '../harness/documented-schema.ts';
import { codeWords, jsonBlocks, protocolSection, tables } from './markdown.ts';

/** The protocol page's tables and examples, read as data. */

type Example = { code: number; data: Record<string, unknown>; message: string };
const example = (section: string, index = 0) => jsonBlocks(protocolSection(section))[index] as Example;
const entries = Object.entries(errorCatalogue);

/** The row behind the page's examples: what the database would hold for that task. */
function exampleRow(data: Record<string, unknown>): TaskRow {
  const meta = data.meta as { created_at: string; usage: { frozen: number; consume: number } } & Record<
    string,
    unknown
  >;
  const time = (name: string) => {
    const text = String(meta[name]);
    return text.startsWith('0001') ? null : new Date(text.replace(/(\.\d{3})\d{3}Z/, '$1Z'));
  };
  const works = data.works as { resource: { resource: string; height: number; width: number; duration: number } }[];
  const createdAt = time('created_at') as Date;
  return {
    ...(data as unknown as TaskRow),
    id: String(data.task_id),
    account_id: 1,
    works: works.map(({ resource }) => ({
      role: 'audio',
      url: resource.resource,
      contentType: 'audio/mpeg',
      width: resource.width,
      height: resource.height,
      durationMs: resource.duration,
    })),
    error: null,
    meta_extra: {},
    phase: String(meta.phase),
    progress: Number(meta.progress),
    usage_type: 'point',
    charge: 'on_completion',
    hold_points: 150_000,
    captured_points: meta.usage.consume,
    private_pool: false,
    created_at: createdAt,
    started_at: time('started_at'),
    ended_at: time('ended_at'),
    updated_at: createdAt,
  };
}

const viewOf = (data: Record<string, unknown>) =>
  taskView(exampleRow(data), {
    mediaOf: ({ input }) => [{ name: 'video', value: String(input.video) }],
    now: Date.parse('2026-01-15T09:31:00Z'),
    resultRetentionMs: 72 * 3_600_000,
  });

/** The page's times have microseconds, ours come from a clock of milliseconds. */
function inMilliseconds(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replace(/(T\d\d:\d\d:\d\d\.\d{3})\d{3}Z/g, '$1000Z'));
}

describe('section 5.1', () => {
  const [statuses, changes] = tables(protocolSection('5.1'));

  it('lists the statuses', () => {
    expect(statuses!.rows.map((row) => codeWords(row[0]!)[0]).sort()).toEqual([...taskStatuses].sort());
  });

  it('lists every change that may happen, and no other may', () => {
    const allowed = changes!.rows
      .map(([from, to]) => [codeWords(from!)[0], codeWords(to!)[0]])
      .filter(([from]) => from !== undefined)
      .map((pair) => pair.join(' → '));
    const ours = taskStatuses.flatMap((from) =>
      taskStatuses.filter((to) => mayChange(from, to)).map((to) => `${from} → ${to}`),
    );
    expect(ours.sort()).toEqual(allowed.sort());
  });
});

describe('section 7', () => {
  it('has a number for each status', () => {
    const numbers = tables(protocolSection('7.3')).find((table) => table.head[0] === '`data.status`')!;
    const rows = numbers.rows.map(([status, number]) => [codeWords(status!)[0], Number(number)]);
    expect(Object.fromEntries(rows)).toEqual(statusNumbers);
  });

  it('has the strict schema that the tests use', () => {
    expect(jsonBlocks(protocolSection('7.4'))[0]).toEqual(documentedSchema);
  });

  it('lists in its first table exactly the members of that schema, with their types', () => {
    const documented = tables(protocolSection('7.1'))[0]!.rows.map(([path, type]) => [
      codeWords(path!)[0],
      type!.replace(/ with \d+ members$/, ''),
    ]);
    expect(schemaPaths(documentedSchema)).toEqual(Object.fromEntries(documented));
  });

  it('has an example of placeholders and one of a task, both of that schema', () => {
    expect(documentedProblems(example('7.1'))).toEqual([]);
    expect(documentedProblems(example('7.4', 1))).toEqual([]);
  });
});

describe('the examples', () => {
  it('of section 6 is what our view makes of that task, member for member and in that order', () => {
    const { data } = example('6');
    expect(JSON.stringify(viewOf(data))).toBe(JSON.stringify(inMilliseconds(data)));
  });

  it('of section 4.3 is what our view makes of a task that was just created', () => {
    const { data } = example('4.3');
    expect(viewOf(data)).toEqual(inMilliseconds(data));
  });

  it('of section 7.4 is the documented representation of the same task', () => {
    const { data } = example('6');
    expect(documentedView(viewOf(data))).toEqual(inMilliseconds(example('7.4', 1).data));
  });
});

describe('section 10', () => {
  const httpErrors = entries.filter(([code]) => code !== 'cancelled');

  it('says for each status how its messages start; ours do', () => {
    const rows = tables(protocolSection('10.1'))[0]!.rows.map(([status, , starts]) => ({
      status: Number(status),
      starts: codeWords(starts!),
    }));
    // 400 of uploads has a text of its own (section 13.1); texts of tasks are never an HTTP message.
    const refusals = httpErrors.filter(([code, entry]) => entry.taskErrorCode === 0 || code === 'rate_limited');
    for (const [code, entry] of refusals) {
      if (code === 'invalid_upload') continue;
      // Section 14 asks for the code and the known models, not for a text.
      if (code === 'model_not_found') continue;
      const row = rows.find(({ status }) => status === entry.httpStatus);
      expect(row, `${code}: ${entry.httpStatus} is not in the table`).toBeDefined();
      expect(
        row!.starts.some((start) => entry.message.startsWith(start)),
        `${code}: ${entry.message}`,
      ).toBe(true);
    }
  });

  it('has numbers for the errors of tasks; ours are among them', () => {
    const numbers = tables(protocolSection('10.3'))[0]!.rows.map(([number]) => Number(number));
    for (const [code, entry] of entries) expect(numbers, code).toContain(entry.taskErrorCode);
  });

  it('has fragments that clients search for: every error of ours with such a text carries its number', () => {
    const rows = tables(protocolSection('10.4'))[0]!.rows.flatMap(([fragments, , number]) =>
      codeWords(fragments!).map((fragment) => ({ fragment, number: Number(number) })),
    );
    for (const [code, entry] of entries.filter(([, one]) => one.taskErrorCode !== 0)) {
      const found = rows.filter(({ fragment, number }) => entry.message.startsWith(fragment) && !Number.isNaN(number));
      for (const { number } of found) expect(entry.taskErrorCode, code).toBe(number);
    }
  });

  it('wants message and raw_message of a failed task never empty, and a code that is not 0', () => {
    for (const [code] of entries) {
      const error = taskErrorOf(new AppError(code as keyof typeof errorCatalogue));
      expect(error.code, code).not.toBe(0);
      expect(error.message.length, code).toBeGreaterThan(0);
      expect(error.raw_message.length, code).toBeGreaterThan(0);
    }
  });
});

/** `data.task.id` → `integer`, for every member of a schema. */
function schemaPaths(schema: unknown, at = '', root = schema): Record<string, string> {
  type Node = {
    $ref?: string;
    type?: string;
    properties?: Record<string, unknown>;
    items?: unknown;
    $defs?: Record<string, unknown>;
  };
  const node = schema as Node;
  if (node.$ref) return schemaPaths((root as Node).$defs?.[node.$ref.replace('#/$defs/', '')], at, root);
  const isList = node.type === 'array';
  const own = at === '' ? {} : { [at]: isList ? 'array of object' : (node.type ?? '') };
  const inner = isList ? insides(resolved(node.items, root), `${at}[]`, root) : insides(node, at, root);
  return { ...own, ...inner };
}

function resolved(schema: unknown, root: unknown): unknown {
  const ref = (schema as { $ref?: string }).$ref;
  return ref ? (root as { $defs: Record<string, unknown> }).$defs[ref.replace('#/$defs/', '')] : schema;
}

function insides(schema: unknown, at: string, root: unknown): Record<string, string> {
  const properties = (schema as { properties?: Record<string, unknown> }).properties ?? {};
  return Object.entries(properties).reduce<Record<string, string>>((paths, [name, value]) => {
    return Object.assign(paths, schemaPaths(value, at === '' ? name : `${at}.${name}`, root));
  }, {});
}

it('the status numbers of the tests and the server are the same table', async () => {
  const { statusNumbers: ofTests } = await import('../harness/documented-parts.ts');
  expect(ofTests).toEqual(statusNumbers satisfies Record<TaskStatus, number>);
});
