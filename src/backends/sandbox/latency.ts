import type { Plan } from './plan/plan.ts';

/** How long test tasks take. `instant`: as long as drawing takes; `fast`: long enough to be seen; `realistic`: as the originals. */
export type Latency = 'instant' | 'fast' | 'realistic';
export const latencies = ['instant', 'fast', 'realistic'] as const satisfies readonly Latency[];

type Heaviest = 'text' | 'picture' | 'sound' | 'model' | 'video';

/** Milliseconds by what a task makes. */
const waits: Readonly<Record<Exclude<Latency, 'instant'>, Readonly<Record<Heaviest, number>>>> = {
  fast: { text: 200, picture: 400, sound: 700, model: 800, video: 1_000 },
  realistic: { text: 4_000, picture: 12_000, sound: 60_000, model: 90_000, video: 120_000 },
};

const weight: readonly Heaviest[] = ['video', 'model', 'sound', 'picture'];

/** Least time from the start to the end of a task. */
export function waitMs(latency: Latency, { products }: Plan): number {
  if (latency === 'instant') return 0;
  const kinds = new Set(products.map(({ kind }) => (kind === 'grid' ? 'picture' : kind)));
  return waits[latency][weight.find((kind) => kinds.has(kind as never)) ?? 'text'];
}

export interface Step {
  phase: string;
  percent: number;
}

/** What a waiting task says of itself. */
export function stepAt(fraction: number): Step {
  const at = Math.min(1, Math.max(0, fraction));
  const percent = Math.min(95, Math.round(at * 95));
  return { phase: at < 0.1 ? 'reading' : at < 0.35 ? 'sketching' : at < 0.85 ? 'rendering' : 'finishing', percent };
}
