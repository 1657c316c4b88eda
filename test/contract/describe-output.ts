import { describe, expect, it } from 'vitest';
import { type OriginTask, pendingOutputOf, type ResultFile, type TaskResult } from '../../src/catalog/task-type.ts';
import type { Input, OutputPage, ShapePage } from './family-page.ts';
import { isEmpty, isOfType, shapeProblems, valuesAt } from './page-shape.ts';
import { type Optional, sampleData } from './sample-data.ts';
import type { Subject } from './subject.ts';

const TASK_ID = '3f0c9a52-7d41-4e8b-9c56-1a2b3c4d5e6f';

interface Variant extends ShapePage {
  name: string;
  /** Members of the input that make this variant. */
  input: Input;
}

/** The page's outputs, and those of its variants, against what the catalogue shows before and after the end. */
export function describeOutput(subject: Subject): void {
  const types = new Map(
    (subject.task.output.fields ?? []).map(({ path, type }) => [
      type === 'array' ? path.replace(/\[\]$/, '') : path,
      type,
    ]),
  );
  describe.each(variantsOf(subject))('output $name', (variant) => {
    const { taskType, accept } = subject;
    const input = accept({ ...subject.base, ...variant.input });

    it('before the end is that of the page', () => {
      expect(pendingOutputOf(taskType, input)).toEqual(variant.pending);
    });

    it('of the page fits the schema of the catalogue', () => {
      expect(taskType.output.safeParse(variant.completed).error?.issues ?? []).toEqual([]);
    });

    describe.each<Optional>(['given', 'left out'])('with what a backend may bring besides files %s', (optional) => {
      const output = completedOutput(subject, input, optional);

      it('has the keys and types of the page, no others, and fits the schema', () => {
        expect(shapeProblems(variant.completed, output, types)).toEqual([]);
        expect(taskType.output.safeParse(output).error?.issues ?? []).toEqual([]);
      });

      it('has what clients read', () => {
        for (const path of variant.read_by_clients) {
          // What may be empty on the page may be empty here.
          const mayBeEmpty = valuesAt(variant.completed, path).some(isEmpty);
          for (const value of valuesAt(output, path)) {
            expect(value, path).not.toBeUndefined();
            if (!mayBeEmpty) expect(isEmpty(value), path).toBe(false);
          }
        }
      });

      it('has members of the types that the page lists', () => {
        for (const [path, type] of types) {
          // Members of a variant are listed too.
          if (valuesAt(variant.completed, path).includes(undefined)) continue;
          for (const value of valuesAt(output, path)) expect(isOfType(value, type), `${path}: ${type}`).toBe(true);
        }
      });
    });
  });

  it('has a page whose keys are those of its example', () => {
    for (const { completed, native_keys, extra_keys } of variantsOf(subject)) {
      if (Array.isArray(completed)) continue;
      const keys = [...native_keys, ...extra_keys].filter((key) => !key.includes('.'));
      expect(keys.sort()).toEqual(Object.keys(completed as Input).sort());
    }
  });
}

/** The page's output, and one for each value that makes another shape of it. */
function variantsOf({ task }: Subject): Variant[] {
  const { variants = [], ...plain }: OutputPage = task.output;
  const others = variants.flatMap(({ when, ...shape }) =>
    Object.entries(when).flatMap(([path, wanted]) =>
      [wanted].flat().map((value) => ({
        ...plain,
        ...shape,
        name: `with ${path} ${value}`,
        input: inputWith(path, value),
      })),
    ),
  );
  return [{ ...plain, name: '', input: {} }, ...others];
}

const SAMPLE_IMAGE = 'https://media.example.com/in/sample.png';

function inputWith(path: string, value: unknown): Input {
  // `present`: any value; so far only for ids of tasks.
  if (value === 'present') return { [path]: TASK_ID };
  const [, list, member] = /^(\w+)\[0\]\.(\w+)$/.exec(path) ?? [];
  if (list === undefined || member === undefined) return { [path]: value };
  return { [list]: [{ control_type: 'depth', control_image: SAMPLE_IMAGE, [member]: value }] };
}

/** What is shown when a backend has brought every file that is asked for. */
function completedOutput(subject: Subject, input: Input, optional: Optional): unknown {
  const { taskType } = subject;
  const files: ResultFile[] = taskType.produces(input).flatMap(({ role, kind, count = 1 }) =>
    Array.from({ length: count }, (_, index) => ({
      role,
      url: `https://media.example.com/ephemeral/${role}-${index}`,
      contentType: `${kind}/x`,
      width: 640,
      height: 360,
      durationMs: 5_100,
    })),
  );
  const data = taskType.resultData ? sampleData(taskType.resultData, optional) : {};
  const result: TaskResult = { taskId: TASK_ID, files, data: data as Record<string, unknown> };
  const meta = taskType.meta?.(input, taskType.origin && originOf(subject, input));
  return JSON.parse(JSON.stringify(taskType.shape(meta ? { ...result, meta } : result, input)));
}

/** The task that is continued: of the same kind, ended as on the page, with the part that the input names. */
function originOf({ task, taskType }: Subject, input: Input): OriginTask {
  const named = taskType.origin?.fields.map((field) => input[field]).find((id) => typeof id === 'string');
  const text = JSON.stringify(task.output.completed);
  const [id] = text.match(UUID) ?? [];
  const output = JSON.parse(id && typeof named === 'string' ? text.replaceAll(id, named) : text);
  return { model: task.model, taskType: task.task_type, input: {}, output, meta: {} };
}

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
