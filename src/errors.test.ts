import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { AppError, toAppError } from './errors.ts';
import { type ErrorCode, type ErrorEntry, errorCatalogue } from './errors-catalogue.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const codes = Object.keys(errorCatalogue) as ErrorCode[];
const entries = Object.entries<ErrorEntry>(errorCatalogue);
const page = readFileSync(`${root}/spec/protocol.md`, 'utf8');
const sources = readdirSync(`${root}/src`, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('errors-catalogue.ts'))
  .map((file) => readFileSync(`${root}/src/${file}`, 'utf8'))
  .join('\n');

/** Table rows of one subsection, cells trimmed. */
function rowsOf(heading: string): string[][] {
  const from = page.slice(page.indexOf(`\n### ${heading}`) + 4);
  const section = from.slice(0, from.search(/\n###? /));
  return [...section.matchAll(/^\| (.*) \|$/gm)].slice(1).map(([, row]) => (row ?? '').split(' | '));
}
const quoted = (cell: string | undefined) => [...(cell ?? '').matchAll(/`([^`]+)`/g)].map(([, text]) => text ?? '');

describe('every error of the catalogue', () => {
  test.each(codes)('%s is thrown somewhere', (code) => {
    expect(sources.includes(`'${code}'`)).toBe(true);
  });

  test.each(codes)('%s is documented with its status, message and help', (code) => {
    const reference = readFileSync(`${root}/docs/reference/errors.md`, 'utf8');
    const { httpStatus, message, help }: ErrorEntry = errorCatalogue[code];
    const line = reference.split('\n').find((row) => row.includes(`| \`${code}\` |`));
    expect(line).toContain(`\`${message}\``);
    expect(line).toContain(`| ${httpStatus} |`);
    expect(line).toContain(help);
  });

  test.each(entries)('%s has a status, a help text, and a message on one line', (_code, entry) => {
    expect(entry.httpStatus).toBeGreaterThanOrEqual(400);
    expect(entry.httpStatus).toBeLessThan(600);
    expect(entry.message).toMatch(/^[\w ':()-]+$/);
    expect(entry.help).toMatch(/\.$/);
  });
});

describe('the messages of the protocol page', () => {
  const statuses = rowsOf('10.1 HTTP status').map(([status, , starts]) => ({
    status: Number(status),
    starts: quoted(starts),
  }));
  /** Of plans, which no operator can limit yet. */
  const notYet = ['Insufficient plan level'];
  /** Told in sections of their own. */
  const elsewhere = ['invalid_upload', 'model_not_found'];

  test('are found by their table', () => {
    expect(statuses.map(({ status }) => status)).toEqual([
      400, 401, 402, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503,
    ]);
  });

  test.each(statuses)('of HTTP $status are those of the catalogue', ({ status, starts }) => {
    const ours = entries.filter(([, entry]) => entry.httpStatus === status).map(([, { message }]) => message);
    expect(ours).toEqual(expect.arrayContaining(starts.filter((text) => !notYet.includes(text))));
  });

  test.each(entries.filter(([code, { taskErrorCode }]) => taskErrorCode === 0 && !elsewhere.includes(code)))(
    'have that of %s',
    (_code, { httpStatus, message }) => {
      const row = statuses.find(({ status }) => status === httpStatus);
      expect(row?.starts).toContain(message);
    },
  );

  test('have an unknown model of the OpenAI-shaped endpoints in their own section', () => {
    const { httpStatus } = errorCatalogue.model_not_found;
    expect(page).toContain(`| ${httpStatus} | \`invalid_request_error\` | \`model_not_found\``);
  });

  test('have that of a refused upload in their own section', () => {
    expect(page).toContain(`400 \`${errorCatalogue.invalid_upload.message}\` for a bad name, type or base64`);
  });

  test('know every error number of a task', () => {
    const numbers = rowsOf('10.3 Task-level').map(([code]) => Number(code));
    for (const [code, { taskErrorCode }] of entries) expect(numbers, code).toContain(taskErrorCode);
  });

  test.each([
    ['failed to get valid image', 10010, 'bad_image'],
    ['failed to get valid video', 10010, 'bad_video'],
    ['failed to get valid audio', 10010, 'bad_audio'],
    ['freeze point', 0, 'insufficient_balance'],
    ['task input too large', 0, 'too_large'],
    ['too many requests', 10001, 'rate_limited'],
    ['rate limit', 10001, 'rate_limited'],
    ['unauthorized', 0, 'unauthorized'],
    ['forbidden', 0, 'forbidden'],
  ] as const)('hold the fragment "%s" that clients look for', (fragment, number, code) => {
    expect(rowsOf('10.4 Text fragments').flatMap(([cell]) => quoted(cell))).toContain(fragment);
    expect(errorCatalogue[code]).toMatchObject({ taskErrorCode: number, message: expect.stringContaining(fragment) });
  });
});

describe('anything thrown', () => {
  test('becomes an error of the catalogue that keeps its cause for the log and shows nothing of it', () => {
    for (const thrown of [new Error('secret'), 'secret', null, undefined, { message: 'secret' }]) {
      const error = toAppError(thrown);
      expect(error).toMatchObject({ code: 'internal', httpStatus: 500, message: 'internal error', detail: null });
      expect(error.cause).toBe(thrown);
    }
  });

  test('that is one already stays the same', () => {
    const error = new AppError('conflict', { retryAfterSeconds: 1, detail: { a: 1 } });
    expect(toAppError(error)).toBe(error);
    expect(error).toMatchObject({ httpStatus: 409, retryable: true, retryAfterSeconds: 1, detail: { a: 1 } });
  });
});

/** Texts that are written out where an error is thrown: each must begin as its code promises. */
test('a message of its own starts with that of its code', () => {
  const written = [...sources.matchAll(/new AppError\(\s*'(\w+)',\s*\{\s*message:\s*['`]([^'`]*)/g)];
  expect(written.length).toBeGreaterThan(15);
  for (const [, code, text] of written) {
    const { message } = errorCatalogue[code as ErrorCode];
    // A template may fill the start in: compare up to the first gap.
    const fixed = (text ?? '').split('${', 1)[0] ?? '';
    const length = Math.min(fixed.length, message.length);
    expect(fixed.slice(0, length), code).toBe(message.slice(0, length));
    expect(length, code).toBeGreaterThan(0);
  }
});
