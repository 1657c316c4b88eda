import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { shownValue } from '../../src/catalog/input-errors.ts';
import { mediaFields } from '../../src/catalog/media-fields.ts';
import { coercionCases } from './coercions.ts';
import type { FieldPage } from './family-page.ts';
import { type FieldCase, fieldCase, staleSentences } from './field-case.ts';
import { contextsOf } from './field-contexts.ts';
import { atLimits, beyondLimits, isMedia, wrongTypes } from './sample-value.ts';
import { spotsOf } from './spots.ts';
import { DRAWN, type Subject } from './subject.ts';

/** Every row of the page's input table, and every rule that the protocol page has for all fields. */
export function describeFields(subject: Subject): void {
  const contexts = contextsOf(subject.pair);
  const spots = spotsOf(subject.task.input, subject.base, contexts);
  it('has the sentences that the tests quote for its fields', () => {
    expect(staleSentences(subject, spots, contexts)).toEqual([]);
  });
  describe.each(spots)('$path', (spot) => {
    const field = fieldCase(subject, spot, contexts);
    if (spot.isEntry) testEmptyEntry(field);
    else testEmpty(field);
    testTypes(field);
    testLimits(field);
    testCoercions(field);
    testAliases(field);
    testDefault(field);
    if (isMedia(spot.facts)) testMedia(field);
  });
}

const EMPTY = [undefined, null, '', [], {}];

function testEmpty({ subject: { outcome }, spot: { facts }, put, isStart }: FieldCase): void {
  it('left empty is missing or absent', () => {
    const absent = outcome(put(undefined));
    for (const empty of EMPTY) expect(outcome(put(empty)), JSON.stringify(empty)).toEqual(absent);
    if (!facts.required) return;
    expect(absent).toMatch(/ is required$/);
    expect(isStart(String(absent), 'missing'), String(absent)).toBe(true);
  });
}

/** An entry of a list is there or not; an object of which nothing is required may say nothing. */
function testEmptyEntry({ subject: { refusal }, spot: { facts }, put, shown, echoed }: FieldCase): void {
  const mayBeBare = facts.type === 'object' && !Object.values(facts.fields ?? {}).some(({ required }) => required);
  it('left empty is missing', () => {
    for (const empty of [null, '', []]) expect(refusal(put(empty)), JSON.stringify(empty)).toMatch(/ is required$/);
    if (mayBeBare) expect(shown(put({}))).toEqual(echoed({}));
    else expect(refusal(put({}))).toMatch(/ is required$/);
  });
}

function testTypes({ subject: { refusal }, spot: { facts, path }, put, isStart }: FieldCase): void {
  const wrong = wrongTypes(facts);
  if (wrong.length === 0) return;
  it('of a wrong type is refused with its name, the value and what it is not', () => {
    for (const one of wrong) {
      const message = refusal(put(one));
      expect(isStart(message, 'invalid'), message).toBe(true);
      expect(message).toContain(path);
      expect(message).toContain(` ${shownValue(one)} is not `);
    }
  });
}

function testLimits(field: FieldCase): void {
  const { subject, spot, context, put, shown, echoed, isStart } = field;
  const fine = context?.fine ?? atLimits(spot.facts);
  if (fine.length > 0) {
    it('is accepted up to its limits', () => {
      for (const one of fine) expect(shown(put(one)), JSON.stringify(one).slice(0, 100)).toEqual(echoed(one));
    });
  }
  const beyond = beyondLimits(spot.facts);
  if (beyond.length === 0) return;
  it('is refused beyond them with its name, the value and what is allowed', () => {
    for (const { value: one, names } of beyond) {
      const message = subject.refusal(put(one));
      expect(isStart(message, 'invalid'), message).toBe(true);
      expect(message).toContain(spot.path);
      // Some texts are shown in the letter case that they were turned to.
      expect(message.toLowerCase()).toContain(` ${shownValue(one).toLowerCase()} `);
      // Texts of a form of their own are refused for the form.
      if (spot.facts.type === 'string' && context?.fine) continue;
      for (const name of names) expect(message).toContain(String(name));
    }
  });
}

function testCoercions({ subject: { outcome }, spot, beside, put, shown, echoed }: FieldCase): void {
  const cases = coercionCases(spot.facts);
  if (cases.length === 0) return;
  it(`is coerced: ${spot.facts.coerces}`, () => {
    for (const { sent, echoed: meantAs } of cases) {
      const input = { ...spot.put(sent), ...beside(meantAs) };
      expect(outcome(input), JSON.stringify(sent)).toEqual(outcome(put(meantAs)));
      if (meantAs !== undefined) expect(shown(input), JSON.stringify(sent)).toEqual(echoed(meantAs));
    }
  });
}

function testAliases({ subject: { accept, outcome }, spot: { facts, path }, value, put }: FieldCase): void {
  const { aliases = [] } = facts;
  if (aliases.length === 0) return;
  it(`may be called ${aliases.join(', ')}; its own name wins`, () => {
    // One of the values at least is not what an absent field means.
    const values = facts.enum ?? [value];
    expect(values.some((one) => !isDeepStrictEqual(accept(put(one)), outcome(put(undefined))))).toBe(true);
    for (const [alias, one] of aliases.flatMap((alias) => values.map((one) => [alias, one] as const))) {
      const own = accept(put(one));
      expect(accept(put(one, alias))).toEqual(own);
      if (!path.includes('[')) expect(accept({ ...put(one), [alias]: 'none' })).toEqual(own);
    }
  });
}

function testDefault({ subject, spot, context, put }: FieldCase): void {
  const { facts, path, isEntry, read } = spot;
  const { accept, outcome, refusal, otherBases } = subject;
  if (isEntry || facts.required) return;
  const { refusedWithout } = context ?? {};
  if (refusedWithout !== undefined) {
    it('is needed, although its row does not say so', () => {
      expect(refusal(put(undefined)).startsWith(refusedWithout)).toBe(true);
    });
    return;
  }
  it('shows its default when it is absent, and nothing without one', () => {
    const inputs = [put(undefined), ...(path.includes('.') ? [] : otherBases)];
    const bare = inputs.find((input) => read(input) === undefined && typeof outcome(input) !== 'string');
    if (!bare) throw new Error('no smallest input does without it');
    const usual = facts.default === 'random' ? DRAWN : facts.default;
    expect(read(accept(bare))).toEqual(context && 'absent' in context ? context.absent : usual);
  });
}

function testMedia({ subject, spot: { facts, path }, context, value, put }: FieldCase): void {
  it('is media of its kind, with the limits of the page', () => {
    const shownAt = context?.shownAt ?? path;
    const media = mediaFields(subject.taskType, subject.accept(put(value))).find((one) => one.path.startsWith(shownAt));
    expect(media).toMatchObject({ kind: facts.type, value });
    expect(media?.limits).toMatchObject(limitsOf(facts));
  });
}

function limitsOf(facts: FieldPage): Record<string, unknown> {
  const { formats, max_bytes, max_seconds, min_side, max_side, max_pixels } = facts;
  const limits = {
    formats,
    maxBytes: max_bytes,
    maxSeconds: max_seconds,
    minSide: min_side,
    maxSide: max_side,
    maxPixels: max_pixels,
  };
  return Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined));
}
