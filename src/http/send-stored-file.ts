import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';
import { kindOf } from '../media/content-types.ts';
import { isFileName } from '../media/storage/file-store.ts';
import { answerRange } from '../media/storage/range.ts';
import type { HttpParts } from './http-parts.ts';

/** A stored file with ranges and validators. @throws AppError `not_found` for one that is not there any more. */
export async function sendStoredFile(
  parts: HttpParts,
  request: FastifyRequest,
  reply: FastifyReply,
  name: string,
): Promise<FastifyReply> {
  const facts = isFileName(name) ? await parts.store.stat(name) : null;
  if (!facts)
    throw new AppError('not_found', { message: '404 page not found: the file does not exist or has expired' });
  const etag = `"${name}"`;
  const ifRange = headerText(request.headers['if-range']);
  const answer = answerRange(request.headers.range, facts.sizeBytes, {
    value: ifRange,
    etag,
    lastModified: facts.lastModified,
  });
  reply
    .header('accept-ranges', 'bytes')
    .header('access-control-allow-origin', '*')
    .header('cross-origin-resource-policy', 'cross-origin')
    .header('cache-control', 'private, max-age=3600')
    .header('etag', etag)
    .header('last-modified', facts.lastModified.toUTCString());
  if (kindOf(facts.contentType) === 'file') reply.header('content-disposition', 'attachment');
  if (answer.kind === 'unsatisfiable') {
    return reply.header('content-range', answer.contentRange).status(416).send({
      code: 416,
      data: null,
      message: 'invalid request: the range lies outside the file',
    });
  }
  const range = answer.kind === 'part' ? answer.range : undefined;
  const sizeBytes = range ? range.end - range.start + 1 : facts.sizeBytes;
  reply.header('content-type', facts.contentType).header('content-length', String(sizeBytes));
  if (answer.kind === 'part') reply.header('content-range', answer.contentRange).status(206);
  // An empty stream: for no payload at all fastify would set the length to 0.
  if (request.method === 'HEAD') return reply.send(Readable.from([]));
  const opened = await parts.store.openRead(name, range);
  if (!opened) throw new AppError('not_found');
  parts.metrics.mediaBytes.add({ direction: 'served' }, sizeBytes);
  return reply.send(opened.stream);
}

const headerText = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;
