import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../errors.ts';
import { contentTypeOf, extensionOf, kindOf, UNKNOWN_TYPE } from '../../media/content-types.ts';
import { readMediaInput } from '../../media/inline-media.ts';
import { sniffFile } from '../../media/sniff.ts';
import { type FileSource, newFileName } from '../../media/storage/file-store.ts';
import { storeFile } from '../../tasks/store-file.ts';
import { callerOf } from '../auth.ts';
import type { HttpParts } from '../http-parts.ts';
import { type Finish, once } from '../idempotent.ts';
import { bodyObject } from '../json-body.ts';
import { operations } from '../openapi/operations.ts';
import { sendStoredFile } from '../send-stored-file.ts';

/** What may be uploaded (protocol page, section 13.1). */
const EXTENSIONS = ['jpg', 'jpeg', 'png', 'webp', 'mp4', 'wav', 'mp3', 'flac', 'ogg', 'm4a', 'webm', 'mov', 'gif'];
const MAX_NAME_LENGTH = 128;

/** `POST /api/ephemeral_resource` and `GET /ephemeral/{name}` (protocol page, section 13). */
export function fileRoutes(app: FastifyInstance, parts: HttpParts): void {
  const upload = { schema: operations.upload, config: { takesForms: true } };
  app.post('/api/ephemeral_resource', upload, async (request, reply) => {
    const take = request.isMultipart() ? takeMultipart : takeJson;
    const url = await take(parts, request, reply);
    return { code: 200, data: { url }, url, message: 'success' };
  });

  app.get<{ Params: { name: string } }>(
    '/ephemeral/:name',
    { schema: operations.download, config: { auth: 'none', rateLimit: false } },
    async (request, reply) => sendStoredFile(parts, request, reply, request.params.name),
  );
}

async function takeJson(parts: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<string> {
  const body = bodyObject(request.body);
  const extension = extensionFrom(body.file_name);
  if (typeof body.file_data !== 'string' || body.file_data === '') throw badUpload('file_data must be base64');
  const read = await readMediaInput(body.file_data, { maxBytes: parts.settings.server.uploadLimitBytes, isData: true });
  if (read.kind === 'refused' && read.reason === 'too_large') throw new AppError('too_large');
  if (read.kind !== 'inline') throw badUpload('file_data is not valid base64 of a media file');
  return storeOnce(parts, request, reply, {
    body,
    extension,
    contentType: isTooShortToTell(read) ? contentTypeOf(extension) : read.contentType,
    source: { kind: 'bytes', bytes: read.bytes },
  });
}

/** The longest mark by which a kind is known ends here (RIFF….WEBP); clients send a few bytes to try the endpoint. */
const LONGEST_MARK_BYTES = 12;

function isTooShortToTell({ contentType, bytes }: { contentType: string; bytes: Buffer }): boolean {
  return contentType === UNKNOWN_TYPE && bytes.length < LONGEST_MARK_BYTES;
}

async function takeMultipart(parts: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<string> {
  const limits = { fileSize: parts.settings.server.uploadLimitBytes, files: 1, fields: 10, fieldSize: 1024 };
  const part = await request.file({ limits }).catch(refuseBrokenForm);
  if (!part) throw badUpload('a part named "file" is missing');
  const extension = extensionFrom(part.filename);
  return parts.workFolders.use(`upload-${randomUUID()}`, async (folder) => {
    const file = path.join(folder, 'file');
    await pipeline(part.file, createWriteStream(file)).catch(refuseBrokenForm);
    if (part.file.truncated) throw new AppError('too_large');
    // Another boundary is the same request: name and content decide.
    const hash = createHash('sha256');
    if (request.headers['idempotency-key'] !== undefined) await pipeline(createReadStream(file), hash);
    return storeOnce(parts, request, reply, {
      body: { file_name: part.filename, sha256: hash.digest('hex') },
      extension,
      contentType: await sniffFile(file),
      source: { kind: 'path', path: file },
    });
  });
}

/** The form parser throws plain errors for what the client did; everything of ours has a code (ENOSPC, FST_…). */
function refuseBrokenForm(error: unknown): never {
  if (error instanceof Error && !('code' in error)) throw badUpload('the form is broken or was cut off');
  throw error;
}

interface Upload {
  /** What makes it the same upload when it is repeated. */
  body: unknown;
  extension: string;
  contentType: string | null;
  source: FileSource;
}

/** A repeat with the same Idempotency-Key gets the URL of the first. A crash between file and reply stores it again. */
function storeOnce(parts: HttpParts, request: FastifyRequest, reply: FastifyReply, upload: Upload): Promise<string> {
  const run = async (finish: Finish) => {
    const url = await store(parts, request, upload);
    await finish(parts.database, url);
    return url;
  };
  return once(parts, request, reply, run, { body: upload.body });
}

async function store(parts: HttpParts, request: FastifyRequest, upload: Upload): Promise<string> {
  const { extension, contentType, source } = upload;
  const expected = kindOf(contentTypeOf(extension));
  if (contentType === null || kindOf(contentType) !== expected)
    throw badUpload(`the content is not ${expected} as .${extension} says`);
  const name = newFileName(contentTypeOf(extension) === contentType ? extension : extensionOf(contentType));
  await storeFile(parts, {
    name,
    accountId: callerOf(request).accountId,
    taskId: null,
    kind: 'upload',
    contentType,
    source,
  });
  return parts.fileUrls.urlOf(name);
}

function extensionFrom(fileName: unknown): string {
  if (typeof fileName !== 'string' || fileName.length === 0 || fileName.length > MAX_NAME_LENGTH) {
    throw badUpload(`file_name must have 1 to ${MAX_NAME_LENGTH} characters`);
  }
  const extension = path.extname(fileName).slice(1).toLowerCase();
  if (!EXTENSIONS.includes(extension)) throw badUpload(`file_name must end in one of ${EXTENSIONS.join(', ')}`);
  return extension;
}

const badUpload = (why: string) => new AppError('invalid_upload', { message: `Invalid request parameters: ${why}` });
