import { describe, expect, it } from 'vitest';
import { describeFamily } from './describe-family.ts';
import { familyNames, pairOf, readFamilyPage } from './family-page.ts';
import { catalog } from './subject.ts';

describe('the catalogue', () => {
  const pages = familyNames.map(readFamilyPage);

  it('offers every pair that a page describes, and no other', () => {
    const described = pages.flatMap(({ tasks }) => tasks.map(pairOf));
    const offered = catalog.all.map(({ model, taskType }) => `${model}/${taskType}`);
    expect(offered.sort()).toEqual(described.sort());
  });
});

for (const name of familyNames) describeFamily(name);
