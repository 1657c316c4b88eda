import type { MediaKind } from '../catalog/field.ts';
import type { OriginTask, ResultFile, TaskInput, TaskType } from '../catalog/task-type.ts';

/** A task as a backend sees it: nothing of accounts, money or HTTP. */
export interface BackendJob {
  taskId: string;
  taskType: TaskType;
  input: TaskInput;
  /** 1 for the first attempt. */
  attempt: number;
  /** Unguessable and stable for one attempt: idempotency key and callback token. */
  token: string;
  /** The finished tasks that the input's origin fields name, in the order of `TaskType.origin.fields`; `[]` for none. */
  origins: readonly JobOrigin[];
  /** `config.service_mode` of the task: `public`, `private` or `""`. */
  serviceMode?: string;
}

export interface JobOrigin extends OriginTask {
  /** Dotted path of the field that names it. */
  field: string;
  taskId: string;
  /** Its stored files, in the order of its result. Read one with `BackendContext.originFile`. */
  files: readonly ResultFile[];
  /** Backend it ran on, and its operation there, so that a follow-up can stay with it. */
  backend: string | null;
  operation: Operation | null;
}

/** What a backend produced before the host stored it: local files of the work folder, or URLs to fetch. */
export interface ProducedFile {
  role: string;
  source: { kind: 'path'; path: string } | { kind: 'url'; url: string } | { kind: 'bytes'; bytes: Uint8Array };
  contentType?: string;
  width?: number;
  height?: number;
  durationMs?: number;
}

export interface BackendResult {
  files: ProducedFile[];
  data: Record<string, unknown>;
  /** Measured units for the price rule (for example seconds); absent when the price was known at creation. */
  measuredUnits?: number;
  logs?: string[];
}

/** Opaque JSON that finds the running job again; saved before anything else happens. */
export type Operation = Record<string, unknown>;

export type StartReply =
  /** `retryAfterMs`: when the first look is worth it; default 3 s. */
  { kind: 'operation'; operation: Operation; retryAfterMs?: number } | { kind: 'done'; result: BackendResult };

export type CheckReply =
  | { kind: 'pending'; progress?: number; phase?: string; retryAfterMs?: number }
  | { kind: 'done'; result: BackendResult };

export interface BackendContext {
  /** Existing folder of this attempt, removed afterwards. */
  workDir: string;
  signal: AbortSignal;
  /** percent: 0..99; never falls on the wire whatever is reported. */
  progress(phase: string, percent: number): void;
  log(line: string): void;
  /**
   * A local file with the media of an input field (`video`, `elements[0].image_url`), fetched under the caps of the host.
   * @throws AppError `bad_image`, `bad_video` or `bad_audio`.
   */
  media(field: string, kind: MediaKind, limits: { maxBytes: number }): Promise<string>;
  /** A local copy of a file of an origin task. @throws AppError `bad_image` … when it is gone. */
  originFile(file: ResultFile, limits: { maxBytes: number }): Promise<string>;
}

export interface HostWishes {
  /** Starts as `staged`, though a slot is free. */
  stage?: true;
  /** Result files are gone after so many seconds. */
  resultSeconds?: number;
  /** So many first attempts of each webhook are dropped before they leave. */
  droppedDeliveries?: number;
}

/**
 * Who does the work. Failures are thrown as AppError; anything else counts as the backend's own fault.
 */
export interface Backend {
  name: string;
  /** `engines`: heavy local work, one slot per core; `remote`: waits for somebody else. */
  lane: 'engines' | 'remote';
  supports(
    taskType: TaskType,
    input: TaskInput,
  ): { ok: true; engine?: string; quality?: string } | { ok: false; reason: string };
  start(job: BackendJob, context: BackendContext): Promise<StartReply>;
  check?(operation: Operation, context: BackendContext): Promise<CheckReply>;
  cancel?(operation: Operation): Promise<void>;
  /** What a test request asks of the server itself; only the sandbox has such wishes. */
  wishes?(input: TaskInput): HostWishes;
  /** Continues any finished task from its stored files, wherever it was made; else only its own tasks. */
  worksFromFiles?: true;
  /** What to do when a crash leaves it unknown whether `start` was accepted. */
  submitPolicy: 'idempotent' | 'fail-and-release';
}
