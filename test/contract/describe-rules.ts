import { describe, expect, it } from 'vitest';
import { mediaFields } from '../../src/catalog/media-fields.ts';
import { LATER_RULES } from './rules/later.ts';
import type { RuleCase } from './rules/rule-case.ts';
import { RULE_CASES } from './rules/rule-cases.ts';
import type { Subject } from './subject.ts';

/** Every rule of the page: one case or several here, or named as one that shows only after creation. */
export function describeRules(subject: Subject): void {
  const rules = subject.task.rules.map((says) => ({ says, cases: RULE_CASES[says] ?? [] }));
  if (rules.length === 0) return;
  describe('rules', () => {
    it('are all checked, here or where they show', () => {
      const unknown = rules.filter(({ says, cases }) => cases.length === 0 && !isLater(says));
      expect(unknown.map(({ says }) => says)).toEqual([]);
    });
    for (const { says, cases } of rules) {
      if (cases.length === 0) continue;
      it(says, () => {
        for (const one of cases) expectCase(subject, one);
      });
    }
  });
}

const isLater = (says: string): boolean => LATER_RULES.some((start) => says.startsWith(start));

function expectCase({ base, taskType, accept, refusal }: Subject, one: RuleCase): void {
  const given = { ...base, ...one.give };
  const hint = JSON.stringify(one.give).slice(0, 300);
  if (one.refused !== undefined) {
    expect(refusal(given), hint).toContain(`invalid request: ${one.refused}`);
    return;
  }
  const input = accept(given);
  if (one.shows) expect(input, hint).toMatchObject(one.shows);
  for (const name of one.hides ?? []) expect(Object.keys(input), hint).not.toContain(name);
  if (one.produces) {
    const made = taskType.produces(input).map(({ role, count = 1 }) => [role, count]);
    expect(Object.fromEntries(made), hint).toEqual(one.produces);
  }
  for (const [name, limits] of Object.entries(one.limits ?? {})) {
    const field = mediaFields(taskType, input).find((media) => media.name === name);
    expect(field?.limits, hint).toMatchObject(limits);
  }
  if (one.origins) {
    const from = taskType.origin?.from ?? [];
    expect(from).toEqual(expect.arrayContaining([...one.origins.fit]));
    for (const pair of one.origins.not) expect(from).not.toContain(pair);
  }
}
