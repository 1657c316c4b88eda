import { createRequire } from 'node:module';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import type PinoPretty from 'pino-pretty';
import { createRedaction } from './redaction.ts';

export interface LogOptions {
  /** `pretty`: lines for people; `json`: one object a line; `silent`: nothing. */
  format: 'pretty' | 'json' | 'silent';
  level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';
  /** Default: standard output. Lines arrive whole and already redacted. */
  destination?: { write(line: string): void };
}

/** What lines of one request or task carry; bound once with `logger.child`. */
export interface LogBindings {
  request_id?: string;
  task_id?: string;
  account_id?: string;
  backend?: string;
  [name: string]: unknown;
}

/** A pino logger (Fastify takes it as `loggerInstance`) that can be told what must never be written. */
export interface Logger extends pino.BaseLogger {
  /** From now on `value` appears in no line of this logger, its parents and its children. Values under 6 characters are ignored. */
  protect(value: string): void;
  child(bindings: LogBindings, options?: pino.ChildLoggerOptions): Logger;
}

/**
 * The log of the process. Writing is synchronous: a line that was logged before a crash is there after it.
 * Time is ISO 8601 in UTC, levels are words.
 */
export function createLogger(options: LogOptions): Logger {
  const redaction = createRedaction();
  const logger = pino(
    {
      level: options.format === 'silent' ? 'silent' : options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: (line) => redaction.redact(line) },
    },
    destinationOf(options),
  );
  // pino makes a child by Object.create(parent), so children inherit `protect`; pino's types cannot know that.
  return Object.assign(logger, { protect: redaction.protect }) as pino.BaseLogger as Logger;
}

function destinationOf({ format, destination }: LogOptions): pino.DestinationStream {
  if (format !== 'pretty') return destination ?? pino.destination({ fd: 1, sync: true });
  // Loaded on first use: a server that logs JSON starts without it.
  const pretty = createRequire(import.meta.url)('pino-pretty') as typeof PinoPretty;
  return pretty({
    colorize: destination === undefined && process.stdout.isTTY === true && !process.env.NO_COLOR,
    translateTime: 'SYS:HH:MM:ss.l',
    singleLine: true,
    sync: true,
    ...(destination === undefined ? {} : { destination: asWritable(destination) }),
  });
}

function asWritable(destination: { write(line: string): void }): Writable {
  return new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      destination.write(String(chunk));
      done();
    },
  });
}
