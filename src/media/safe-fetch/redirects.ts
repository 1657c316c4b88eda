import { FetchFailed } from './fetch-errors.ts';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Where a reply sends us; null when it is no redirect. The result is not checked yet. */
export function nextHop(from: URL, status: number, location: string | string[] | undefined): URL | null {
  if (!REDIRECTS.has(status)) return null;
  if (typeof location !== 'string') throw new FetchFailed('bad_redirect', from, { status });
  let to: URL;
  try {
    to = new URL(location, from);
  } catch {
    throw new FetchFailed('bad_redirect', from, { status });
  }
  if (to.origin !== from.origin) dropEchoedKeys(from, to);
  return to;
}

const PASSED_ON = new Set(['accept', 'accept-language', 'user-agent', 'range']);

/** What may follow a redirect to another origin: nothing that could be a credential, so only known harmless headers. */
export function crossOriginHeaders(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => PASSED_ON.has(name.toLowerCase())));
}

const KEY_PARAMETER = /^(x-)?(api[-_]?key|access[-_]?token|auth[-_]?token|authorization|key)$/i;

/** A key of ours that the first server copied into its redirect must not reach the second one. A file name may. */
function dropEchoedKeys(from: URL, to: URL): void {
  for (const [name, value] of [...to.searchParams]) {
    const isSecret = KEY_PARAMETER.test(name) && (name.toLowerCase() !== 'key' || /^[A-Za-z0-9_-]{20,}$/.test(value));
    if (isSecret && from.searchParams.get(name) === value) to.searchParams.delete(name);
  }
}
