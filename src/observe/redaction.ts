/**
 * Takes secrets out of finished log lines. It works on the text of the line and not on the logged objects, because a
 * secret also hides in messages, error stacks, nested causes and quoted JSON, where no list of paths would reach it.
 */
export interface Redaction {
  /** From now on `value` appears in no line, in none of the spellings a line may give it. */
  protect(value: string): void;
  redact(line: string): string;
}

export const redacted = '[redacted]';

/** Shorter values would blank out ordinary words; they are covered by member names and address patterns. */
const minProtectedLength = 6;
/** Keys we make match a pattern, so what is registered here is settings: few. The oldest leaves first. */
const maxProtected = 1000;

/** Members whose value is never shown, at any depth. */
const secretNames =
  '(?:proxy-)?authorization|x-api-key|api[-_]?key|cookie|set-cookie|password|passwd|secret|client[-_]?secret|access[-_]?token|refresh[-_]?token|metrics[-_]?token|private[-_]?key';
const inJson = new RegExp(String.raw`"(${secretNames})"(\s*:\s*)"(?:[^"\\]|\\.)*"`, 'gi');
/** The same in JSON that was quoted into a string: every quote and backslash has one more backslash before it. */
const inQuotedJson = new RegExp(
  String.raw`\\"(${secretNames})\\"(\s*:\s*)\\"(?:[^"\\]|\\\\(?:\\["\\]|[^"\\]))*\\"`,
  'gi',
);

const patterns: ReadonlyArray<readonly [RegExp, string]> = [
  // API keys: ours, and those of providers that use the same prefix.
  [/(?<![A-Za-z0-9])sk-[A-Za-z0-9_-]{12,}/g, `sk-${redacted}`],
  // Webhook secrets (Standard Webhooks).
  [/\bwhsec_[A-Za-z0-9+/=_-]{8,}/g, `whsec_${redacted}`],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9+/=._~-]{8,}/gi, `$1 ${redacted}`],
  // Passwords in addresses.
  [/(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"\\]{0,256}:)[^\s/@"\\]{1,512}@/gi, `$1${redacted}@`],
  // Signed addresses: who has the query can fetch the file.
  [
    /([?&](?:token|sig|signature|x-amz-signature|x-amz-credential|x-amz-security-token|key)=)[^&\s"\\]+/gi,
    `$1${redacted}`,
  ],
];

export function createRedaction(): Redaction {
  const values = new Set<string>();
  let anyValue: RegExp | null = null;
  return {
    protect(value) {
      if (value.length < minProtectedLength) return;
      values.delete(value);
      values.add(value);
      const oldest = values.values().next();
      if (values.size > maxProtected && !oldest.done) values.delete(oldest.value);
      anyValue = matcherOf(values);
    },
    redact(line) {
      let safe = anyValue === null ? line : line.replace(anyValue, redacted);
      safe = safe.replace(inJson, `"$1"$2"${redacted}"`);
      safe = safe.replace(inQuotedJson, `\\"$1\\"$2\\"${redacted}\\"`);
      for (const [pattern, replacement] of patterns) safe = safe.replace(pattern, replacement);
      return safe;
    },
  };
}

/** One expression for all values, longest first, so that a secret that contains another one goes as a whole. */
function matcherOf(values: ReadonlySet<string>): RegExp {
  const spellings = new Set([...values].flatMap(spellingsOf));
  const longestFirst = [...spellings].sort((one, other) => other.length - one.length);
  return new RegExp(longestFirst.map((spelling) => spelling.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'g');
}

/** As JSON writes it once and, for quoted JSON, twice; and as an address or a Basic header would. */
function spellingsOf(value: string): string[] {
  const once = JSON.stringify(value).slice(1, -1);
  const twice = JSON.stringify(once).slice(1, -1);
  // `Buffer` replaces lone surrogates, on which encodeURIComponent would throw.
  const wellFormed = Buffer.from(value).toString();
  return [value, once, twice, encodeURIComponent(wellFormed), Buffer.from(value).toString('base64')];
}
