import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashApiKey, isMistyped, newApiKey, shownParts } from './api-key.ts';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

describe('a new key', () => {
  test('is sk- and 48 letters and digits, and never the same twice', () => {
    const keys = Array.from({ length: 200 }, () => newApiKey());
    for (const key of keys) expect(key).toMatch(/^sk-[0-9A-Za-z]{48}$/);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('ends in the CRC-32 of its random part, so that a known body has a known end', () => {
    // CRC-32 of 42 zeros ("0" × 42), as any CRC tool prints it, in base 62.
    const key = newApiKey({ pick: () => 0 });
    expect(key.slice(0, 45)).toBe(`sk-${'0'.repeat(42)}`);
    let value = 0;
    for (const letter of key.slice(45)) value = value * 62 + BASE62.indexOf(letter);
    expect(value).toBe(crc32Of('0'.repeat(42)));
  });
});

describe('a mistyped key', () => {
  test('is told by its checksum, whichever letter is wrong', () => {
    fc.assert(
      fc.property(fc.nat(47), fc.nat(60), (place, shift) => {
        const key = newApiKey();
        const at = 3 + place;
        const letter = BASE62[(BASE62.indexOf(key[at]!) + 1 + shift) % 62]!;
        expect(isMistyped(key)).toBe(false);
        expect(isMistyped(key.slice(0, at) + letter + key.slice(at + 1))).toBe(true);
      }),
    );
  });

  test('is told by its checksum for test keys too', () => {
    const body = newApiKey().slice(3);
    expect(isMistyped(`sk-test-${body}`)).toBe(false);
    expect(isMistyped(`sk-test-${body.slice(0, -1)}${body.endsWith('0') ? '1' : '0'}`)).toBe(true);
  });

  test('is never suspected in a form that is not ours', () => {
    for (const key of ['', 'sk-short', 'admin-key-of-32-characters-000001', 'x'.repeat(51), `sk-${'ü'.repeat(48)}`])
      expect(isMistyped(key)).toBe(false);
  });
});

test('what is stored of a key is the SHA-256 of the whole of it', () => {
  const key = newApiKey();
  expect(hashApiKey(key)).toEqual(createHash('sha256').update(key, 'utf8').digest());
});

test('what is shown of a key is its first eight and last four characters, less of a short one', () => {
  expect(shownParts(`sk-${'a'.repeat(44)}wxyz`)).toEqual({ start: 'sk-aaaaa', end: 'wxyz' });
  expect(shownParts('an-imported-key-of-32-characters!')).toEqual({ start: 'an-', end: 'ers!' });
});

/** Bit by bit, as ISO 3309 says; the code under test uses zlib's. */
function crc32Of(text: string): number {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
