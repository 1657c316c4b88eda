import { createHash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * `sk-` + 42 random base62 characters (250 bits) + 6 base62 characters of their CRC-32, so that a mistyped key is
 * refused without asking the database.
 */
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const RANDOM_LENGTH = 42;
const CHECK_LENGTH = 6;
const OURS = new RegExp(`^sk-(?:test-)?[0-9A-Za-z]{${RANDOM_LENGTH + CHECK_LENGTH}}$`);

/** `sk-…`, or `sk-test-…` for a test account. */
export function newApiKey({
  isTest = false,
  pick = randomInt,
}: {
  isTest?: boolean;
  pick?: (below: number) => number;
} = {}): string {
  const body = Array.from({ length: RANDOM_LENGTH }, () => BASE62[pick(BASE62.length)]).join('');
  return `sk-${isTest ? 'test-' : ''}${body}${checkOf(body)}`;
}

/** True for a key that has our form but not our checksum: surely mistyped. Keys of other forms may have been imported. */
export function isMistyped(key: string): boolean {
  if (!OURS.test(key)) return false;
  const random = key.slice(key.lastIndexOf('-') + 1);
  return checkOf(random.slice(0, RANDOM_LENGTH)) !== random.slice(RANDOM_LENGTH);
}

/** What is stored: the key itself never is. */
export function hashApiKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/** First eight (of test keys thirteen) and last four characters, to tell keys apart; less for short imported keys. */
export function shownParts(key: string): { start: string; end: string } {
  const shown = key.startsWith('sk-test-') ? 13 : 8;
  return { start: key.slice(0, key.length >= 40 ? shown : 3), end: key.slice(-4) };
}

function checkOf(body: string): string {
  let rest = crc32(body);
  let text = '';
  for (let i = 0; i < CHECK_LENGTH; i++) {
    text = BASE62[rest % 62] + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}
