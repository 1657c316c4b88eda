import pg from 'pg';

/**
 * How column values come back, the same on PGlite and PostgreSQL: int8 as a JavaScript number (points and sizes fit
 * below 2^53; anything larger throws instead of losing digits), timestamptz as Date (milliseconds), json and jsonb
 * as parsed values, bytea as Buffer, numeric as text (so `sum()` of a bigint needs a `::bigint` cast).
 *
 * Parameters go out as `pg` sends them: Date, bigint, Buffer, arrays as PostgreSQL arrays, plain objects as JSON.
 * An array meant for a json column must be passed as JSON text.
 */
const int8 = pg.types.builtins.INT8;
const int8Array: number = 1016;

type ParseText = (text: string) => unknown;

const parseTextArray = pg.types.getTypeParser(int8Array, 'text') as ParseText;

export const valueTypes: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: string) {
    if (format === 'binary') return pg.types.getTypeParser(oid, 'binary');
    if (oid === int8) return safeInteger;
    if (oid === int8Array) return (text: string) => safeIntegers(parseTextArray(text));
    return pg.types.getTypeParser(oid, 'text');
  },
};

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} does not fit a JavaScript number exactly`);
  return value;
}

function safeIntegers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(safeIntegers);
  return typeof value === 'string' ? safeInteger(value) : value;
}
