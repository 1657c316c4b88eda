import { type Input, sentencesOf } from './family-page.ts';
import type { FieldContext } from './field-contexts.ts';
import { sampleValue, shownFor } from './sample-value.ts';
import type { Spot } from './spots.ts';
import { DRAWN, type Subject } from './subject.ts';

export type Contexts = Readonly<Record<string, FieldContext>>;

/** One field of a task with all that its tests ask. */
export interface FieldCase {
  subject: Subject;
  spot: Spot;
  context: FieldContext | undefined;
  /** A valid value. */
  value: unknown;
  /** What has to stand beside a value. */
  beside(value: unknown): Input;
  /** The whole input with this value; under another name where one is given. */
  put(value: unknown, name?: string): Input;
  /** What the reply to an input shows of the field. */
  shown(input: Input): unknown;
  /** What it should show for a value. */
  echoed(value: unknown): unknown;
  /** Whether a message starts as usual for the field, or as a row of the page's errors about it. */
  isStart(message: string, problem: 'missing' | 'invalid'): boolean;
}

export function fieldCase(subject: Subject, spot: Spot, contexts: Contexts): FieldCase {
  const { facts, path } = spot;
  const context = contexts[path];
  const outer = Object.keys(contexts).filter((one) => path.startsWith(`${one}.`) || path.startsWith(`${one}[`));
  const beside = (value: unknown): Input =>
    Object.assign({}, ...[...outer, path].map((one) => contexts[one]?.beside?.(value)));
  return {
    subject,
    spot,
    context,
    value: context?.fine?.[0] ?? subject.base[path] ?? sampleValue(facts),
    beside,
    put: (value, name) => ({ ...spot.put(value, name), ...beside(value) }),
    shown: (input) => {
      const accepted = subject.accept(input);
      return context?.shownAt === undefined ? spot.read(accepted) : accepted[context.shownAt];
    },
    echoed: (value) => (context?.echo ? context.echo(value) : shownFor(facts, value, DRAWN)),
    isStart: startsOf(subject, path),
  };
}

/** Sentences that the contexts of a task's fields quote and its page has not. */
export function staleSentences({ task, page }: Subject, spots: readonly Spot[], contexts: Contexts): string[] {
  const sentences = sentencesOf(task, page);
  return spots.flatMap(({ path }) => contexts[path]?.says ?? []).filter((says) => !sentences.includes(says));
}

function startsOf({ task }: Subject, path: string): FieldCase['isStart'] {
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
