const MAX_MEMBERS = 50;
const MAX_BYTES = 8_192;

/**
 * The top-level `metadata` that many clients send: kept with the task for the client's own lists, when it is an object
 * of a reasonable size. Anything else is ignored, as the protocol says of unknown members; null then.
 */
export function readClientMetadata(raw: unknown): Record<string, unknown> | null {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return null;
  const members = Object.keys(raw).length;
  if (members === 0 || members > MAX_MEMBERS) return null;
  const text = JSON.stringify(raw);
  // PostgreSQL keeps every character in jsonb but this one.
  if (Buffer.byteLength(text) > MAX_BYTES || text.includes('\\u0000')) return null;
  return raw as Record<string, unknown>;
}
