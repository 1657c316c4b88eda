import type { FieldPage, Input } from './family-page.ts';
import type { FieldContext } from './field-contexts.ts';
import { itemOf, sampleGroup, sampleValue } from './sample-value.ts';

type Contexts = Readonly<Record<string, FieldContext>>;

/** A field somewhere in the input of a task: at its top, in an object, or in the first entry of a list. */
export interface Spot {
  /** As errors name it: `multi_shots[0].duration`. */
  path: string;
  facts: FieldPage;
  /** An entry of a list itself; it has no name, so no aliases and no default. */
  isEntry: boolean;
  /** The whole input with this value here, `undefined` for none; under another name where one is given. */
  put(value: unknown, name?: string): Input;
  /** What stands here in an input. */
  read(input: Input): unknown;
}

/** Every field of a page's input, outer ones before inner ones. */
export function spotsOf(fields: Record<string, FieldPage>, base: Input, contexts: Contexts): Spot[] {
  const top: Holder = {
    path: '',
    hold: (members, name) => ({ ...without(base, name), ...members }),
    read: (input) => input,
  };
  return membersOf(fields, top, contexts);
}

interface Holder {
  path: string;
  /** The input in which the object that has the members holds `members` besides what it needs. */
  hold(members: Input, of: string): Input;
  read(input: Input): unknown;
}

function membersOf(fields: Record<string, FieldPage>, holder: Holder, contexts: Contexts): Spot[] {
  return Object.entries(fields).flatMap(([name, facts]) => {
    const spot: Spot = {
      path: holder.path === '' ? name : `${holder.path}.${name}`,
      facts,
      isEntry: false,
      put: (value, as = name) => holder.hold(value === undefined ? {} : { [as]: value }, name),
      read: (input) => (holder.read(input) as Input | undefined)?.[name],
    };
    return [spot, ...insidesOf(spot, contexts)];
  });
}

function insidesOf(spot: Spot, contexts: Contexts): Spot[] {
  const { facts, path, put, read } = spot;
  if (facts.type === 'object') {
    const siblings = (of: string) => contexts[`${path}.${of}`]?.within ?? sampleGroup(facts, of);
    const hold = (members: Input, of: string) => put({ ...siblings(of), ...members });
    return membersOf(facts.fields ?? {}, { path, hold, read }, contexts);
  }
  if (facts.type !== 'array') return [];
  const more = Array.from({ length: (facts.min_items || 1) - 1 }, () => sampleValue(itemOf(facts)));
  const entry: Spot = {
    path: `${path}[0]`,
    facts: itemOf(facts),
    isEntry: true,
    put: (value) => put([value, ...more]),
    read: (input) => (read(input) as unknown[] | undefined)?.[0],
  };
  return [entry, ...insidesOf(entry, contexts)];
}

const without = (input: Input, name: string): Input =>
  Object.fromEntries(Object.entries(input).filter(([key]) => key !== name));
