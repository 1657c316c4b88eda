import { buffer } from 'node:stream/consumers';
import type { HttpParts } from './http-parts.ts';

/** Larger files are given by URL only: a reply of twice this is no use to anybody. */
const MAX_BASE64_BYTES = 25_165_824;

/** A stored file as bare base64, or why it cannot be given so. */
export async function readStoredBase64(
  { store, fileUrls }: HttpParts,
  url: string,
): Promise<{ base64: string } | { problem: string }> {
  const name = fileUrls.nameOf(url);
  const facts = name === null ? null : await store.stat(name);
  if (name === null || facts === null) return { problem: 'the picture has expired' };
  if (facts.sizeBytes > MAX_BASE64_BYTES)
    return { problem: `the picture is larger than ${MAX_BASE64_BYTES} bytes: use its URL` };
  const opened = await store.openRead(name);
  return opened ? { base64: (await buffer(opened.stream)).toString('base64') } : { problem: 'the picture has expired' };
}
