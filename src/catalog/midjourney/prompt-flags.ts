/** What the flags at the end of a prompt say, as the engine reads them; a flag that is given twice counts as last given. */
export interface PromptFlags {
  processMode?: string;
  /** `v6.1`, `niji 6`. */
  modelVersion?: string;
  /** `W:H`. */
  aspectRatio?: string;
}

/** The engine's own version where no flag names one, as the sample of the fetch reply shows it. */
export const DEFAULT_VERSION = 'v6.1';
const DEFAULT_NIJI = '6';

export const ASPECT_RATIO = /^0*[1-9]\d*:0*[1-9]\d*$/;

/** Some keyboards turn two hyphens into a dash. */
const FLAG = /(?:^|\s)(?:--|—)([a-z]+)(?:\s+([\d.:]+))?(?=\s|$)/gi;

export function promptFlags(prompt: unknown): PromptFlags {
  const flags: PromptFlags = {};
  for (const [, name = '', value = ''] of String(prompt ?? '').matchAll(FLAG)) {
    const flag = name.toLowerCase();
    if (flag === 'relax' || flag === 'fast' || flag === 'turbo') flags.processMode = flag;
    if ((flag === 'v' || flag === 'version') && isVersion(value)) flags.modelVersion = `v${value}`;
    if (flag === 'niji') flags.modelVersion = `niji ${isVersion(value) ? value : DEFAULT_NIJI}`;
    if ((flag === 'ar' || flag === 'aspect') && ASPECT_RATIO.test(value)) flags.aspectRatio = value;
  }
  return flags;
}

const isVersion = (value: string): boolean => /^\d+(\.\d+)?$/.test(value);

/** 6 for `v6.1` and for `niji 6`. */
export function majorVersion(modelVersion: string): number {
  return Number.parseInt(modelVersion.replace(/^\D+/, ''), 10);
}
