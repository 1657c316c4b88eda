import { isFileName } from '../media/storage/file-store.ts';

/** Between the names in our store and the URLs that clients see. */
export interface FileUrls {
  /** Our public base URL, without a slash at its end. */
  base(): string;
  urlOf(name: string): string;
  /** The name when the URL is one of ours, on whatever host we are reached; else null. */
  nameOf(url: string): string | null;
}

export const FILES_PATH = '/ephemeral/';

/** `base` is asked at each call, because a free port is only known after listening. */
export function createFileUrls(base: () => string): FileUrls {
  return {
    base,
    urlOf: (name) => `${base()}${FILES_PATH}${name}`,
    nameOf(url) {
      if (!URL.canParse(url)) return null;
      const parsed = new URL(url);
      if (parsed.origin !== new URL(base()).origin) return null;
      const prefix = new URL(base()).pathname.replace(/\/$/, '') + FILES_PATH;
      if (!parsed.pathname.startsWith(prefix)) return null;
      const name = parsed.pathname.slice(prefix.length);
      return isFileName(name) ? name : null;
    },
  };
}
