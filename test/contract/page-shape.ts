/** The shapes of the pages' outputs, compared member by member. */

type Members = Record<string, unknown>;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** An object whose keys are ids and no names. */
const isDictionary = (value: Members): boolean => {
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => UUID.test(key));
};

const kindOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

/** Types by path, as the page's list of members has them. */
export type PathTypes = ReadonlyMap<string, string>;

/** Where `actual` has not the form of the page's example: other keys, other types than there or in `types`. */
export function shapeProblems(example: unknown, actual: unknown, types: PathTypes, path = ''): string[] {
  if (kindOf(example) !== kindOf(actual)) {
    const type = types.get(path);
    const isListed = type !== undefined && isOfType(example, type) && isOfType(actual, type);
    return isListed ? [] : [`${path}: ${kindOf(actual)} instead of ${kindOf(example)}`];
  }
  if (Array.isArray(example) && Array.isArray(actual)) {
    return example.length === 0 ? [] : actual.flatMap((entry) => shapeProblems(example[0], entry, types, `${path}[]`));
  }
  if (!isMembers(example) || !isMembers(actual)) return [];
  const inside = (name: string) => (path === '' ? name : `${path}.${name}`);
  if (isDictionary(example)) {
    if (!isDictionary(actual)) return [`${path}: keys that are no ids`];
    const [first] = Object.values(example);
    return Object.values(actual).flatMap((value) => shapeProblems(first, value, types, inside('*')));
  }
  const names = [...new Set([...Object.keys(example), ...Object.keys(actual)])];
  return names.flatMap((name) => {
    if (!(name in actual)) return [`${inside(name)}: missing`];
    if (!(name in example)) return [`${inside(name)}: not on the page`];
    return shapeProblems(example[name], actual[name], types, inside(name));
  });
}

/** Every value at a path such as `works[].video.fps`, `[0].title`, `clips.*.id`; `undefined` where nothing stands. */
export function valuesAt(value: unknown, path: string): unknown[] {
  const steps = path.match(/\[\d*\]|\*|[^.[\]]+/g) ?? [];
  return steps.reduce<unknown[]>((found, step) => found.flatMap((one) => stepInto(one, step)), [value]);
}

function stepInto(value: unknown, step: string): unknown[] {
  if (step === '*') return isMembers(value) ? Object.values(value) : [undefined];
  if (step === '[]') return Array.isArray(value) && value.length > 0 ? value : [undefined];
  if (step.startsWith('[')) return [Array.isArray(value) ? value[Number(step.slice(1, -1))] : undefined];
  return [isMembers(value) ? value[step] : undefined];
}

export const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** Whether a value is of a type as the pages write it: `string`, `array of string`, `object or null`. */
export function isOfType(value: unknown, type: string): boolean {
  if (type.endsWith(' or null')) return value === null || isOfType(value, type.replace(' or null', ''));
  if (type.startsWith('array of ')) return Array.isArray(value) && value.every((one) => isOfType(one, type.slice(9)));
  if (type === 'integer') return Number.isInteger(value);
  return kindOf(value) === type;
}
