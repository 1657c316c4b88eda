import { buffer } from 'node:stream/consumers';
import type { ResultType } from '../../tasks/legacy-origin.ts';
import type { TaskRow } from '../../tasks/task-row.ts';
import type { HttpParts } from '../http-parts.ts';

/** Larger results are given by URL only: a reply of twice this is no use to anybody. */
const MAX_BASE64_BYTES = 25_165_824;

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
  const read = await readStored(parts, url);
  return 'base64' in read ? { url, base64: read.base64, problems: [] } : { url, base64: '', problems: [read.problem] };
}

function urlIn(output: unknown): string {
  const url = (output as { image_url?: unknown } | null)?.image_url;
  return typeof url === 'string' ? url : '';
}

async function readStored(
  { store, fileUrls }: HttpParts,
  url: string,
): Promise<{ base64: string } | { problem: string }> {
  const name = fileUrls.nameOf(url);
  const facts = name === null ? null : await store.stat(name);
  if (name === null || facts === null) return { problem: 'the picture has expired' };
  if (facts.sizeBytes > MAX_BASE64_BYTES)
    return { problem: `the picture is larger than ${MAX_BASE64_BYTES} bytes: use image_url` };
  const opened = await store.openRead(name);
  return opened ? { base64: (await buffer(opened.stream)).toString('base64') } : { problem: 'the picture has expired' };
}
