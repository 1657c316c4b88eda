const MASK = '***';
/** Shorter ones would blank out ordinary words. */
const MIN_LENGTH = 6;
const STANDARD = /\bwhsec_[A-Za-z0-9+/=_-]{8,}/g;
/** Members of bodies that hold the secret of a webhook, however short it is. */
const SECRET_MEMBERS = new Set(['secret', 'webhook_secret']);

/** Takes secrets out of a text that a receiver answered: some echo what they were sent. */
export function maskText(text: string, secrets: readonly string[]): string {
  let masked = text;
  for (const secret of secrets) {
    if (secret.length < MIN_LENGTH) continue;
    masked = masked.replaceAll(secret, MASK);
    const quoted = JSON.stringify(secret).slice(1, -1);
    if (quoted !== secret) masked = masked.replaceAll(quoted, MASK);
  }
  return masked.replace(STANDARD, MASK);
}

/** The same for a parsed body, member by member. */
export function maskValue(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return maskText(value, secrets);
  if (Array.isArray(value)) return value.map((item) => maskValue(item, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      SECRET_MEMBERS.has(key) && typeof item === 'string' && item !== '' ? MASK : maskValue(item, secrets),
    ]),
  );
}

/** What is shown of a secret. */
export const maskedSecret = (secret: string): string => (secret === '' ? '' : MASK);
