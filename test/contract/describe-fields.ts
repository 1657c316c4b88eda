import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { shownValue } from '../../src/catalog/input-errors.ts';
import { mediaFields } from '../../src/catalog/media-fields.ts';
import { coercionCases } from './coercions.ts';
import { type FieldPage, type Input, sentencesOf } from './family-page.ts';
import { contextsOf, type FieldContext } from './field-contexts.ts';
import { atLimits, beyondLimits, isMedia, sampleValue, shownFor, wrongTypes } from './sample-value.ts';
import { type Spot, spotsOf } from './spots.ts';
import { DRAWN, type Subject } from './subject.ts';

/** Every row of the page's input table, and every rule that the protocol page has for all fields. */
export function describeFields(subject: Subject): void {
  const contexts = contextsOf(subject.pair);
  const spots = spotsOf(subject.task.input, subject.base, contexts);
  it('has the sentences that the tests quote for its fields', () => {
    const sentences = sentencesOf(subject.task, subject.page);
    for (const { path } of spots) {
      const says = contexts[path]?.says;
      if (says !== undefined) expect(sentences).toContain(says);
    }
  });
  describe.each(spots)('$path', (spot) => {
    const outer = Object.keys(contexts).filter((path) => new RegExp(`^${path}[.[]`).test(spot.path));
    describeField(subject, spot, contexts[spot.path], (value) =>
      Object.assign({}, ...[...outer, spot.path].map((path) => contexts[path]?.beside?.(value))),
    );
  });
}

const EMPTY = [undefined, null, '', [], {}];

function describeField(
  subject: Subject,
  spot: Spot,
  context: FieldContext | undefined,
  beside: (value: unknown) => Input,
): void {
  const { accept, refusal, outcome } = subject;
  const { facts, path } = spot;
  const put = (value: unknown, name?: string): Input => ({ ...spot.put(value, name), ...beside(value) });
  const shown = (input: Input): unknown =>
    context?.shownAt === undefined ? spot.read(accept(input)) : accept(input)[context.shownAt];
  const echoed = (value: unknown): unknown => (context?.echo ? context.echo(value) : shownFor(facts, value, DRAWN));
  const isStart = startsOf(subject, path);
  const value = context?.fine?.[0] ?? subject.base[path] ?? sampleValue(facts);

  it('left empty is missing or absent', () => {
    const isAnyEntry = spot.isEntry && facts.type === 'object' && !Object.values(facts.fields ?? {}).some(isRequired);
    for (const empty of EMPTY) {
      if (isAnyEntry && empty !== null && typeof empty === 'object' && !Array.isArray(empty)) {
        expect(shown(put(empty))).toEqual(echoed(empty));
      } else if (spot.isEntry) {
        expect(refusal(put(empty)), JSON.stringify(empty)).toMatch(/ is required$/);
      } else {
        const answer = outcome(put(empty));
        expect(answer).toEqual(outcome(put(undefined)));
        if (!facts.required) continue;
        expect(answer).toMatch(/ is required$/);
        expect(isStart(String(answer), 'missing'), String(answer)).toBe(true);
      }
    }
  });

  const wrong = wrongTypes(facts);
  if (wrong.length > 0)
    it('of a wrong type is refused with its name, the value and what it is not', () => {
      for (const one of wrong) {
        const message = refusal(put(one));
        expect(isStart(message, 'invalid'), message).toBe(true);
        expect(message).toContain(path);
        expect(message).toContain(` ${shownValue(one)} is not `);
      }
    });

  const fine = context?.fine ?? atLimits(facts);
  if (fine.length > 0)
    it('is accepted up to its limits', () => {
      for (const one of fine) expect(shown(put(one)), JSON.stringify(one)?.slice(0, 100)).toEqual(echoed(one));
    });

  const beyond = beyondLimits(facts);
  if (beyond.length > 0)
    it('is refused beyond them with its name, the value and what is allowed', () => {
      for (const { value: one, names } of beyond) {
        const message = refusal(put(one));
        expect(isStart(message, 'invalid'), message).toBe(true);
        expect(message).toContain(path);
        // Some texts are shown in the letter case that they were turned to.
        expect(message.toLowerCase()).toContain(` ${shownValue(one).toLowerCase()} `);
        if (facts.type === 'string' && context?.fine) continue;
        for (const name of names) expect(message).toContain(String(name));
      }
    });

  const coercions = coercionCases(facts);
  if (coercions.length > 0)
    it(`is coerced: ${facts.coerces}`, () => {
      for (const { sent, echoed: meantAs } of coercions) {
        const same = beside(meantAs);
        expect(outcome({ ...spot.put(sent), ...same }), JSON.stringify(sent)).toEqual(outcome(put(meantAs)));
        if (meantAs === undefined) continue;
        expect(shown({ ...spot.put(sent), ...same }), JSON.stringify(sent)).toEqual(echoed(meantAs));
      }
    });

  const aliases = facts.aliases ?? [];
  if (aliases.length > 0)
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

  if (!spot.isEntry && !facts.required)
    it('shows its default when it is absent, and nothing without one', () => {
      const others = path.includes('.') ? [] : subject.otherBases;
      const bare = [put(undefined), ...others].find(
        (input) => spot.read(input) === undefined && typeof outcome(input) !== 'string',
      );
      if (context?.refusedWithout !== undefined) {
        expect(refusal(put(undefined)).startsWith(context.refusedWithout)).toBe(true);
      } else {
        const usual = facts.default === 'random' ? DRAWN : facts.default;
        expect(bare).toBeDefined();
        expect(spot.read(accept(bare ?? {}))).toEqual(context && 'absent' in context ? context.absent : usual);
      }
    });

  if (isMedia(facts))
    it('is media of its kind, with the limits of the page', () => {
      const shownPath = context?.shownAt ?? path;
      const field = mediaFields(subject.taskType, accept(put(value))).find((one) => one.path.startsWith(shownPath));
      expect(field).toMatchObject({ kind: facts.type, value });
      expect(field?.limits).toMatchObject(limitsOf(facts));
    });
}

const isRequired = ({ required }: FieldPage): boolean => required === true;

function limitsOf(facts: Spot['facts']): Record<string, unknown> {
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

/** Whether a message starts as usual for the field, or as a row of the page's errors about it. */
function startsOf({ task }: Subject, path: string): (message: string, problem: 'missing' | 'invalid') => boolean {
  const [top = ''] = path.split(/[.[]/);
  const documented = task.errors
    .filter(({ at, message }) => at === 'create' && new RegExp(`\\b${top}\\b`).test(message))
    .map(({ message }) => message)
    .filter((message) => !/ (is required|requires \w+)$/.test(message));
  return (message, problem) => {
    const usual = problem === 'missing' ? `invalid request: ${path} is required` : `invalid request: invalid ${path}: `;
    return [usual, ...documented].some((start) => message.startsWith(start));
  };
}
