import type { Queryable } from '../db/database.ts';
import type { FileSource } from '../media/storage/file-store.ts';
import type { TaskParts } from './task-parts.ts';

const HOUR_MS = 3_600_000;

export interface NewFile {
  name: string;
  accountId: number;
  taskId: string | null;
  kind: 'upload' | 'inline' | 'result';
  contentType: string;
  source: FileSource;
  /** Default: what the settings say for its kind. */
  lifetimeMs?: number;
}

/**
 * Stores a file and its row, the row first: what a crash leaves behind expires like everything else.
 * Inline media expires a while after its task's deadline, results when retention says so.
 */
export async function storeFile(parts: TaskParts, file: NewFile): Promise<{ sizeBytes: number }> {
  const { clock, database, store, settings, metrics } = parts;
  const hours = {
    upload: settings.storage.uploadHours,
    inline: settings.storage.inlineHours,
    result: settings.storage.resultHours,
  };
  const now = clock.now();
  await database.query(
    `INSERT INTO files (name, account_id, task_id, kind, content_type, size_bytes, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, 0, $6, $7)`,
    [
      file.name,
      file.accountId,
      file.taskId,
      file.kind,
      file.contentType,
      new Date(now),
      new Date(now + (file.lifetimeMs ?? hours[file.kind] * HOUR_MS)),
    ],
  );
  const { sizeBytes } = await store.put(file.name, file.source, file.contentType);
  await database.query('UPDATE files SET size_bytes = $2 WHERE name = $1', [file.name, sizeBytes]);
  metrics.mediaBytes.add({ direction: file.kind === 'result' ? 'stored' : 'uploaded' }, sizeBytes);
  return { sizeBytes };
}

/** Removes files whose time is over. Inline media is counted from the end of its task, so a live one keeps it. */
export async function removeExpiredFiles(parts: TaskParts, db: Queryable, limit: number): Promise<number> {
  const now = parts.clock.now();
  const { rows } = await db.query<{ name: string }>(
    `SELECT f.name FROM files f LEFT JOIN tasks t ON t.id = f.task_id
     WHERE f.expires_at <= $1 AND (f.kind <> 'inline' OR t.id IS NULL OR t.ended_at <= $2)
     ORDER BY f.expires_at LIMIT $3`,
    [new Date(now), new Date(now - parts.settings.storage.inlineHours * HOUR_MS), limit],
  );
  for (const { name } of rows) {
    await parts.store.delete(name);
    await db.query('DELETE FROM files WHERE name = $1', [name]);
  }
  return rows.length;
}
