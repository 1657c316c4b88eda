/** A figure of one bar as text: `.` rest, `-` the note before goes on, any other sign starts a note. */
export interface StepHit {
  /** Step from the start of the bar. */
  step: number;
  steps: number;
  sign: string;
}

const cache = new Map<string, readonly StepHit[]>();

export function readPattern(pattern: string): readonly StepHit[] {
  const known = cache.get(pattern);
  if (known) return known;
  const hits: StepHit[] = [];
  for (const [step, sign] of [...pattern].entries()) {
    const last = hits.at(-1);
    if (sign === '-' && last && last.step + last.steps === step) last.steps++;
    else if (sign !== '.' && sign !== '-') hits.push({ step, steps: 1, sign });
  }
  cache.set(pattern, hits);
  return hits;
}
