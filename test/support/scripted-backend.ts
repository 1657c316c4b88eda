import type {
  Backend,
  BackendContext,
  BackendJob,
  BackendResult,
  CheckReply,
  Operation,
  StartReply,
} from '../../src/backends/backend.ts';

export interface Script {
  name?: string;
  lane?: Backend['lane'];
  submitPolicy?: Backend['submitPolicy'];
  start?: (job: BackendJob, context: BackendContext) => Promise<StartReply> | StartReply;
  check?: (operation: Operation, context: BackendContext) => Promise<CheckReply> | CheckReply;
  cancel?: (operation: Operation) => Promise<void> | void;
}

export interface ScriptedBackend extends Backend {
  started: BackendJob[];
  checked: Operation[];
  cancelled: Operation[];
}

/** The smallest file that is recognised as an MP3: an ID3 tag without frames, and a frame header. */
export const MP3 = Buffer.concat([
  Buffer.from('ID3\x04\x00\x00\x00\x00\x00\x00'),
  Buffer.from([0xff, 0xfb, 0x90, 0x64]),
  Buffer.alloc(413),
]);

export function audioResult(measuredUnits = 3, extra: Partial<BackendResult> = {}): BackendResult {
  return {
    files: [{ role: 'audio', source: { kind: 'bytes', bytes: MP3 }, durationMs: measuredUnits * 1000 }],
    data: {},
    measuredUnits,
    ...extra,
  };
}

/** A backend that does what a test says, and remembers what it was asked. */
export function scripted(script: Script = {}): ScriptedBackend {
  const started: BackendJob[] = [];
  const checked: Operation[] = [];
  const cancelled: Operation[] = [];
  const { check, cancel } = script;
  return {
    name: script.name ?? 'scripted',
    lane: script.lane ?? 'remote',
    submitPolicy: script.submitPolicy ?? 'fail-and-release',
    supports: () => ({ ok: true, engine: 'scripted/1', quality: 'as told' }),
    async start(job, context) {
      started.push(job);
      return script.start ? script.start(job, context) : { kind: 'done', result: audioResult() };
    },
    ...(check
      ? {
          async check(operation: Operation, context: BackendContext) {
            checked.push(operation);
            return check(operation, context);
          },
        }
      : {}),
    ...(cancel
      ? {
          async cancel(operation: Operation) {
            cancelled.push(operation);
            await cancel(operation);
          },
        }
      : {}),
    started,
    checked,
    cancelled,
  };
}
