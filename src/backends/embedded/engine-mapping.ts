import type { TaskInput } from '../../catalog/task-type.ts';
import type { EngineLimits, EngineName } from '../../engines/host/index.ts';
import type { BackendContext, BackendJob, BackendResult } from '../backend.ts';

/** What the operator's machine offers to the embedded engines. */
export interface EngineHome {
  /** Whether the packages of an optional engine are there; true for engines that need none. */
  isInstalled(engine: string): boolean;
  /** The operator accepted the notice on swapping faces. */
  faceSwapConsent: boolean;
  /** A segmentation model (.onnx) of the operator's own, or null. */
  cutoutModel: string | null;
}

/** How a task type becomes a run of an engine. */
export interface EngineMapping {
  engine: EngineName;
  /** Name and version as results show them. */
  label: string;
  /** One plain sentence on what the result is and is not. */
  quality: string;
  /** Why the engine cannot serve on this machine and what to do, or null. Absent: it always can. */
  missing?(home: EngineHome): string | null;
  /** Why this input is beyond the engine, or null. Absent: every valid input is served. */
  refuses?(input: TaskInput): string | null;
  /** The engine's input; plain JSON. Seeds are given to the engine apart from it. */
  prepare(input: TaskInput, context: BackendContext, job: BackendJob, home: EngineHome): Promise<unknown> | unknown;
  /** The measure of the price rule, from the facts the engine reports. */
  measuredUnits?(facts: Record<string, unknown>): number;
  /** Files and facts of the engine as the family's result; absent: as they are. */
  result?(produced: BackendResult, input: TaskInput): BackendResult;
  /** More (or less) than the operator's limits for every engine. */
  limits?: Partial<EngineLimits>;
}
