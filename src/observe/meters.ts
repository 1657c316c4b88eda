import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/**
 * Counters, gauges and histograms whose labels stay bounded: each label keeps the first `maxLabelValues` values it
 * meets and calls every later one `other`, so that no caller and no client can make the series grow without end.
 */
export type Labels<Name extends string> = Readonly<Record<Name, string | number>>;

export interface CounterMeter<Name extends string = never> {
  /** by: 1 unless given; negative or not finite counts as 0, since a counter never falls. */
  add(labels: Labels<Name>, by?: number): void;
}

export interface GaugeMeter<Name extends string = never> {
  set(labels: Labels<Name>, value: number): void;
  /** Forgets every series, for gauges that are set anew as a whole. */
  clear(): void;
}

export interface TimeMeter<Name extends string = never> {
  observe(labels: Labels<Name>, seconds: number): void;
}

export const maxLabelValues = 100;
const maxLabelLength = 64;

/** From 1 ms to 10 min: a GET takes milliseconds, a video task minutes. */
export const shortSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
export const longSeconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800];

export interface Meters {
  counter<const Name extends string = never>(name: string, help: string, labels?: readonly Name[]): CounterMeter<Name>;
  gauge<const Name extends string = never>(name: string, help: string, labels?: readonly Name[]): GaugeMeter<Name>;
  seconds<const Name extends string = never>(
    name: string,
    help: string,
    options: { buckets: readonly number[]; labels?: readonly Name[] },
  ): TimeMeter<Name>;
}

/** Makes meters in `registry`, each name with `prefix` before it. */
export function createMeters(registry: Registry, prefix: string): Meters {
  const common = <Name extends string>(name: string, help: string, labels: readonly Name[]) => ({
    name: `${prefix}${name}`,
    help,
    labelNames: [...labels],
    registers: [registry],
  });
  return {
    counter<const Name extends string = never>(name: string, help: string, labels: readonly Name[] = []) {
      const counter = new Counter<Name>(common(name, help, labels));
      const bounded = boundedLabels(labels);
      if (labels.length === 0) counter.inc(0);
      return {
        add: (values: Labels<Name>, by = 1) => counter.inc(bounded(values), by > 0 && Number.isFinite(by) ? by : 0),
      };
    },
    gauge<const Name extends string = never>(name: string, help: string, labels: readonly Name[] = []) {
      const gauge = new Gauge<Name>(common(name, help, labels));
      const bounded = boundedLabels(labels);
      return {
        set: (values: Labels<Name>, value: number) => gauge.set(bounded(values), value),
        clear: () => gauge.reset(),
      };
    },
    seconds<const Name extends string = never>(
      name: string,
      help: string,
      { buckets, labels = [] }: { buckets: readonly number[]; labels?: readonly Name[] },
    ) {
      const histogram = new Histogram<Name>({ ...common(name, help, labels), buckets: [...buckets] });
      const bounded = boundedLabels(labels);
      return {
        observe: (values: Labels<Name>, seconds: number) => {
          if (Number.isFinite(seconds)) histogram.observe(bounded(values), Math.max(0, seconds));
        },
      };
    },
  };
}

function boundedLabels<Name extends string>(names: readonly Name[]): (values: Labels<Name>) => Record<Name, string> {
  const seen = new Map(names.map((name) => [name, new Set<string>()]));
  return (values) => {
    const kept = {} as Record<Name, string>;
    for (const [name, known] of seen) {
      const value = String(values[name]).slice(0, maxLabelLength);
      if (!known.has(value) && known.size < maxLabelValues) known.add(value);
      kept[name] = known.has(value) ? value : 'other';
    }
    return kept;
  };
}
