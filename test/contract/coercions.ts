import type { FieldPage } from './family-page.ts';
import { sampleValue } from './sample-value.ts';

/** What is sent, and what the reply echoes; `undefined` as echo: as if nothing had been sent. */
export interface CoercionCase {
  sent: unknown;
  echoed: unknown;
}

type Cases = (facts: FieldPage) => CoercionCase[];

const to = (sent: unknown, echoed: unknown): CoercionCase => ({ sent, echoed });

const numericText: Cases = (facts) => {
  const value = sampleValue(facts);
  return [to(String(value), value), to(` ${value} `, value)];
};
const absentAt = (...values: unknown[]): CoercionCase[] => values.map((value) => to(value, undefined));

const cased =
  (...change: ((value: string) => string)[]): Cases =>
  ({ enum: values = [], default: usual }) =>
    (values.length > 0 ? values : [usual]).flatMap((value) => change.map((turn) => to(turn(String(value)), value)));
const anyCase = cased(
  (value) => value.toUpperCase(),
  (value) => value.toLowerCase(),
);
const numbersIn = ({ enum: values = [] }: FieldPage): CoercionCase[] =>
  values.filter((value) => /^\d+(\.\d+)?$/.test(String(value))).map((value) => to(Number(value), value));

/** Each `coerces` sentence of the pages, as cases. A sentence that is not here fails the test of its field. */
const SENTENCES: Readonly<Record<string, Cases>> = {
  'numeric string accepted': numericText,
  'numeric string accepted; 0 counts as absent': (facts) => [...numericText(facts), ...absentAt(0, '0')],
  'numeric string accepted, fraction rounded': (facts) => [...numericText(facts), to(1.6, 2), to('-1.6', -2)],
  'numeric string accepted; a trailing s is dropped': (facts) => [
    ...numericText(facts),
    ...(facts.enum ?? []).map((value) => to(`${value}s`, value)),
  ],
  'numeric string accepted, with or without a trailing p or P': ({ enum: values = [] }) =>
    values.flatMap((value) => ['', 'p', 'P'].map((end) => to(`${value}${end}`, value))),
  'number accepted': (facts) => (facts.enum ? numbersIn(facts) : [to(2, '2'), to(1.5, '1.5')]),
  'number accepted (1.6 becomes "1.6", 3 becomes "3.0")': (facts) => [
    ...numbersIn(facts),
    to(1.6, '1.6'),
    to(3, '3.0'),
  ],
  'integer accepted': numbersIn,
  'integer accepted as a word count': () => [to(50, '50')],
  'integer and list of integers accepted; comma and blank separate': () => [
    to(0, '0'),
    to([0, 1], '0,1'),
    to(['1', 0], '1,0'),
    to('0,1', '0,1'),
    to('0 1', '0 1'),
  ],
  'a single string counts as one entry': (facts) => {
    const list = sampleValue(facts) as unknown[];
    return [to(list[0], list.slice(0, 1))];
  },
  'jpg counts as jpeg; any case': (facts) => [...anyCase(facts), to('jpg', 'jpeg'), to('JPG', 'jpeg')],
  'auto counts as absent': () => absentAt('auto'),
  'any case': anyCase,
  'any case accepted, normalised to upper case': anyCase,
  'upper case accepted': cased((value) => value.toUpperCase()),
  'any other value, "auto" included, becomes 16:9': () =>
    ['auto', '2:1', 'wide', 7, true].map((value) => to(value, '16:9')),
  'a number or a string without the s is accepted: 8 and "8" become "8s"': ({ enum: values = [] }) =>
    values.flatMap((value) => {
      const seconds = Number.parseInt(String(value), 10);
      return [to(seconds, value), to(String(seconds), value)];
    }),
  'lyrics becomes only_lyrics': () => [to('lyrics', 'only_lyrics')],
};

export function coercionCases(facts: FieldPage): CoercionCase[] {
  if (facts.coerces === undefined) return [];
  const cases = SENTENCES[facts.coerces];
  if (!cases) throw new Error(`no cases for: coerces ${facts.coerces}`);
  return cases(facts);
}
