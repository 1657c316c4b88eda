import { describe, expect, it } from 'vitest';
import { PARTNERS } from './base-input.ts';
import { describeErrors } from './describe-errors.ts';
import { describeFields } from './describe-fields.ts';
import { describeOutput } from './describe-output.ts';
import { describePrice } from './describe-price.ts';
import { describeRules } from './describe-rules.ts';
import { readFamilyPage, sentencesOf, type TaskPage } from './family-page.ts';
import { catalog, type Subject, subjectOf } from './subject.ts';

/** Checks a family of the catalogue against its page in `spec/catalog`, with the page's tables as data. */
export function describeFamily(name: string): void {
  const page = readFamilyPage(name);
  const isOffered = (task: TaskPage): boolean => catalog.get(task.model, task.task_type) !== undefined;
  it.each(page.tasks.filter((task) => !isOffered(task)))('$model/$task_type is offered', (task) => {
    expect(catalog.find(task.model, task.task_type)).toBeDefined();
  });
  const subjects = page.tasks.filter(isOffered).map((task) => subjectOf(page, task));
  describe.each(subjects)('$pair', (subject) => {
    describeTask(subject);
    describeFields(subject);
    describePrice(subject);
    describeOutput(subject);
    describeRules(subject);
    describeErrors(subject);
  });
}

function describeTask(subject: Subject): void {
  const { page, task, taskType, base, accept, refusal } = subject;

  it('is offered under its names, with its label and its moment of charging', () => {
    expect(taskType).toMatchObject({ model: task.model, taskType: task.task_type, family: page.family });
    expect(taskType.section).toBe(task.section ?? page.section);
    expect(taskType.isSunset === true).toBe((task.status ?? page.status) === 'sunset');
    expect(taskType.usageType).toBe(task.usage_type);
    expect(taskType.charge).toBe(task.charge);
  });

  const aliases = task.model_aliases ?? [];
  it('goes by the other names of its model, and by no others', () => {
    expect(taskType.modelAliases ?? []).toEqual(aliases);
    for (const alias of aliases) {
      expect(catalog.find(alias, task.task_type)).toBe(taskType);
      // An alias that is a choice of `input.model` makes that choice.
      const isChoice = task.input.model?.enum?.includes(alias) === true;
      expect(taskType.aliasInput?.(alias)).toEqual(isChoice ? { model: alias } : undefined);
    }
  });

  it('has exactly the fields of the page', () => {
    expect(Object.keys(taskType.input.shape).sort()).toEqual(Object.keys(task.input).sort());
  });

  it('accepts the smallest input, shows it with keys in order, and needs every member of it', () => {
    for (const smallest of [base, ...subject.otherBases]) {
      const input = accept(smallest);
      expect(Object.keys(input)).toEqual(Object.keys(input).sort());
      for (const field of Object.keys(smallest)) {
        const { [field]: _left, ...rest } = smallest;
        expect(refusal(rest), `without ${field}`).toMatch(/^invalid request: .*is required$/);
      }
    }
    const says = PARTNERS[subject.pair]?.says;
    if (says !== undefined) expect(sentencesOf(task, page)).toContain(says);
  });

  it('drops what is no field of it', () => {
    const unknown = JSON.parse(
      '{"not_a_field": 1, "__proto__": {"seed": 5, "prompt": "x"}, "constructor": {"a": 1}, "PROMPT": "x"}',
    );
    const input = accept({ ...base, ...unknown });
    expect(input).toEqual(accept(base));
    expect(Object.getPrototypeOf(input)).toBe(Object.prototype);
  });
}
