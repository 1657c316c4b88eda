/**
 * What clients send in place of the documented form. Each takes a given value and returns what it means; `undefined`
 * means "as if it were absent". They run before types, ranges and lists are checked; what they do not know stays as it is.
 */
export type Coercion = (value: unknown) => unknown;

const NUMERIC = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?\s*$/i;

/** `"8"` → 8. Booleans are never coerced. */
export const numeric: Coercion = (value) => (typeof value === 'string' && NUMERIC.test(value) ? Number(value) : value);

/** 0 (also as text) counts as absent. */
export const zeroIsAbsent: Coercion = (value) => (value === 0 || value === '0' ? undefined : value);

export const rounded: Coercion = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? Math.round(value) : value;

export const lowerCase: Coercion = (value) => (typeof value === 'string' ? value.toLowerCase() : value);
export const upperCase: Coercion = (value) => (typeof value === 'string' ? value.toUpperCase() : value);

/** A number where a text is documented: 8 → `"8"`. */
export const numberAsText: Coercion = (value) => (typeof value === 'number' ? String(value) : value);

/** One text counts as a list of one. */
export const singleAsList: Coercion = (value) => (typeof value === 'string' && value !== '' ? [value] : value);

/** `"auto"` counts as absent. */
export const autoIsAbsent: Coercion = (value) =>
  typeof value === 'string' && value.toLowerCase() === 'auto' ? undefined : value;

/** Text without this ending, in any case: `"5s"` → `"5"`. */
export const withoutSuffix =
  (suffix: string): Coercion =>
  (value) =>
    typeof value === 'string' && value.toLowerCase().endsWith(suffix.toLowerCase())
      ? value.slice(0, -suffix.length)
      : value;

/** Other spellings of a value: `{ jpg: 'jpeg' }`. */
export const spelledAs =
  (spellings: Readonly<Record<string, unknown>>): Coercion =>
  (value) => {
    const key = String(value);
    return (typeof value === 'string' || typeof value === 'number') && Object.hasOwn(spellings, key)
      ? spellings[key]
      : value;
  };

/** Whatever is not in the list becomes `fallback`. */
export const othersBecome =
  (known: readonly unknown[], fallback: unknown): Coercion =>
  (value) =>
    value === undefined || known.includes(value) ? value : fallback;

/** One after the other; stops where a value turned out absent. */
export const inOrder =
  (...steps: readonly Coercion[]): Coercion =>
  (value) =>
    steps.reduce<unknown>((at, step) => (at === undefined ? undefined : step(at)), value);
