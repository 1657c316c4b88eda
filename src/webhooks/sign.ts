import { Webhook } from 'standardwebhooks';

/**
 * The Standard Webhooks headers: one id per event, a timestamp per attempt, and one signature per secret (the receiver
 * accepts any of them, so that secrets can be changed without a gap).
 */
export function signatureHeaders(
  delivery: { id: string; body: string },
  secrets: readonly string[],
  at: Date,
): Record<string, string> {
  return {
    'webhook-id': delivery.id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(delivery.id, at, delivery.body)).join(' '),
  };
}
