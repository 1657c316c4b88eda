import { describe, expect, test } from 'vitest';
import { statementKind } from './statement-kind.ts';

describe('statementKind', () => {
  test.each([
    ['LISTEN bullmq_jobs', { kind: 'listen', channel: 'bullmq_jobs' }],
    ['listen  Tasks ;', { kind: 'listen', channel: 'tasks' }],
    ['LISTEN "Tasks ""x"""', { kind: 'listen', channel: 'Tasks "x"' }],
    ['-- why\n-- more\n/* and\n this */ LISTEN a', { kind: 'listen', channel: 'a' }],
    ['UNLISTEN a', { kind: 'unlisten', channel: 'a' }],
    ['UNLISTEN *', { kind: 'unlisten-all' }],
    ['SELECT 1', { kind: 'other' }],
    ['LISTEN a; SELECT 1', { kind: 'other' }],
    ["SELECT 'LISTEN a'", { kind: 'other' }],
    ['', { kind: 'other' }],
    ['-- only a comment', { kind: 'other' }],
  ])('%j', (text, kind) => {
    expect(statementKind(text)).toEqual(kind);
  });
});
