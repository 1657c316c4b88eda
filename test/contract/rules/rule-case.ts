import type { Input } from '../family-page.ts';

/** One case of a rule: what stands beside the smallest input (`undefined` takes a member away), and what follows. */
export interface RuleCase {
  give: Input;
  /** Members of the echoed input. */
  shows?: Input;
  /** Names that the echoed input has not. */
  hides?: readonly string[];
  /** How the refusal starts, after `invalid request: `. */
  refused?: string;
  /** Files that a backend has to bring, by role. */
  produces?: Readonly<Record<string, number>>;
  /** Limits of media fields. */
  limits?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Named by the task's origin rule: these tasks fit, those do not. */
  origins?: { fit: readonly string[]; not: readonly string[] };
}

/** Cases by the sentence of the page. */
export type RuleCases = Readonly<Record<string, readonly RuleCase[]>>;

export const fine = (...inputs: Input[]): RuleCase[] => inputs.map((give) => ({ give }));
export const refuse = (refused: string, ...inputs: Input[]): RuleCase[] => inputs.map((give) => ({ give, refused }));

export const IMAGE = 'https://media.example.com/in/a.png';
export const OTHER = 'https://media.example.com/in/b.png';
export const VIDEO = 'https://media.example.com/in/a.mp4';
export const AUDIO = 'https://media.example.com/in/a.mp3';
export const TASK = '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed';
