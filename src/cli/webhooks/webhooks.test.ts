import pc from 'picocolors';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { checkSignature } from './check-signature.ts';
import { moment } from './delivery-filter.ts';
import { deliveryLines, type ReceivedDelivery, readDelivery } from './describe-delivery.ts';
import { plain } from './terminal-text.ts';

const SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
const OTHER = `whsec_${Buffer.alloc(32, 6).toString('base64')}`;
const BODY = '{"timestamp":1,"data":{}}';
const signed = (at = new Date(), secret = SECRET) => ({
  'webhook-id': 'evt_1',
  'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
  'webhook-signature': new Webhook(secret).sign('evt_1', at, BODY),
});

describe('the check of a signature', () => {
  test.each([
    ['is valid with the secret that made it', BODY, signed(), [SECRET], 'valid'],
    ['is valid with one of several', BODY, signed(), [OTHER, SECRET], 'valid'],
    ['is invalid with another', BODY, signed(), [OTHER], 'invalid'],
    ['is invalid for a changed body', `${BODY} `, signed(), [SECRET], 'invalid'],
    [
      'is invalid when it is older than five minutes',
      BODY,
      signed(new Date(Date.now() - 400_000)),
      [SECRET],
      'invalid',
    ],
    ['is invalid when there is none', BODY, {}, [SECRET], 'invalid'],
    ['compares a plain secret with its header', BODY, { 'x-webhook-secret': 'quiet' }, ['quiet'], 'valid'],
    ['refuses another plain secret', BODY, { 'x-webhook-secret': 'loud' }, ['quiet'], 'invalid'],
    ['is not made without a secret', BODY, signed(), [], 'not checked'],
  ])('%s', (_name, body, headers, secrets, expected) => expect(checkSignature(body, headers, secrets)).toBe(expected));
});

describe('what is read of a delivery', () => {
  const headers = { 'webhook-id': 'evt_1', 'x-polymuse-event': 'task.completed' };

  test('of a task is its id, status and files, each once', () => {
    const output = {
      image_url: 'https://x.example/1.png',
      images: [{ url: 'https://x.example/1.png' }, 'https://x.example/2.png'],
    };
    const data = { task_id: 'abc', status: 'completed', output, input: { image: 'https://in.example/a.png' } };
    expect(readDelivery(JSON.stringify({ timestamp: 1, data }), headers)).toEqual({
      id: 'evt_1',
      event: 'task.completed',
      task_id: 'abc',
      status: 'completed',
      message: null,
      output_urls: ['https://x.example/1.png', 'https://x.example/2.png'],
    });
  });

  test('of a failed task is the reason', () => {
    const data = { task_id: 'abc', status: 'failed', output: null, error: { code: 1, message: 'no picture' } };
    expect(readDelivery(JSON.stringify({ data }), headers)).toMatchObject({ status: 'failed', message: 'no picture' });
  });

  test('of an account notification is its message', () => {
    const text = JSON.stringify({ type: 'balance_low', time: 1, message: 'low', detail: {} });
    expect(readDelivery(text, { 'webhook-id': 'e' })).toMatchObject({
      event: 'balance_low',
      task_id: null,
      message: 'low',
    });
  });

  test.each(['', 'no json', '[]', 'null', '{"data":5}', '{"data":{"task_id":{},"status":[]}}'])(
    'of something else (%j) is no more than that it came',
    (text) => expect(readDelivery(text, {})).toMatchObject({ event: 'unknown', task_id: null, status: null }),
  );
});

test('a delivery is printed with its files below it, without anything that a terminal obeys', () => {
  const delivery: ReceivedDelivery = {
    time: '2026-01-15T09:30:05.123Z',
    id: 'evt_1',
    event: 'task.completed',
    task_id: 'abc\u001b[2J',
    status: 'completed',
    message: null,
    output_urls: ['https://x.example/1.mp3'],
    signature: 'valid',
    is_repeat: true,
    answered: 200,
  };
  expect(deliveryLines(delivery, pc.createColors(false))).toBe(
    '09:30:05  task.completed  abc\ufffd[2J  completed  signature valid  answered 200  repeat  evt_1\n          https://x.example/1.mp3\n',
  );
  expect(deliveryLines(delivery, pc.createColors(true))).toContain('\u001b[32mvalid\u001b[39m');
});

test('text of others has no line break, escape or direction mark', () => {
  expect(plain('a\nb\u001bc\u202ed\u2028e')).toBe('a\ufffdb\ufffdc\ufffdd\ufffde');
});

test.each([
  ['1768469406', 1_768_469_406],
  ['2026-01-15', 1_768_435_200],
  ['2026-01-15T09:30Z', 1_768_469_400],
])('the time %s is %i', (text, seconds) => expect(moment(text)).toBe(seconds));

test('an age counts from now, and nonsense is refused', () => {
  const hours = (Date.now() / 1000 - moment('2h')) / 3_600;
  expect(hours).toBeCloseTo(2, 1);
  for (const text of ['soon', '', '5x', '-1']) expect(() => moment(text)).toThrow('Unix seconds');
});
