import { invalidFieldError } from '../catalog/input-errors.ts';
import { mediaFields, withMedia } from '../catalog/media-fields.ts';
import type { TaskInput, TaskType } from '../catalog/task-type.ts';
import { AppError } from '../errors.ts';
import { extensionOf } from '../media/content-types.ts';
import { readMediaInput } from '../media/inline-media.ts';
import { newFileName } from '../media/storage/file-store.ts';
import type { TaskParts } from './task-parts.ts';

/** A file that came inside the request, not stored yet. */
export interface InlineFile {
  name: string;
  bytes: Buffer;
  contentType: string;
}

/**
 * Checks every media field by form and replaces inline media by the URL that its copy will have, so that replies stay
 * small. URLs are left alone: they are fetched by the task itself.
 * @throws AppError `invalid_request`, `too_large`.
 */
export async function takeInlineMedia(
  parts: TaskParts,
  taskType: TaskType,
  input: TaskInput,
): Promise<{ input: TaskInput; files: InlineFile[] }> {
  let replaced = input;
  const files: InlineFile[] = [];
  for (const field of mediaFields(taskType, input)) {
    const { path, kind, value } = field;
    const read = await readMediaInput(value, { maxBytes: parts.settings.outbound.mediaLimitBytes });
    if (read.kind === 'url') continue;
    if (read.kind === 'refused') {
      if (read.reason === 'too_large') throw new AppError('too_large');
      const article = kind === 'video' ? 'a' : 'an';
      throw invalidFieldError(path, value, `is not an http(s) URL, a data URI or base64 of ${article} ${kind}`);
    }
    const file = { name: newFileName(extensionOf(read.contentType)), bytes: read.bytes, contentType: read.contentType };
    files.push(file);
    replaced = withMedia(replaced, field, parts.fileUrls.urlOf(file.name));
  }
  return { input: replaced, files };
}
