import { open, rm } from 'node:fs/promises';
import type { Dispatcher } from 'undici';
import { kindOf, type MediaKind } from '../content-types.ts';
import { SNIFF_BYTES, sniff } from '../sniff.ts';
import { FetchFailed } from './fetch-errors.ts';
import { StoringFailed } from './fetch-run.ts';

export interface Received {
  sizeBytes: number;
  /** By the first bytes; null when they are none of the kinds in content-types.ts. */
  contentType: string | null;
}

export interface ReceiveOptions {
  toPath: string;
  maxBytes: number;
  accept?: readonly MediaKind[];
}

/** Writes the body of a 200 to a file, byte for byte: a compressed one is refused, so nothing can inflate. */
export async function receiveFile(
  url: URL,
  reply: Dispatcher.ResponseData,
  options: ReceiveOptions,
): Promise<Received> {
  const refuse = (failure: FetchFailed): never => {
    reply.body.on('error', () => undefined).destroy();
    throw failure;
  };
  if (reply.statusCode !== 200) return refuse(new FetchFailed('http_status', url, { status: reply.statusCode }));
  const encoding = [reply.headers['content-encoding'] ?? 'identity'].flat().join(',').trim().toLowerCase();
  if (encoding !== 'identity' && encoding !== '') return refuse(new FetchFailed('encoded', url, { status: 200 }));
  if (Number(reply.headers['content-length']) > options.maxBytes) return refuse(new FetchFailed('too_large', url));

  try {
    return await writeBody(url, reply.body, options);
  } catch (thrown) {
    reply.body.on('error', () => undefined).destroy();
    await rm(options.toPath, { force: true });
    throw thrown;
  }
}

async function writeBody(url: URL, body: AsyncIterable<Uint8Array>, options: ReceiveOptions): Promise<Received> {
  const file = await storing(open(options.toPath, 'w', 0o600));
  try {
    let sizeBytes = 0;
    let head = Buffer.alloc(0);
    let contentType: string | null | undefined;
    const look = async (): Promise<void> => {
      contentType = await sniff(head);
      if (options.accept && (contentType === null || !options.accept.includes(kindOf(contentType))))
        throw new FetchFailed('unwanted_type', url);
    };
    for await (const chunk of body) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > options.maxBytes) throw new FetchFailed('too_large', url);
      if (contentType === undefined) {
        head = Buffer.concat([head, chunk.subarray(0, SNIFF_BYTES - head.length)]);
        if (head.length === SNIFF_BYTES) await look();
      }
      await storing(file.writeFile(chunk));
    }
    if (contentType === undefined) await look();
    return { sizeBytes, contentType: contentType ?? null };
  } finally {
    await file.close();
  }
}

function storing<T>(work: Promise<T>): Promise<T> {
  return work.catch((cause: unknown) => {
    throw new StoringFailed('the body could not be stored', { cause });
  });
}
