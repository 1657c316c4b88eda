import type { IncomingHttpHeaders } from 'node:http';

const DEADLINE_MS = 15_000;
const MAX_REPLY_BYTES = 65_536;
const BAD_GATEWAY = 502;
/** Of the connection to us; the next one has its own. */
const NOT_PASSED_ON = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive', 'expect']);

/** Passes a delivery on, byte for byte, and gives back what came; 502 with the reason when nothing did. */
export async function forwardDelivery(
  url: string,
  headers: IncomingHttpHeaders,
  body: Buffer,
): Promise<{ status: number; body: Buffer; contentType?: string }> {
  const passed = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || NOT_PASSED_ON.has(name) ? [] : [[name, [value].flat().join(', ')] as [string, string]],
  );
  try {
    const reply = await fetch(url, {
      method: 'POST',
      headers: passed,
      body: new Uint8Array(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    const type = reply.headers.get('content-type');
    return { status: reply.status, body: await start(reply), ...(type === null ? {} : { contentType: type }) };
  } catch (error) {
    const { cause } = error as { cause?: unknown };
    const reason = cause instanceof Error && cause.message !== '' ? cause.message : (error as Error).message;
    return { status: BAD_GATEWAY, body: Buffer.from(`no answer from ${url}: ${reason}`) };
  }
}

async function start(reply: Response): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of reply.body ?? []) {
    chunks.push(Buffer.from(chunk));
    sizeBytes += chunk.byteLength;
    if (sizeBytes >= MAX_REPLY_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MAX_REPLY_BYTES);
}
