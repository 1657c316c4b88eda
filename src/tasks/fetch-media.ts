import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fetchErrorAsMedia, type MediaRole, mediaError } from '../media/media-error.ts';
import { FetchRefused } from '../media/safe-fetch/fetch-errors.ts';
import type { TaskParts } from './task-parts.ts';

/**
 * A local copy of input media. Our own files come straight from the store (a loopback address would be refused, and a
 * round through HTTP helps nobody); everything else through the guarded fetch.
 * @throws AppError `bad_image`, `bad_video`, `bad_audio`.
 */
export async function fetchMedia(
  parts: TaskParts,
  url: string,
  options: { kind: MediaRole; maxBytes: number; toPath: string; signal: AbortSignal },
): Promise<string> {
  const { settings, metrics } = parts;
  const maxBytes = Math.min(options.maxBytes, settings.outbound.mediaLimitBytes);
  const own = parts.fileUrls.nameOf(url);
  if (own !== null) return copyOwn(parts, own, { ...options, maxBytes });
  try {
    const { sizeBytes } = await parts.fetch.download(url, {
      maxBytes,
      timeoutMs: settings.outbound.timeoutSeconds * 1000,
      toPath: options.toPath,
      signal: options.signal,
    });
    metrics.mediaBytes.add({ direction: 'fetched' }, sizeBytes);
    return options.toPath;
  } catch (error) {
    if (error instanceof FetchRefused) metrics.ssrfRefused.add({ reason: error.reason });
    metrics.mediaFetchRefused.add({ reason: error instanceof FetchRefused ? 'refused' : 'failed' });
    throw fetchErrorAsMedia(options.kind, error);
  }
}

async function copyOwn(
  parts: TaskParts,
  name: string,
  { kind, maxBytes, toPath, signal }: { kind: MediaRole; maxBytes: number; toPath: string; signal: AbortSignal },
): Promise<string> {
  const file = await parts.store.openRead(name);
  if (file === null) throw mediaError(kind, 'unreachable');
  if (file.sizeBytes > maxBytes) {
    file.stream.destroy();
    throw mediaError(kind, 'too_large');
  }
  await pipeline(file.stream, createWriteStream(toPath), { signal });
  return toPath;
}

/** Where an attempt keeps the copy of one field; the name has nothing of the URL in it. */
export const mediaPath = (workDir: string, field: string): string =>
  path.join(workDir, `input-${field.replace(/[^A-Za-z0-9_]/g, '-')}`);
