import type { BackendResult, ProducedFile } from '../backends/backend.ts';
import type { ResultFile } from '../catalog/task-type.ts';
import { AppError } from '../errors.ts';
import { extensionOf, UNKNOWN_TYPE } from '../media/content-types.ts';
import { sniff, sniffFile } from '../media/sniff.ts';
import { newFileName } from '../media/storage/file-store.ts';
import { storeFile } from './store-file.ts';
import type { TaskParts } from './task-parts.ts';
import type { TaskRow } from './task-row.ts';

const MAX_RESULT_FILES = 64;

/** Copies every produced file into our own storage, under our own URL. @throws AppError `result_unavailable`. */
export async function storeResult(
  parts: TaskParts,
  row: TaskRow,
  result: BackendResult,
  context: { workDir: string; signal: AbortSignal },
): Promise<ResultFile[]> {
  if (result.files.length > MAX_RESULT_FILES)
    throw new AppError('result_unavailable', { detail: { reason: 'too many files' } });
  const seconds = parts.router.byName(row.backend ?? '')?.wishes?.(row.input).resultSeconds;
  const lifetime = seconds === undefined ? {} : { lifetimeMs: seconds * 1000 };
  const stored: ResultFile[] = [];
  for (const [index, file] of result.files.entries()) {
    context.signal.throwIfAborted();
    stored.push(await storeOne(parts, row, file, { ...context, index, lifetime }));
  }
  return stored;
}

async function storeOne(
  parts: TaskParts,
  row: TaskRow,
  file: ProducedFile,
  context: { workDir: string; signal: AbortSignal; index: number; lifetime: { lifetimeMs?: number } },
): Promise<ResultFile> {
  try {
    const source = await localSource(parts, file, context);
    const sniffed = source.kind === 'path' ? await sniffFile(source.path) : await sniff(source.bytes);
    const contentType = sniffed ?? UNKNOWN_TYPE;
    const name = newFileName(extensionOf(contentType));
    const owner = { accountId: row.account_id, taskId: row.id };
    await storeFile(parts, { ...owner, ...context.lifetime, name, kind: 'result', contentType, source });
    return {
      role: file.role,
      url: parts.fileUrls.urlOf(name),
      contentType,
      width: file.width ?? 0,
      height: file.height ?? 0,
      durationMs: Math.round(file.durationMs ?? 0),
    };
  } catch (error) {
    if (error instanceof AppError) throw error;
    context.signal.throwIfAborted();
    parts.metrics.storageErrors.add({ reason: 'put' });
    throw new AppError('result_unavailable', { cause: error });
  }
}

async function localSource(
  parts: TaskParts,
  { source }: ProducedFile,
  context: { workDir: string; signal: AbortSignal; index: number },
): Promise<{ kind: 'path'; path: string } | { kind: 'bytes'; bytes: Uint8Array }> {
  if (source.kind !== 'url') return source;
  const toPath = `${context.workDir}/result-${context.index}`;
  await parts.fetch.download(source.url, {
    maxBytes: parts.settings.outbound.mediaLimitBytes * 10,
    timeoutMs: parts.settings.outbound.timeoutSeconds * 1000,
    toPath,
    signal: context.signal,
  });
  return { kind: 'path', path: toPath };
}
