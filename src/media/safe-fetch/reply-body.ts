import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { FetchFailed } from './fetch-errors.ts';

/** A body that inflates further than this is a bomb: text compresses 3 to 20 times. */
const MAX_RATIO = 100;

const DECODERS = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const;

/** Reads a reply's body, at most `maxBytes` before and after inflating. We ask for none, but some servers compress anyway. */
export async function decodedBody(
  url: URL,
  body: Dispatcher.ResponseData['body'],
  encoding: string | undefined,
  limits: { maxBytes: number; cut: boolean },
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      const room = limits.maxBytes - sizeBytes;
      sizeBytes += chunk.byteLength;
      if (sizeBytes <= limits.maxBytes) chunks.push(chunk);
      else if (!limits.cut) throw new FetchFailed('too_large', url);
      else {
        chunks.push(chunk.subarray(0, room));
        break;
      }
    }
  } finally {
    body.on('error', () => undefined).destroy();
  }
  const raw = Buffer.concat(chunks);
  const name = (encoding ?? 'identity').trim().toLowerCase();
  if (name === 'identity' || name === '' || raw.length === 0) return raw;
  // A body that is only kept for a look is kept as it came.
  if (limits.cut) return raw;
  const decode = Object.hasOwn(DECODERS, name) ? DECODERS[name as keyof typeof DECODERS] : undefined;
  if (!decode) throw new FetchFailed('encoded', url);
  try {
    return await decode(raw, { maxOutputLength: Math.max(1024, Math.min(limits.maxBytes, raw.length * MAX_RATIO)) });
  } catch (thrown) {
    const tooLarge = thrown instanceof RangeError && 'code' in thrown && thrown.code === 'ERR_BUFFER_TOO_LARGE';
    throw new FetchFailed(tooLarge ? 'too_large' : 'broken', url, { cause: thrown });
  }
}
