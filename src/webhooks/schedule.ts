/**
 * Delay before attempt n + 1 after attempt n failed, in milliseconds (reliability page, section 1): three quick ones as
 * clients of the original expect, then the tail that Standard Webhooks advises. Twelve attempts in all.
 */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const delaysMs = [
  5 * SECOND,
  5 * SECOND,
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];
const FIRST_WITH_JITTER = 4;
const LONGEST_RETRY_AFTER_MS = HOUR;

/**
 * When to try again after `attemptsMade` failures; null: never.
 * `random` in [0, 1) spreads the later ones by ±20 %; a receiver's Retry-After only ever lengthens the wait.
 */
export function nextDelayMs(attemptsMade: number, random: () => number, retryAfterMs = 0): number | null {
  const delay = delaysMs[attemptsMade - 1];
  if (delay === undefined) return null;
  const jitter = attemptsMade >= FIRST_WITH_JITTER ? 0.8 + 0.4 * random() : 1;
  return Math.max(Math.round(delay * jitter), Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS));
}
