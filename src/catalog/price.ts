import type { TaskInput } from './task-type.ts';

/** 10,000,000 points = US$1 (protocol page, section 5.3). */
export const POINTS_PER_USD = 10_000_000;

export type PriceUnit = 'generation' | 'image' | 'second' | 'frame' | 'megapixel' | 'character' | 'unit';

/** A price as data. */
export interface PriceRule {
  /** US$ per unit where no row of the table matches. */
  usd?: number;
  per: PriceUnit;
  /** How many units there are; absent for prices per generation and per image. */
  units?: PriceMeasure;
  /** Input field that multiplies the price, for example `batch_size`. */
  times?: string;
  /** Tried in order; the first row that matches sets the price. */
  table?: readonly PriceRow[];
}

export interface PriceMeasure {
  /** What is measured, in words: `length of input.video`. */
  of: string;
  /** The raw measure where the input itself tells it; absent or undefined: the run measures it. */
  from?(input: TaskInput): number | undefined;
  /** Also the hold while the measure is unknown; required without `from`. A function where the input tells it closer. */
  maxUnits?: number | ((input: TaskInput) => number);
  minUnits?: number;
  /** Size of one unit in the measure's own unit, for example 5 (seconds). Default 1. */
  size?: number;
  /** Cut to whole numbers before counting units. */
  dropFraction?: boolean;
}

type Scalar = string | number | boolean;

export interface PriceRow {
  /** `field`, `config.service_mode` or `origin.field` → the value or values that match. Absent: always. */
  when?: Readonly<Record<string, Scalar | readonly Scalar[]>>;
  /** Matches while the raw measure is at most this. */
  upTo?: number;
  usd: number;
  per?: PriceUnit;
}

/** What a price may depend on. */
export interface PriceContext {
  input: TaskInput;
  serviceMode?: string;
  /** Normalised input of the origin task. */
  origin?: TaskInput;
}

const COUNTED: readonly PriceUnit[] = ['second', 'frame', 'megapixel', 'character', 'unit'];

/**
 * Points for a task. `measured` is the raw measure of the run (seconds as a fraction is fine); while it is unknown the
 * largest possible price is returned, which is what gets held. Rounded up to whole points at the end.
 */
export function pricePoints(rule: PriceRule, context: PriceContext, measured?: number): number {
  const raw = rule.units?.from?.(context.input) ?? measured;
  const row = rule.table?.find((candidate) => matches(candidate, context, raw));
  const usd = row?.usd ?? rule.usd;
  if (usd === undefined) throw new Error('no row of the price table matches');
  const per = row?.per ?? rule.per;
  const units = rule.units && COUNTED.includes(per) ? billedUnits(rule.units, raw, context.input) : 1;
  const times = rule.times === undefined ? 1 : Number(context.input[rule.times] ?? 1);
  return Math.ceil(roundNoise(usd * POINTS_PER_USD * units * times));
}

/** Whole units, rounded up, within the limits of the measure. */
export function billedUnits(measure: PriceMeasure, raw: number | undefined, input: TaskInput = {}): number {
  const { minUnits = 0, size = 1, dropFraction = false } = measure;
  const maxUnits = typeof measure.maxUnits === 'function' ? measure.maxUnits(input) : measure.maxUnits;
  if (raw === undefined) {
    if (maxUnits === undefined) throw new Error(`no limit to hold for: ${measure.of}`);
    return maxUnits;
  }
  const whole = dropFraction ? Math.floor(roundNoise(raw)) : raw;
  return Math.min(maxUnits ?? Number.POSITIVE_INFINITY, Math.max(minUnits, Math.ceil(roundNoise(whole / size))));
}

function matches(row: PriceRow, context: PriceContext, raw: number | undefined): boolean {
  // While the measure is unknown only the last row, the dearest, may set the price.
  if (row.upTo !== undefined && (raw === undefined || raw > row.upTo)) return false;
  return Object.entries(row.when ?? {}).every(([name, wanted]) => {
    const value = conditionValue(name, context);
    return Array.isArray(wanted) ? wanted.includes(value as Scalar) : wanted === value;
  });
}

function conditionValue(name: string, { input, serviceMode, origin }: PriceContext): unknown {
  if (name === 'config.service_mode') return serviceMode ?? '';
  if (name.startsWith('origin.')) return origin?.[name.slice('origin.'.length)];
  return input[name];
}

/** Prices that are whole points must not be raised by binary fractions: 0.0005 × 1e7 × 3 is 15000.000000000002. */
function roundNoise(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** One line for people. */
export function priceText(rule: PriceRule): string {
  const prices = [...(rule.table?.map((row) => row.usd) ?? []), ...(rule.usd === undefined ? [] : [rule.usd])];
  const [low, high] = [Math.min(...prices), Math.max(...prices)];
  const amount = low === high ? `US$${low}` : `US$${low} to US$${high}`;
  const parts = [`${amount} per ${rule.per === 'unit' ? `${rule.units?.size ?? 1} seconds` : rule.per}`];
  if (rule.units) parts.push(`counted: ${rule.units.of}`);
  if (typeof rule.units?.maxUnits === 'number') parts.push(`at most ${rule.units.maxUnits}`);
  if (rule.times) parts.push(`times ${rule.times}`);
  return parts.join(', ');
}
