/**
 * The contract of an embedded engine: pure media code that knows nothing of tasks or HTTP.
 * An engine runs in a child process of its own (see host/), never on the API's event loop.
 */
export interface EngineFile {
  /** What the file is in the result, for example `audio`. */
  role: string;
  /** Absolute path inside the work folder that the caller gave. */
  path: string;
  contentType: string;
  /** Pixels; 0 when the file has no picture. */
  width: number;
  height: number;
  /** Milliseconds; 0 for stills and 3D. */
  durationMs: number;
}

export interface EngineResult {
  files: EngineFile[];
  /** Numbers and words worth keeping, for example the classes that were heard; plain JSON. */
  facts: Record<string, unknown>;
  /** Lines for the owner of the task: what was assumed, cut or ignored. */
  logs: string[];
}

export interface EngineContext {
  /** Existing, empty folder; everything the engine writes goes here. */
  workDir: string;
  seed: number;
  /** phase: one short word; fraction: 0..1 of the whole run, never falling. */
  onProgress(phase: string, fraction: number): void;
  signal: AbortSignal;
}

export interface Engine<Input> {
  /** Name and version, for example `foley@1`. Raise the version when the same seed gives other bytes. */
  name: string;
  /** One plain sentence on what the result is and is not. */
  quality: string;
  run(input: Input, context: EngineContext): Promise<EngineResult>;
}

/** What an engine throws when its input, not the engine, is at fault. */
export class EngineInputError extends Error {
  /** Which input is bad. */
  readonly kind: 'image' | 'video' | 'audio' | 'text';
  constructor(kind: EngineInputError['kind'], reason: string) {
    super(reason);
    this.name = 'EngineInputError';
    this.kind = kind;
  }
}
