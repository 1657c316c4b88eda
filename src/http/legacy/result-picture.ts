import type { ResultType } from '../../tasks/legacy-origin.ts';
import type { TaskRow } from '../../tasks/task-row.ts';
import type { HttpParts } from '../http-parts.ts';
import { readStoredBase64 } from '../stored-base64.ts';

export interface ResultPicture {
  url: string;
  /** Bare base64; "" unless asked for. */
  base64: string;
  /** Why there is no base64 although it was asked for, and what a failed task failed of. */
  problems: string[];
}

/** The picture of a finished image-toolkit task, as the create call wanted it. */
export async function resultPicture(parts: HttpParts, row: TaskRow, resultType: ResultType): Promise<ResultPicture> {
  const url = row.status === 'completed' ? urlIn(row.output) : '';
  const failure = row.error ? [row.error.message] : [];
  if (url === '' || resultType === 'url') return { url, base64: '', problems: failure };
  const read = await readStoredBase64(parts, url);
  return 'base64' in read ? { url, base64: read.base64, problems: [] } : { url, base64: '', problems: [read.problem] };
}

function urlIn(output: unknown): string {
  const url = (output as { image_url?: unknown } | null)?.image_url;
  return typeof url === 'string' ? url : '';
}
