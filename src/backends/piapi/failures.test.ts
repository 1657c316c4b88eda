import { expect, test } from 'vitest';
import { failureFrom, isOperatorMatter } from './failures.ts';

test.each([
  ['failed to decode input image', 'bad_image', 10010],
  ['failed to get valid audio: 404 not found', 'bad_audio', 10010],
  ['content violation', 'content_violation', 10020],
  ['fetch task failed', 'backend_failed', 10050],
  ['Too Many Requests: slow down', 'rate_limited', 10001],
  ['invalid request: no face', 'invalid_request', 0],
  ['something else', 'task_failed', 10000],
])('"%s" becomes %s, and keeps its words', (text, code, taskErrorCode) => {
  const error = failureFrom(text);
  expect(error).toMatchObject({ code, taskErrorCode, detail: { reason: text } });
});

test('the fragment that clients look for stands in the message too', () => {
  expect(failureFrom('failed to decode input image').message).toBe(
    'failed to get valid image: failed to decode input image',
  );
  expect(failureFrom('NSFW picture').message).toBe('content violation (nsfw)');
});

test('without known words the number of another Polymuse decides', () => {
  expect(failureFrom('', { code: 10040 })).toMatchObject({ code: 'deadline_exceeded', detail: null });
});

test('a long text is cut', () => {
  expect(String(failureFrom('x'.repeat(10_000)).detail?.reason)).toHaveLength(500);
});

test('money and keys of the operator are told from mistakes of the client', () => {
  expect(isOperatorMatter('failed to freeze point: insufficient balance')).toBe(true);
  expect(isOperatorMatter('invalid image')).toBe(false);
});
