import { z } from 'zod';

/** Empty texts and the zero date of Go stand for nothing. */
const words = z
  .string()
  .nullish()
  .catch(undefined)
  .transform((value) => (!value || value.startsWith('0001-01-01') ? undefined : value));
const count = z.number().nullish().catch(undefined);

/** A task as the upstream shows it; whatever else it has is ignored, and anything may be missing. */
export const upstreamTask = z.object({
  task_id: z.string().min(1).max(200),
  status: words,
  output: z.unknown(),
  error: z.object({ code: count, message: words, raw_message: words }).nullish().catch(undefined),
  meta: z
    .object({
      created_at: words,
      progress: count,
      usage: z.object({ consume: count }).nullish().catch(undefined),
    })
    .nullish()
    .catch(undefined),
});
export type UpstreamTask = z.infer<typeof upstreamTask>;

const envelope = z.object({ code: count, message: words, data: z.unknown() });

export interface Envelope {
  /** The number in the body, which may say more than the HTTP status. */
  code: number | null;
  message: string;
  data: unknown;
}

/** undefined: no JSON object, so not the upstream itself but something in front of it. */
export function readEnvelope(body: Buffer): Envelope | undefined {
  try {
    const { code, message, data } = envelope.parse(JSON.parse(body.toString('utf8')));
    if (code === undefined && message === undefined && data === undefined) return undefined;
    return { code: code ?? null, message: message ?? '', data };
  } catch {
    return undefined;
  }
}

export type TaskState = 'waiting' | 'running' | 'completed' | 'failed' | 'cancelled' | 'unknown';

const STATES: Readonly<Record<string, TaskState>> = {
  pending: 'waiting',
  staged: 'waiting',
  queued: 'waiting',
  processing: 'running',
  running: 'running',
  completed: 'completed',
  success: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
  canceled: 'cancelled',
};

/** Statuses come in any letter case; one that nobody knows means that the task goes on. */
export const stateOf = ({ status }: UpstreamTask): TaskState => STATES[(status ?? '').toLowerCase()] ?? 'unknown';
