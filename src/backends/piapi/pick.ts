/**
 * The values at a path such as `works[].video.resource`, `clips.*.id`, `image_urls[1]` or `[].audio_url`; what is
 * missing leaves a hole, so that entry n stays entry n.
 */
export function valuesAt(output: unknown, path: string): unknown[] {
  const steps = path.match(/\[\d*\]|[^.[\]]+/g) ?? [];
  let found: unknown[] = [output];
  for (const step of steps) {
    found = found.flatMap((value): unknown[] => {
      if (typeof value !== 'object' || value === null) return step === '[]' || step === '*' ? [] : [undefined];
      if (step === '[]') return Array.isArray(value) ? value : [];
      if (step === '*') return Object.values(value);
      return [(value as Record<string, unknown>)[step.replace(/[[\]]/g, '')]];
    });
  }
  return found;
}

/** The texts at the first of several paths that has any; holes and empty texts as "". */
export function textsAt(output: unknown, paths: readonly string[]): string[] {
  for (const path of paths) {
    const texts = valuesAt(output, path).map((value) => (typeof value === 'string' ? value : ''));
    if (texts.some((text) => text !== '')) return texts;
  }
  return [];
}

export function textAt(output: unknown, ...paths: string[]): string | undefined {
  return textsAt(output, paths).find((text) => text !== '');
}

export function numberAt(output: unknown, ...paths: string[]): number | undefined {
  for (const path of paths) {
    const value = valuesAt(output, path).find((one) => typeof one === 'number' && Number.isFinite(one));
    if (value !== undefined) return value as number;
  }
  return undefined;
}
