import { describe, expect, it } from 'vitest';
import { createCatalog } from '../../src/catalog/catalog.ts';
import { normaliseInput } from '../../src/catalog/normalise-input.ts';
import { POINTS_PER_USD, pricePoints } from '../../src/catalog/price.ts';
import { pendingOutputOf, type ResultFile, type TaskType } from '../../src/catalog/task-type.ts';
import { AppError } from '../../src/errors.ts';
import { errorCatalogue } from '../../src/errors-catalogue.ts';
import {
  type FieldPage,
  isMedia,
  isNumeric,
  isText,
  readFamilyPage,
  sampleValue,
  type TaskPage,
} from './family-page.ts';
import { codeWords, protocolSection, tables } from './markdown.ts';

const DRAWN = 123_456_789;
const catalog = createCatalog();

/** Checks a family of the catalogue against its page in `spec/catalog`, with the page's tables as data. */
export function describeFamily(name: string): void {
  const page = readFamilyPage(name);
  describe.each(page.tasks)(`${page.family}: $model $task_type`, (task) => {
    const taskType = catalog.find(task.model, task.task_type);
    const base = Object.fromEntries(
      Object.entries(task.input)
        .filter(([, field]) => field.required)
        .map(([field, facts]) => [field, sampleValue(facts)]),
    );
    const accept = (input: Record<string, unknown>) => normaliseInput(taskType, input, { drawSeed: () => DRAWN });
    const refusal = (input: Record<string, unknown>): string => {
      try {
        accept(input);
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
        expect((error as AppError).httpStatus).toBe(400);
        return (error as AppError).message;
      }
      throw new Error(`was accepted: ${JSON.stringify(input)}`);
    };
    const fields = Object.entries(task.input).map(([field, facts]) => ({ field, facts }));

    it('is offered under its names, with its label and its moment of charging', () => {
      expect(taskType).toMatchObject({ model: task.model, taskType: task.task_type, family: page.family });
      expect(taskType.usageType).toBe(task.usage_type);
      expect(taskType.charge).toBe(task.charge);
    });

    it('has exactly the fields of the page', () => {
      expect(Object.keys(taskType.input.shape).sort()).toEqual(Object.keys(task.input).sort());
    });

    it('accepts the smallest input and fills in the defaults, keys in order', () => {
      const input = accept(base);
      expect(Object.keys(input)).toEqual(Object.keys(input).sort());
      const expected = Object.fromEntries(
        fields.flatMap(({ field, facts }) => {
          if (field in base) return [[field, base[field]]];
          if (facts.default === undefined) return [];
          return [[field, facts.default === 'random' ? DRAWN : facts.default]];
        }),
      );
      expect(input).toEqual(expected);
    });

    it('drops what is no field of it', () => {
      expect(accept({ ...base, not_a_field: 1, __proto__: { steps: 1 }, Prompt: 'x' })).toEqual(accept(base));
    });

    describe.each(fields)('$field', ({ field, facts }) => describeField({ field, facts, base, accept, refusal }));
    describePrice(task, taskType, accept);
    describeOutput(task, taskType, () => accept(base));
    describeErrors(task, base, refusal);
  });
}

interface FieldCase {
  field: string;
  facts: FieldPage;
  base: Record<string, unknown>;
  accept(input: Record<string, unknown>): Record<string, unknown>;
  refusal(input: Record<string, unknown>): string;
}

function describeField({ field, facts, base, accept, refusal }: FieldCase): void {
  const invalid = `invalid request: invalid ${field}`;
  const value = sampleValue(facts);

  it('left empty is missing or absent', () => {
    const { [field]: _left, ...rest } = base;
    for (const empty of [undefined, null, '', [], {}]) {
      const input = { ...rest, [field]: empty };
      if (facts.required) expect(refusal(input)).toBe(`invalid request: ${field} is required`);
      else expect(accept(input)).toEqual(accept(base));
    }
  });

  it('of a wrong type names itself', () => {
    const wrong = isNumeric(facts) ? [true, 'ten', [1], { a: 1 }] : [7, true, ['x'], { a: 1 }];
    for (const one of wrong) expect(refusal({ ...base, [field]: one }).startsWith(invalid)).toBe(true);
  });

  if (isNumeric(facts)) {
    it('is accepted at its limits and refused beyond them', () => {
      for (const limit of [facts.min, facts.max]) {
        if (limit === undefined) continue;
        const echoed = accept({ ...base, [field]: limit })[field];
        expect(echoed).toBe(facts.default === 'random' && limit <= 0 ? DRAWN : limit);
      }
      if (facts.min !== undefined) expect(refusal({ ...base, [field]: facts.min - 1 })).toContain(invalid);
      if (facts.max !== undefined) expect(refusal({ ...base, [field]: facts.max + 1 })).toContain(invalid);
      if (facts.type === 'integer') expect(refusal({ ...base, [field]: Number(value) + 0.5 })).toContain(invalid);
    });
  }

  if (facts.coerces?.includes('numeric string')) {
    it('is accepted as numeric text', () => {
      expect(accept({ ...base, [field]: String(value) })[field]).toBe(value);
    });
  }

  const longest = facts.max_length;
  if (isText(facts) && longest !== undefined && !facts.enum) {
    it(`is accepted with ${longest} characters and refused with one more`, () => {
      expect(accept({ ...base, [field]: 'x'.repeat(longest) })[field]).toHaveLength(longest);
      expect(refusal({ ...base, [field]: 'x'.repeat(longest + 1) })).toContain(invalid);
    });
  }

  if (facts.enum) {
    it('is one of its listed values', () => {
      for (const one of facts.enum ?? []) expect(accept({ ...base, [field]: one })[field]).toBe(one);
      expect(refusal({ ...base, [field]: 'none of them' })).toContain(invalid);
    });
  }

  if (facts.aliases) {
    it.each(facts.aliases)('may be called %s; its own name wins', (alias) => {
      expect(accept({ ...base, [alias]: value })).toEqual(accept({ ...base, [field]: value }));
      expect(accept({ ...base, [field]: value, [alias]: 'none' })).toEqual(accept({ ...base, [field]: value }));
    });
  }
}

function describePrice(task: TaskPage, taskType: TaskType, accept: FieldCase['accept']): void {
  const examples = task.price.examples ?? [];
  it.each(examples)('costs US$ $usd for $input', (example) => {
    const input = accept(example.input);
    const points = pricePoints(taskType.price, { input }, example.measured_seconds);
    expect(points).toBe(Math.round(example.usd * POINTS_PER_USD));
    expect(points).toBeLessThanOrEqual(pricePoints(taskType.price, { input }));
  });
}

function describeOutput(task: TaskPage, taskType: TaskType, accepted: () => Record<string, unknown>): void {
  it('shows the page’s output before the end', () => {
    expect(pendingOutputOf(taskType, accepted())).toEqual(task.output.pending);
  });

  it('gives every key of a completed output and no other, and what clients read is there', () => {
    const files: ResultFile[] = taskType.produces(accepted()).flatMap(({ role, kind, count = 1 }) =>
      Array.from({ length: count }, (_, n) => ({
        role,
        url: `https://media.example.com/ephemeral/${role}-${n}`,
        contentType: `${kind}/x`,
        width: 64,
        height: 64,
        durationMs: 1_000,
      })),
    );
    const output = taskType.output.parse(
      taskType.shape({ taskId: '3f0c9a52-7d41-4e8b-9c56-1a2b3c4d5e6f', files, data: {} }, accepted()),
    ) as Record<string, unknown>;
    expect(Object.keys(output).sort()).toEqual([...task.output.native_keys, ...task.output.extra_keys].sort());
    for (const path of task.output.read_by_clients) expect(output[path], path).toBeTruthy();
  });
}

function describeErrors(task: TaskPage, base: Record<string, unknown>, refusal: FieldCase['refusal']): void {
  const known = Object.values(errorCatalogue);
  it.each(task.errors)('says "$message" at $at', ({ at, message }) => {
    if (at === 'run') return expectTaskError(message);
    const [, badField, missingField] = FIELD_ERROR.exec(message) ?? [];
    if (missingField) {
      const { [missingField]: _left, ...rest } = base;
      expect(refusal(rest)).toBe(message);
    } else if (badField) {
      const facts = task.input[badField];
      const bad = facts && (isMedia(facts) || isText(facts)) ? 7 : 'none';
      expect(refusal({ ...base, [badField]: bad }).startsWith(message)).toBe(true);
    } else {
      // Size and balance are checked with the whole request; the end-to-end tests see these texts there.
      expect(known.some((entry) => entry.taskErrorCode === 0 && entry.message.startsWith(message))).toBe(true);
    }
  });
}

const FIELD_ERROR = /^invalid request: (?:invalid (\w+)|(\w+) is required)$/;

/** A text that clients search for, and where the server has an error with it, under the number of section 10.4. */
function expectTaskError(message: string): void {
  const row = tables(protocolSection('10.4'))[0]?.rows.find(([fragments]) =>
    codeWords(fragments ?? '').some((fragment) => message.startsWith(fragment)),
  );
  expect(row, `${message} is no text of section 10.4`).toBeDefined();
  for (const entry of Object.values(errorCatalogue)) {
    if (entry.message.startsWith(message)) expect(entry.taskErrorCode).toBe(Number(row?.[2]));
  }
}
