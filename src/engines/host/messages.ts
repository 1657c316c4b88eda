import type { EngineInputError, EngineResult } from '../engine.ts';
import type { EngineTools } from '../engine-tools.ts';

/** What parent and child say to each other over the IPC channel; plain JSON. */
export interface RunMessage {
  kind: 'run';
  name: string;
  /** URL of the module that exports `registry`; ours unless a test brings its own engines. */
  registryUrl: string;
  input: unknown;
  workDir: string;
  seed: number;
  tools: EngineTools;
}

export type ChildMessage =
  | { kind: 'ready' }
  | { kind: 'progress'; phase: string; fraction: number }
  | { kind: 'memory'; bytes: number }
  | { kind: 'result'; result: EngineResult }
  | { kind: 'input-error'; inputKind: EngineInputError['kind']; message: string }
  | { kind: 'error'; message: string; stack: string };
