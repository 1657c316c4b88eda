import { stat } from 'node:fs/promises';
import { mediaFields, withMedia } from '../../catalog/media-fields.ts';
import { partId } from '../../catalog/part-id.ts';
import type { TaskInput, TaskType } from '../../catalog/task-type.ts';
import { AppError } from '../../errors.ts';
import { extensionOf, UNKNOWN_TYPE } from '../../media/content-types.ts';
import { sniffFile } from '../../media/sniff.ts';
import type { BackendContext, BackendJob, JobOrigin } from '../backend.ts';
import type { PiapiClient } from './client.ts';
import { readOperation } from './operation.ts';
import { partIdPaths } from './output-paths.ts';
import { textsAt, valuesAt } from './pick.ts';

const INPUT_BYTES = 104_857_600;
/** What PiAPI itself takes as an upload (protocol page, section 13.1). */
const PIAPI_EXTENSIONS = ['jpg', 'jpeg', 'png', 'webp', 'mp4', 'wav', 'mp3'];
const PIAPI_UPLOAD_BYTES = 10_485_760;

export interface Translation {
  name: string;
  /** Origin of the server that gets the input. */
  at: string;
  client: PiapiClient;
  /** Whether a URL is a file of our own store, which the upstream may be unable to reach. */
  isOwnFile(url: string): boolean;
  /** PiAPI itself takes few kinds of files, and small ones. */
  isPiapi: boolean;
  /** Whether our own files can be reached from the Internet. */
  isPublic: boolean;
}

/** The input as the upstream can use it: its own ids for earlier tasks, and files it can reach. @throws AppError */
export async function translateInput(how: Translation, job: BackendJob, context: BackendContext): Promise<TaskInput> {
  return withUploads(how, job, await withOrigins(how, job, context), context);
}

async function withOrigins(how: Translation, job: BackendJob, context: BackendContext): Promise<TaskInput> {
  const { taskType } = job;
  let input = job.input;
  for (const field of taskType.origin?.fields ?? []) {
    const named = valuesAt(job.input, field)[0];
    if (typeof named !== 'string' || named === '') continue;
    const origin = job.origins.find((one) => one.field === field);
    if (origin?.backend !== how.name || !origin.operation)
      throw cannotContinue(taskType, `${field}: the earlier task was not made at this provider`);
    const there = readOperation(origin.operation);
    if (there.at !== how.at) throw cannotContinue(taskType, `${field}: the earlier task was made at another server`);
    const isPart = taskType.origin?.part !== undefined;
    const id = isPart ? await upstreamPart(how, origin, named, { taskType, context }) : there.task_id;
    input = replaced(input, field.split('.'), id);
  }
  return input;
}

/** Clips and songs have other ids there; part n of our result is part n of theirs. */
async function upstreamPart(
  { client }: Translation,
  origin: JobOrigin,
  named: string,
  { taskType, context }: { taskType: TaskType; context: BackendContext },
): Promise<string> {
  const { task_id } = readOperation(origin.operation ?? {});
  const seen = await client.read(task_id, context.signal);
  if (seen.kind === 'later') throw cannotContinue(taskType, `the provider does not answer (${seen.why})`);
  if (seen.kind === 'gone')
    throw cannotContinue(taskType, 'the provider keeps the earlier task no longer: parent task is outdated');
  const ids = textsAt(seen.task.output, partIdPaths[taskType.family] ?? []);
  const wanted = named.toLowerCase();
  // A task's own id stands for its first part.
  const index = wanted === origin.taskId ? 0 : ids.findIndex((_, n) => partId(origin.taskId, n) === wanted);
  const id = ids[index];
  if (id) return id;
  throw cannotContinue(taskType, `the provider shows no part that is ${named}`);
}

function cannotContinue({ model, taskType }: TaskType, reason: string): AppError {
  return new AppError('no_backend', { message: `no backend can serve ${model} ${taskType}: ${reason}` });
}

function replaced(input: TaskInput, [key = '', ...rest]: readonly string[], value: string): TaskInput {
  return { ...input, [key]: rest.length === 0 ? value : replaced(input[key] as TaskInput, rest, value) };
}

async function withUploads(
  how: Translation,
  { taskType, input: given }: BackendJob,
  input: TaskInput,
  context: BackendContext,
): Promise<TaskInput> {
  const done = new Map<string, string>();
  let result = input;
  for (const field of mediaFields(taskType, given)) {
    if (!how.isOwnFile(field.value)) continue;
    const url = done.get(field.value) ?? (await upload(how, field, context));
    done.set(field.value, url);
    result = withMedia(result, field, url);
  }
  return result;
}

async function upload(
  how: Translation,
  field: ReturnType<typeof mediaFields>[number],
  context: BackendContext,
): Promise<string> {
  const path = await context.media(field.path, field.kind, { maxBytes: field.limits.maxBytes ?? INPUT_BYTES });
  const contentType = (await sniffFile(path)) ?? UNKNOWN_TYPE;
  const extension = extensionOf(contentType);
  if (how.isPiapi) {
    const { size } = await stat(path);
    if (size > PIAPI_UPLOAD_BYTES || !PIAPI_EXTENSIONS.includes(extension)) {
      if (how.isPublic) return field.value;
      const reason = `${field.path}: PiAPI takes uploads of at most 10 MB as ${PIAPI_EXTENSIONS.join(', ')}; send a public URL instead`;
      throw new AppError('invalid_request', { message: `invalid request: ${reason}` });
    }
  }
  return how.client.upload({ path, name: `input.${extension}`, contentType }, context.signal);
}
