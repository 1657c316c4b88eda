import { Webhook } from 'standardwebhooks';

/** The Standard Webhooks headers: one id per event, a timestamp and a signature per attempt. */
export function signatureHeaders(
  delivery: { id: string; body: string },
  secret: string,
  at: Date,
): Record<string, string> {
  return {
    'webhook-id': delivery.id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(delivery.id, at, delivery.body),
  };
}
