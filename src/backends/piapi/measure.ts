import { mediaFields } from '../../catalog/media-fields.ts';
import { pricePoints } from '../../catalog/price.ts';
import type { TaskInput, TaskType } from '../../catalog/task-type.ts';
import { probeMedia } from '../../media/probe.ts';
import type { BackendContext, ProducedFile } from '../backend.ts';
import type { UpstreamTask } from './reply.ts';

const PROBE_MS = 30_000;
/** Encoders of MP3 and AAC fill up to whole frames at both ends; nobody pays a second for that. */
const SOUND_PADDING_SECONDS = 0.1;
const INPUT_BYTES = 104_857_600;

/** A result file with what was found out about it. */
export type MeasuredFile = ProducedFile & { fps?: number };

const isMeasured = ({ price: { units } }: TaskType, input: TaskInput): boolean =>
  units !== undefined && units.from?.(input) === undefined;

/**
 * Units that only given media tell: Seedance counts the videos it is given besides the seconds that are asked for.
 * undefined: the result will tell them, or none are needed.
 */
export async function unitsOfInput(
  taskType: TaskType,
  input: TaskInput,
  { context, ffprobe }: { context: BackendContext; ffprobe: string | undefined },
): Promise<number | undefined> {
  if (taskType.family !== 'seedance' || !isMeasured(taskType, input) || ffprobe === undefined) return undefined;
  let seconds = Number(input.duration ?? 0);
  for (const { name, path, kind } of mediaFields(taskType, input)) {
    if (name !== 'video_urls') continue;
    const file = await context.media(path, kind, { maxBytes: INPUT_BYTES });
    const { durationMs } = await probeMedia(file, {
      ffprobe,
      timeoutMs: PROBE_MS,
      signal: context.signal,
      as: 'video',
    });
    seconds += durationMs / 1000;
  }
  return seconds;
}

/**
 * Units of a finished task, in the raw measure of its price: results are as long and as large as what is measured.
 * What cannot be measured is worked out from what the upstream charged, whose prices are those of the catalogue.
 */
export function unitsOfResult(
  taskType: TaskType,
  input: TaskInput,
  { files, task, serviceMode }: { files: readonly MeasuredFile[]; task: UpstreamTask; serviceMode?: string },
): number | undefined {
  if (!isMeasured(taskType, input)) return undefined;
  const { price } = taskType;
  const [file] = files;
  const isSound = file?.contentType?.startsWith('audio/') ?? false;
  const seconds = Math.max(0, (file?.durationMs ?? 0) / 1000 - (isSound ? SOUND_PADDING_SECONDS : 0));
  const units = {
    second: seconds,
    unit: seconds,
    frame: Math.round(seconds * (file?.fps ?? 0)),
    megapixel: ((file?.width ?? 0) * (file?.height ?? 0)) / 1_000_000,
    generation: seconds,
    image: 0,
    character: 0,
  }[price.per];
  if (units > 0) return units;
  const consumed = task.meta?.usage?.consume ?? 0;
  if (consumed <= 0) return undefined;
  const size = price.units?.size ?? 1;
  const context = { input, ...(serviceMode === undefined ? {} : { serviceMode }) };
  return (size * consumed) / Math.max(1, pricePoints(price, context, size));
}
