import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';

/** Where stored media lives. Implementations keep the promises that file-store.test.ts checks. */
export interface FileStore {
  /**
   * Stores a file whole or not at all: nobody ever reads half of it under its name. An existing file is replaced.
   * Throws FileTooLarge past `maxBytes`, the signal's reason on abort, and what the storage throws.
   */
  put(name: string, source: FileSource, contentType: string, options?: PutOptions): Promise<{ sizeBytes: number }>;
  /** null when there is no such file. */
  stat(name: string): Promise<StoredFile | null>;
  /** null when there is no such file. The caller must consume or destroy the stream. RangeError for bytes the file has not. */
  openRead(name: string, range?: ByteRange): Promise<OpenedFile | null>;
  /** Whether something was removed; deleting what is not there is fine. */
  delete(name: string): Promise<boolean>;
  /** Room left in bytes; Infinity when the storage has no such limit. */
  freeBytes(): Promise<number>;
}

export type FileSource =
  | { kind: 'path'; path: string }
  | { kind: 'bytes'; bytes: Uint8Array }
  | { kind: 'stream'; stream: Readable | AsyncIterable<Uint8Array> };

export interface PutOptions {
  /** Default DEFAULT_MAX_BYTES. */
  maxBytes?: number;
  signal?: AbortSignal;
}

/** First and last byte, both included. */
export interface ByteRange {
  start: number;
  end: number;
}

export interface StoredFile {
  /** Of the whole file, also when a range is read. */
  sizeBytes: number;
  contentType: string;
  lastModified: Date;
}

export interface OpenedFile extends StoredFile {
  stream: Readable;
}

export const DEFAULT_MAX_BYTES = 2 * 1024 ** 3;

export class FileTooLarge extends Error {
  readonly maxBytes: number;
  constructor(maxBytes: number) {
    super(`the file is larger than ${maxBytes} bytes`);
    this.name = 'FileTooLarge';
    this.maxBytes = maxBytes;
  }
}

const NAME = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\.[a-z0-9]{2,5}$/;

/** The only names that a store takes: a UUID and an extension. No separator, no dot-dot: traversal cannot be written. */
export function isFileName(name: string): boolean {
  return NAME.test(name);
}

/** An unguessable name (122 random bits). Who knows it may read the file. */
export function newFileName(extension: string): string {
  const name = `${randomUUID()}.${extension}`;
  if (!isFileName(name)) throw new TypeError(`not a file extension: ${JSON.stringify(extension)}`);
  return name;
}
