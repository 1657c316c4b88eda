import { describe, expect, it } from 'vitest';
import { PARTNERS } from './base-input.ts';
import { describeFamily } from './describe-family.ts';
import { familyNames, pairOf, readFamilyPage, sentencesOf } from './family-page.ts';
import { quotedContexts } from './field-contexts.ts';
import { PROVOCATIONS } from './provoked-errors.ts';
import { LATER_RULES } from './rules/later.ts';
import { RULE_CASES } from './rules/rule-cases.ts';
import { catalog } from './subject.ts';

/** The whole catalogue against the family pages: the pages are read, nothing of their tables is repeated here. */

const pages = familyNames.map(readFamilyPage);

describe('the catalogue', () => {
  it('offers every pair that a page describes, and no other', () => {
    const described = pages.flatMap(({ tasks }) => tasks.map(pairOf));
    const offered = catalog.all.map(({ model, taskType }) => `${model}/${taskType}`);
    expect(offered.sort()).toEqual(described.sort());
  });
});

describe('the tables of these tests', () => {
  const sentences = new Set(pages.flatMap((page) => page.tasks.flatMap((task) => sentencesOf(task, page))));

  it.each([
    ['base inputs', Object.values(PARTNERS).map(({ says }) => says)],
    ['fields', quotedContexts],
    ['rules', Object.keys(RULE_CASES)],
    ['errors', Object.keys(PROVOCATIONS)],
  ])('quote only sentences that a page has: %s', (_table, quoted) => {
    expect(quoted.filter((says) => !sentences.has(says))).toEqual([]);
  });

  it('name only rules that a page has, as those that show later', () => {
    const rules = pages.flatMap(({ tasks }) => tasks.flatMap((task) => task.rules));
    expect(LATER_RULES.filter((start) => !rules.some((says) => says.startsWith(start)))).toEqual([]);
  });
});

for (const name of familyNames) describeFamily(name);
