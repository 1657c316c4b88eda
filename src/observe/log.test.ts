import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLogger, type LogOptions } from './log.ts';
import { createRedaction } from './redaction.ts';

function logTo(options: Partial<LogOptions> = {}) {
  const lines: string[] = [];
  const log = createLogger({
    format: 'json',
    level: 'debug',
    destination: { write: (line) => lines.push(line) },
    ...options,
  });
  return { log, lines, text: () => lines.join('') };
}

describe('lines', () => {
  test('a line is one JSON object with time, level in words, bindings and message', () => {
    const { log, lines } = logTo();
    log.child({ request_id: 'r1' }).child({ task_id: 't1', account_id: 'a1' }).info({ points: 5 }, 'task created');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/\n$/);
    expect(JSON.parse(lines[0]!)).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      request_id: 'r1',
      task_id: 't1',
      account_id: 'a1',
      points: 5,
      msg: 'task created',
    });
  });

  test('lines below the level are not written, and silent writes nothing', () => {
    const quiet = logTo({ level: 'warn' });
    quiet.log.info('no');
    quiet.log.warn('yes');
    expect(quiet.lines).toHaveLength(1);
    const silent = logTo({ format: 'silent' });
    silent.log.fatal('no');
    expect(silent.lines).toHaveLength(0);
  });

  test('pretty lines read without JSON and arrive before the next statement', () => {
    const { log, text } = logTo({ format: 'pretty' });
    log.info({ task_id: 't1' }, 'task created');
    expect(text()).toMatch(/^\[?[\d:.]+\]? INFO: task created/);
    expect(text()).toContain('"task_id":"t1"');
  });
});

describe('secrets', () => {
  const secret = 'pl"anted\\secret/ÄÖ +value';
  test.each(['json', 'pretty'] as const)('a protected value appears in no %s line, wherever it was put', (format) => {
    const { log, lines, text } = logTo({ format });
    const child = log.child({ request_id: 'r' });
    log.protect(secret);
    log.protect('planted-two');
    const cause = new Error(`inner ${secret}`);
    child.info(`message ${secret}`);
    child.info({ member: secret, nested: { deep: [secret] } }, 'x');
    child.error(new Error(`outer ${secret}`, { cause }), 'failed');
    child.error({ err: Object.assign(new Error('e'), { detail: { token: secret } }) });
    child.info(`quoted ${JSON.stringify({ a: secret })}`);
    child.info(`https://h/?k=${encodeURIComponent(secret)}`);
    child.info(`Basic ${Buffer.from(secret).toString('base64')}`);
    child.child({ bound: 'planted-two' }).info('%s and %o', secret, { planted: 'planted-two' });
    expect(lines).toHaveLength(8);
    expect(text()).not.toMatch(/anted.{0,3}secret|planted-two|cGwiYW50ZWR/);
    expect(text().match(/\[redacted\]/g)?.length).toBeGreaterThanOrEqual(10);
  });

  test('keys, tokens, passwords and signatures go without being registered', () => {
    const { log, text } = logTo();
    log.info({ headers: { 'X-API-Key': 'h1dden', authorization: 'h1dden', cookie: 'a="h1dden"; b' } }, 'request');
    log.info({ body: JSON.stringify({ api_key: 'x"h1dden', password: 'h1dden\\' }) });
    log.info('key sk-h1ddenh1ddenh1dden and sk-test-h1ddenh1dden and whsec_h1ddenh1dden');
    log.info('Authorization: Bearer h1dden.h1dden, postgres://muse:h1dden@db/muse');
    log.info('GET https://h/f.mp3?expires=5&X-Amz-Signature=h1dden&token=h1dden');
    expect(text()).not.toContain('h1dden');
    expect(text()).toContain('expires=5');
    for (const line of text().trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
  });

  test('ordinary words, ids and addresses stay as they are', () => {
    const { log, lines } = logTo();
    const plain = 'task-management of disk-usage-in-percent at https://h/files/a.mp3?seed=5, secretary';
    log.info(plain);
    expect(JSON.parse(lines[0]!).msg).toBe(plain);
  });

  test('any protected text is gone from any line that holds it, and the line stays JSON', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 6, maxLength: 40, unit: 'grapheme' }).filter((value) => /[^\d.:TZ-]/.test(value)),
        (value) => {
          const redaction = createRedaction();
          redaction.protect(value);
          const line = redaction.redact(JSON.stringify({ msg: `a ${value} b`, deep: [value] }));
          const { msg, deep } = JSON.parse(line) as { msg: string; deep: string[] };
          expect(msg).not.toContain(value);
          expect(deep).not.toContain(value);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('redacting a hostile line of 1 MB takes no time that matters', () => {
    const { log, text } = logTo();
    const started = performance.now();
    log.info('"password":"\\'.repeat(40_000) + 'postgres://a'.repeat(40_000) + 'Bearer '.repeat(20_000));
    expect(text().length).toBeGreaterThan(500_000);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
