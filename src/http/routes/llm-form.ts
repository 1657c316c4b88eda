import type { FastifyRequest } from 'fastify';
import { AppError } from '../../errors.ts';
import type { FormPart } from '../../llm/form-body.ts';

const MAX_FILES = 4;
const MAX_FIELDS = 40;
const MAX_FIELD_BYTES = 262_144;

/**
 * A form whole in memory, in the order of its parts, and its fields as members. @throws AppError `unsupported_media_type`,
 * `too_large`, `invalid_request`.
 */
export async function readForm(
  request: FastifyRequest,
  { maxBytes }: { maxBytes: number },
): Promise<{ body: Record<string, unknown>; form: FormPart[] }> {
  if (!request.isMultipart()) throw new AppError('unsupported_media_type');
  const form: FormPart[] = [];
  const body: Record<string, unknown> = {};
  const limits = { fileSize: maxBytes, files: MAX_FILES, fields: MAX_FIELDS, fieldSize: MAX_FIELD_BYTES };
  let total = 0;
  try {
    for await (const part of request.parts({ limits })) {
      if (part.type === 'file') {
        const bytes = await part.toBuffer();
        total += bytes.length;
        if (total > maxBytes) throw new AppError('too_large');
        form.push({ name: part.fieldname, filename: part.filename || 'file', contentType: part.mimetype, bytes });
        continue;
      }
      if (part.valueTruncated) throw new AppError('too_large');
      body[part.fieldname] = part.value;
      form.push({ name: part.fieldname, bytes: Buffer.from(String(part.value)) });
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    if ((error as { code?: unknown }).code === 'FST_REQ_FILE_TOO_LARGE') throw new AppError('too_large');
    throw new AppError('invalid_request', { message: 'invalid request: the form cannot be read', cause: error });
  }
  return { body, form };
}
