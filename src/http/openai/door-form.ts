import type { FastifyRequest } from 'fastify';
import { AppError } from '../../errors.ts';
import type { HttpParts } from '../http-parts.ts';
import { bodyObject } from '../json-body.ts';

const MAX_FILES = 20;
const MAX_FIELDS = 40;
const MAX_FIELD_BYTES = 262_144;

/**
 * The members of a request that is JSON or a form. Files of a form become data URIs; `name[]` and a name that comes
 * more than once become a list. @throws AppError `invalid_request`, `too_large`.
 */
export async function readDoorBody(parts: HttpParts, request: FastifyRequest): Promise<Record<string, unknown>> {
  if (!request.isMultipart()) return bodyObject(request.body);
  // Files stay in memory, so all together may be as large as one upload.
  const maxBytes = parts.settings.server.uploadLimitBytes;
  const limits = { fileSize: maxBytes, files: MAX_FILES, fields: MAX_FIELDS, fieldSize: MAX_FIELD_BYTES };
  const members = new Map<string, unknown[]>();
  let total = 0;
  try {
    for await (const part of request.parts({ limits })) {
      const name = part.fieldname.replace(/\[\d*\]$/, '');
      const values = members.get(name) ?? [];
      members.set(name, values);
      if (part.type === 'field') {
        if (part.valueTruncated) throw new AppError('too_large');
        values.push(part.value);
        continue;
      }
      const bytes = await part.toBuffer();
      total += bytes.length;
      if (total > maxBytes) throw new AppError('too_large');
      // What it is, is told by its bytes later; the declared type is not believed.
      values.push(`data:application/octet-stream;base64,${bytes.toString('base64')}`);
    }
  } catch (error) {
    throw refusalOf(error);
  }
  return Object.fromEntries([...members].map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}

/** The form parser throws plain errors for what the client did; everything of ours has a code. */
function refusalOf(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const code = (error as { code?: unknown }).code;
  if (code === 'FST_REQ_FILE_TOO_LARGE') return new AppError('too_large');
  const isForm = error instanceof Error && (code === undefined || String(code).startsWith('FST_'));
  return isForm
    ? new AppError('invalid_request', {
        message: 'invalid request: the form is broken, cut off, or has too many parts',
      })
    : error;
}
