import type { z } from 'zod';

/** The contract of one (model, task_type) pair: what can be asked, what it costs, what comes back. */
export interface TaskType {
  model: string;
  taskType: string;
  family: string;
  /** Section of the documentation's navigation. */
  section: string;
  summary: string;
  /** Single source for validation, JSON Schema, OpenAPI, forms and docs. Built with the builders of field.ts. */
  input: z.ZodObject;
  /** Rules across fields; each returns the public text of the problem or null. */
  rules?: ReadonlyArray<(input: TaskInput) => string | null>;
  price: PriceRule;
  /** A label on the wire only: `point`, `llm` or `quota`. */
  usageType: 'point' | 'llm' | 'quota';
  charge: 'on_create' | 'on_completion';
  /** `output` before the end. */
  pendingOutput: unknown;
  /** `output` after success. */
  output: z.ZodType;
  /** Builds `output.completed` from the stored result. Pure. */
  shape(result: TaskResult): unknown;
  /** Which output files are results (not covers or previews), by role, in the order of `works`. Default: all. */
  workRoles?: readonly string[];
  /** Minutes until a running task is given up. */
  deadlineMinutes: number;
}

/** Normalised input: keys in alphabetical order, defaults filled in, media as URLs. */
export type TaskInput = Record<string, unknown>;

/**
 * A price as data. `amount(input)` gives points per unit; units are 1, or measured from media.
 * Points: 10,000,000 = US$1.
 */
export interface PriceRule {
  /** Points per unit for this input; may be fractional, rounded up after multiplying. */
  points(input: TaskInput): number;
  /** Absent: one unit. */
  measure?: {
    /** Input media or output whose length counts. */
    of: string;
    unit: 'second';
    /** Also the hold while the length is unknown. */
    maxUnits: number;
    minUnits?: number;
  };
  /** One line for people, for example `US$0.0005 per second of video, at most 30`. */
  text: string;
}

/** A file of a result after it was stored under our own URL. */
export interface ResultFile {
  role: string;
  url: string;
  contentType: string;
  width: number;
  height: number;
  durationMs: number;
}

export interface TaskResult {
  files: ResultFile[];
  /** What is not a file: texts, ids, counts. */
  data: Record<string, unknown>;
}
