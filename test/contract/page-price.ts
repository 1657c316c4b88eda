import type { Input, PricePage, PriceRowPage, TaskPage } from './family-page.ts';
import { sampleValue } from './sample-value.ts';

/** The price rules of the pages, worked out from their words alone: a second opinion on `src/catalog/price.ts`. */

export interface PricePoint {
  /** As it is after normalisation. */
  input: Input;
  /** Seconds, frames or megapixels, where the input does not tell them. */
  measured?: number;
  serviceMode?: string;
  origin?: Input;
}

interface Measure {
  units(input: Input, measured: number | undefined): number | undefined;
  /** Fields that the measure depends on, with values to try. */
  vary?: Readonly<Record<string, readonly unknown[]>>;
  /** The run measures it. */
  isMeasured?: boolean;
}

const measured: Measure = { units: (_input, value) => value, isMeasured: true };
const field = (name: string, values: readonly unknown[]): Measure => ({
  units: (input) => Number(input[name]),
  vary: { [name]: values },
});

const shots = (input: Input): number | undefined =>
  (input.multi_shots as { duration: number }[] | undefined)?.reduce((sum, { duration }) => sum + duration, 0);

/** Each `measure` sentence of the pages. */
const MEASURES: Readonly<Record<string, Measure>> = {
  'input.duration': field('duration', [4, 5, 8, 10, 12, 15, 29, 60.2, 240]),
  'input.duration without the s': {
    units: ({ duration }) => Number(String(duration).replace('s', '')),
    vary: { duration: ['4s', '6s', '8s'] },
  },
  'length of the result: input.duration, else input.style_audio duration': {
    units: ({ duration }, value) => (duration === undefined ? value : Number(duration)),
    vary: { duration: [undefined, 20.5, 240] },
    isMeasured: true,
  },
  'input.left_extend_length + input.right_extend_length': {
    units: ({ left_extend_length: left, right_extend_length: right }) => Number(left) + Number(right),
    vary: { left_extend_length: [0, 10.2], right_extend_length: [30, 60.5, 229.8] },
  },
  'output seconds: sum of multi_shots[].duration when multi_shots is given, else duration': {
    units: (input) => shots(input) ?? Number(input.duration),
    vary: {
      duration: [3, 5, 8, 10, 15],
      multi_shots: [undefined, [{ prompt: 'a', duration: 4 }, { prompt: 'b' }]],
    },
  },
  'input.duration plus the total length of the videos in video_urls': {
    units: (input, value) => (input.video_urls === undefined ? Number(input.duration) : value),
    vary: { duration: [4, 5, 15] },
  },
  'Unicode code points of input.gen_text': {
    units: ({ gen_text }) => [...String(gen_text)].length,
    vary: { gen_text: ['x', 'añ\u{1f600}', 'words '.repeat(400).trim()] },
  },
  'width * height / 1048576 of one picture': {
    units: ({ width, height }) => (Number(width) * Number(height)) / 1_048_576,
    vary: { width: [512, 1024, 1536], height: [512, 1024, 1536] },
  },
  'input.audio duration': measured,
  'input.video duration': measured,
  'length of audio_url': measured,
  'length of local_dubbing_url': measured,
  'length of the motion video (or of the preset)': measured,
  'length of the video to dub, fraction of a second dropped': measured,
  'frames of input.target_video': measured,
  'frames of input.video': measured,
  'input.image width * height * scale * scale / 1000000': measured,
  'input.image width * height / 1000000': measured,
};

export function measureOf({ measure }: PricePage): Measure | undefined {
  if (measure === undefined) return undefined;
  const known = MEASURES[measure];
  if (!known) throw new Error(`no words for: measure ${measure}`);
  return known;
}

/** US$ by the page's rule, and the row of its table that says so (-1: the rule itself). */
export function pageUsd(price: PricePage, point: PricePoint): { usd: number; row: number } {
  const raw = measureOf(price)?.units(point.input, point.measured);
  const row = (price.table ?? []).findIndex((one) => fits(one, point, raw));
  const rate = price.table?.[row]?.usd ?? price.usd;
  if (rate === undefined) throw new Error(`no price for ${JSON.stringify(point)}`);
  const times = price.times === undefined ? 1 : Number(point.input[price.times.replace('input.', '')]);
  return { usd: rate * unitsOf(price, price.table?.[row]?.per ?? price.per, raw) * times, row };
}

function fits({ when = {}, up_to }: PriceRowPage, point: PricePoint, raw: number | undefined): boolean {
  if (up_to !== undefined && (raw === undefined || raw > up_to)) return false;
  return Object.entries(when).every(([name, wanted]) => {
    const value = conditionOf(name, point);
    return Array.isArray(wanted) ? wanted.includes(value) : wanted === value;
  });
}

function conditionOf(name: string, { input, serviceMode, origin }: PricePoint): unknown {
  if (name === 'config.service_mode') return serviceMode;
  return name.startsWith('origin.') ? origin?.[name.replace('origin.', '')] : input[name];
}

/** `per: generation` and `per: image` count one; the rest counts the measure. */
export function unitsOf(price: PricePage, per: string | undefined, raw: number | undefined): number {
  if (per === undefined || per === 'generation' || per === 'image') return 1;
  if (raw === undefined) throw new Error('a measure that is not there');
  const whole = (price.drop_fraction ? Math.floor(raw) : raw) / (price.unit_seconds ?? 1);
  const rounded = price.round === 'up' ? Math.ceil(Number(whole.toFixed(9))) : whole;
  return Math.min(price.max_units ?? Number.POSITIVE_INFINITY, Math.max(price.min_units ?? 0, rounded));
}

const MEASURED = [0.3, 1, 5.1, 8.766, 12];
/** Of pictures with sides of at most 2048 pixels. */
const MEASURED_MEGAPIXELS = [0.3, 1, 1.2, 4.1];

/** Combinations of everything that the price depends on; inputs as a client would send them. */
export function pricePoints(task: TaskPage, bases: readonly Input[]): PricePoint[] {
  const { price } = task;
  const measure = measureOf(price);
  const conditions = [...new Set((price.table ?? []).flatMap(({ when = {} }) => Object.keys(when)))];
  const wantedFor = (name: string): unknown[] => [
    ...new Set((price.table ?? []).flatMap(({ when = {} }) => (name in when ? when[name] : []))),
  ];
  // A value that no row names has a price only where a row asks for nothing.
  const hasRest = price.usd !== undefined || price.table?.some(({ when = {} }) => Object.keys(when).length === 0);
  const vary: Record<string, readonly unknown[]> = { ...measure?.vary };
  for (const name of conditions.filter((one) => one in task.input)) {
    const facts = task.input[name];
    vary[name] ??= facts?.type === 'boolean' ? [true, false] : (facts?.enum ?? wantedFor(name));
  }
  const times = price.times?.replace('input.', '');
  if (times !== undefined) vary[times] = [1, 2, task.input[times]?.max ?? 3];
  // A price that depends on nothing stays the same whatever else is asked for.
  if (Object.keys(vary).length === 0) {
    for (const [name, facts] of Object.entries(task.input).slice(-3)) vary[name] = [undefined, sampleValue(facts)];
  }
  const measures = measure?.isMeasured
    ? [
        ...(price.per === 'megapixel' ? MEASURED_MEGAPIXELS : MEASURED),
        ...(price.max_units === undefined ? [] : [price.max_units - 0.5, price.max_units + 100]),
      ]
    : [undefined];
  const origins = products(
    conditions.filter((name) => name.startsWith('origin.')),
    (name) => [...wantedFor(name), ...(hasRest ? ['another'] : [])],
  ).map((origin) => Object.fromEntries(Object.entries(origin).map(([name, value]) => [name.slice(7), value])));
  const serviceModes = conditions.includes('config.service_mode') ? ['private', 'public', undefined] : [undefined];
  const inputs = bases.flatMap((base) =>
    products(Object.keys(vary), (name) => vary[name] ?? []).map((members) => ({ ...base, ...defined(members) })),
  );
  return inputs.flatMap((input) =>
    measures.flatMap((value) =>
      origins.flatMap((origin) =>
        serviceModes.map((serviceMode) => ({
          input,
          ...(value === undefined ? {} : { measured: value }),
          ...(Object.keys(origin).length === 0 ? {} : { origin }),
          ...(serviceMode === undefined ? {} : { serviceMode }),
        })),
      ),
    ),
  );
}

function products(names: readonly string[], valuesOf: (name: string) => readonly unknown[]): Input[] {
  return names.reduce<Input[]>(
    (all, name) => all.flatMap((one) => valuesOf(name).map((value) => ({ ...one, [name]: value }))),
    [{}],
  );
}

const defined = (members: Input): Input =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
