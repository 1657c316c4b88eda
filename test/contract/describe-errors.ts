import { describe, expect, it } from 'vitest';
import { errorCatalogue } from '../../src/errors-catalogue.ts';
import type { ErrorPage, Input } from './family-page.ts';
import { codeWords, protocolSection, tables } from './markdown.ts';
import { provocationsOf } from './provoked-errors.ts';
import type { Subject } from './subject.ts';

const FIELD_ERROR =
  /^invalid request: (?:invalid ([\w.]+)|([\w.]+)(?: or [\w. ]+)? is required|([\w.]+) (?:requires|is|are|and) .*|.* (?:is|are) .*)/;

const fragments = tables(protocolSection('10.4'))[0]!.rows.map(([words, , number]) => ({
  words: codeWords(words!),
  number: Number(number),
}));
const httpTexts = tables(protocolSection('10.1'))[0]!.rows.map(([status, , starts]) => ({
  status: Number(status),
  starts: codeWords(starts!),
}));
const ours = Object.values(errorCatalogue);

/** Texts that only engines can find: the page's own words, passed on as the engine says them. */
const SAID_BY_ENGINES = ['no face detected in the image'];
/** This server has no plans of accounts, which the row makes a condition (docs/decisions/0011). */
const NOT_SERVED = ['Insufficient plan level'];

/** Every row of the page's errors, refused or failed with the documented text. */
export function describeErrors(subject: Subject): void {
  describe('errors', () => {
    it.each(subject.task.errors)('"$message" at $at: $when', (row) => {
      if (row.at === 'run') expectTaskError(row.message);
      else if (row.message.startsWith('invalid request')) expectRefusal(subject, row);
      else expectHttpError(row);
    });
  });
}

function expectRefusal(subject: Subject, { when, message }: ErrorPage): void {
  const { task, base, refusal } = subject;
  const [, invalid, missing, other] = FIELD_ERROR.exec(message) ?? [];
  const field = invalid ?? missing ?? other ?? '';
  if (/another account|beyond the end/.test(when)) {
    expectOriginRefusal(subject, { field, when, message });
    if (!when.startsWith('continue_at negative')) return;
  }
  const provocations = provocationsOf(when, field, task.input[field]);
  expect(provocations.length, `nothing provokes: ${when}`).toBeGreaterThan(0);
  for (const provocation of provocations) {
    const said = refusal({ ...base, ...provocation });
    expect(said.startsWith(message), `${JSON.stringify(provocation).slice(0, 300)}: ${said}`).toBe(true);
    // Details follow after a word's end.
    expect(said.slice(message.length)).not.toMatch(/^\w/);
    if (/ is required$/.test(message)) expect(said).toBe(message);
  }
}

/** Whether an earlier task fits is found with the database; here: which field names it, and what its parts must be. */
function expectOriginRefusal(
  { task, taskType, base, accept, refusal }: Subject,
  { field, when, message }: { field: string; when: string; message: string },
): void {
  const origin = taskType.origin;
  expect(origin).toBeDefined();
  if (when.includes('beyond the end')) {
    const [named = ''] = origin!.fields;
    const id = '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed';
    const output = outputWithPart(task.output.completed, id);
    const input = (continue_at: number): Input => accept({ ...base, [named]: id, continue_at });
    const continued = { model: task.model, taskType: task.task_type, input: {}, output, meta: {} };
    expect(`invalid request: ${origin!.check!(input(100_000), continued)}`.startsWith(message)).toBe(true);
    expect(origin!.check!(input(1), continued)).toBeNull();
  } else {
    expect(origin!.fields).toContain(field);
    if (!field.includes('.')) expect(refusal({ ...base, [field]: 7 }).startsWith(message)).toBe(true);
  }
}

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** The page's output; the part whose length is asked for is called `id`. */
function outputWithPart(completed: unknown, id: string): unknown {
  const text = JSON.stringify(completed);
  const songs = (completed as { songs?: { id: string }[] }).songs;
  const part = songs?.[0]?.id ?? text.match(UUID)?.[0] ?? '';
  return JSON.parse(text.replaceAll(part, id));
}

/** Size, balance, queue: found before or after the input is; the end-to-end tests see these texts there. */
function expectHttpError({ message, http }: ErrorPage): void {
  const row = httpTexts.find(({ starts }) =>
    starts.some((start) => start.startsWith(message) || message.startsWith(start)),
  );
  expect(row, `${message} is no text of section 10.1`).toBeDefined();
  if (http !== undefined) expect(row?.status).toBe(http);
  if (NOT_SERVED.includes(message)) return;
  const entry = ours.find((one) => one.httpStatus === row?.status && one.message.startsWith(message));
  expect(entry, `${message} is no error of ours`).toBeDefined();
}

/** A text that clients search for, and where the server has an error with it, under the number of section 10.4. */
function expectTaskError(message: string): void {
  if (SAID_BY_ENGINES.includes(message)) return;
  const row = fragments.find(({ words }) => words.some((fragment) => message.includes(fragment)));
  expect(row, `${message} is no text of section 10.4`).toBeDefined();
  for (const entry of ours) {
    if (entry.taskErrorCode !== 0 && message.startsWith(entry.message)) expect(entry.taskErrorCode).toBe(row?.number);
  }
}
