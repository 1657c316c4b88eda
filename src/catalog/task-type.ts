import type { z } from 'zod';
import type { MediaKind, MediaLimits } from './field.ts';
import type { PriceRule } from './price.ts';

/** The contract of one (model, task_type) pair: what can be asked, what it costs, what comes back. */
export interface TaskType {
  model: string;
  /** Other names of the model in requests; the catalogue's own name is echoed. */
  modelAliases?: readonly string[];
  /** What choosing the model by this alias says of the input; members that were sent win. */
  aliasInput?(alias: string): TaskInput;
  taskType: string;
  family: string;
  /** Section of the documentation's navigation. */
  section: string;
  summary: string;
  /** No longer offered by the original, still served. */
  isSunset?: boolean;
  /** Single source for validation, JSON Schema, OpenAPI, forms and docs. Built with the builders of field.ts. */
  input: z.ZodObject;
  /**
   * What the family makes of a valid input before its rules and price look at it. Pure; returns a new object, and the
   * same again when its own answer is sent in once more. `given`: the fields that were sent, under any of their names.
   */
  adjust?(input: TaskInput, given: ReadonlySet<string>): TaskInput;
  /** Rules across fields; each returns the public text of the problem (without `invalid request: `) or null. */
  rules?: ReadonlyArray<(input: TaskInput) => string | null>;
  /** Limits of a media field (by `MediaField.name`) that depend on the rest of the input; they win over its own. */
  mediaLimits?(name: string, input: TaskInput): MediaLimits;
  /** For follow-ups on an earlier task. */
  origin?: OriginRule;
  /** Members of the task's `meta` beyond the common ones, told at creation; what follow-ups take over from them. Pure. */
  meta?(input: TaskInput, origin?: OriginTask): Record<string, unknown>;
  price: PriceRule;
  /** A label on the wire only: `point`, `llm` or `quota`. */
  usageType: 'point' | 'llm' | 'quota';
  charge: 'on_create' | 'on_completion';
  /** `output` before the end; a function where it depends on the input. */
  pendingOutput: unknown;
  /** `output` on the way and after a failure, where it is more than `pendingOutput` gave (`pending`). Pure. */
  unfinishedOutput?(pending: unknown, at: { progress: number; problem?: string }): unknown;
  /** `output` after success, all variants. */
  output: z.ZodType;
  /** Builds `output.completed` from the stored result. Pure. */
  shape(result: TaskResult, input: TaskInput): unknown;
  /** The files a backend has to bring for this input. */
  produces(input: TaskInput): readonly ProducedRole[];
  /** What a backend has to bring besides files; absent: nothing. */
  resultData?: z.ZodObject;
  /** Minutes until a running task is given up. */
  deadlineMinutes: number;
}

export interface ProducedRole {
  /** What the file is in the result, for example `image`, `video`, `cover`. */
  role: string;
  kind: MediaKind | 'model';
  /** Default 1. */
  count?: number;
  /** Covers and previews are no works of their own (`works` of the documented representation). */
  isCover?: boolean;
}

export interface OriginRule {
  /** Dotted paths of the fields that may name the earlier task; the first one given counts. */
  fields: readonly string[];
  /** The other fields that were given must name fitting tasks as well. */
  everyFieldCounts?: boolean;
  /** `model/task_type` of the tasks that fit. */
  from: readonly string[];
  /** The fields name a part of a result, called `song` or the like: the ids of the tasks it may belong to. */
  part?: { called: string; tasks(id: string): readonly string[] };
  /** Looks closer at a task that fits; the public text of the problem (without `invalid request: `) or null. */
  check?(input: TaskInput, origin: OriginTask): string | null;
}

export interface OriginTask {
  model: string;
  taskType: string;
  input: TaskInput;
  output: unknown;
  /** What its own `TaskType.meta` said. */
  meta: Record<string, unknown>;
}

/** Normalised input: keys in alphabetical order, defaults filled in, media as URLs. */
export type TaskInput = Record<string, unknown>;

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
  taskId: string;
  files: ResultFile[];
  /** What is not a file: texts, ids, counts. */
  data: Record<string, unknown>;
  /** What `TaskType.meta` said at creation. */
  meta?: Record<string, unknown>;
}

/** `output` of a task that has not ended. */
export function pendingOutputOf(taskType: TaskType, input: TaskInput): unknown {
  return typeof taskType.pendingOutput === 'function' ? taskType.pendingOutput(input) : taskType.pendingOutput;
}
