import { expect, test } from 'vitest';
import { maskedSecret, maskText, maskValue } from './mask-secrets.ts';

test.each([
  ['a secret in the middle', 'got my secret, thanks', ['my secret'], 'got ***, thanks'],
  ['each place of it', '{"x":"quiet1","y":["quiet1"]}', ['quiet1'], '{"x":"***","y":["***"]}'],
  ['as JSON quotes it', String.raw`{"x":"say \"hi\" now"}`, ['say "hi" now'], '{"x":"***"}'],
  ['anything of the standard form', 'whsec_AAAAAAAAAAAA here', [], '*** here'],
  ['short ones are words', 'ok, took it', ['ok'], 'ok, took it'],
  ['no secret', 'ok', [''], 'ok'],
])('a text without its secrets: %s', (_name, text, secrets, masked) => expect(maskText(text, secrets)).toBe(masked));

test('a body keeps its shape, and the secret member goes however short it is', () => {
  const body = {
    data: { config: { webhook_config: { secret: 'ab', endpoint: 'https://x.example' } }, n: [1, null, 'ab'] },
  };
  expect(maskValue(body, ['ab'])).toEqual({
    data: { config: { webhook_config: { secret: '***', endpoint: 'https://x.example' } }, n: [1, null, 'ab'] },
  });
});

test('no secret is shown as none', () => {
  expect(['', 'a', 'a long secret'].map(maskedSecret)).toEqual(['', '***', '***']);
});
