import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Webhook } from 'standardwebhooks';

export type SignatureCheck = 'valid' | 'invalid' | 'not checked';

/**
 * Checks a delivery as a receiver should: a secret of the standard form against the signature (and its time, five
 * minutes off at most), any other against the header x-webhook-secret. One of several secrets is enough.
 */
export function checkSignature(text: string, headers: IncomingHttpHeaders, secrets: readonly string[]): SignatureCheck {
  if (secrets.length === 0) return 'not checked';
  return secrets.some((secret) => fits(secret, text, headers)) ? 'valid' : 'invalid';
}

function fits(secret: string, text: string, headers: IncomingHttpHeaders): boolean {
  if (!secret.startsWith('whsec_')) return isSame(secret, String(headers['x-webhook-secret'] ?? ''));
  try {
    new Webhook(secret).verify(text, {
      'webhook-id': String(headers['webhook-id'] ?? ''),
      'webhook-timestamp': String(headers['webhook-timestamp'] ?? ''),
      'webhook-signature': String(headers['webhook-signature'] ?? ''),
    });
    return true;
  } catch {
    return false;
  }
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
