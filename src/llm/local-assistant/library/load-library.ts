import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { stemsOf } from '../language/words.ts';
import { createRanking, type Ranking } from './bm25.ts';
import { type Passage, passagesOf } from './passages.ts';

/** The package's own folder: this file lies four below it, in src and in dist alike. */
const root = fileURLToPath(new URL('../../../../', import.meta.url));
const FOLDERS = ['docs/guide', 'docs/reference'];
/** The assistant has these from their sources. */
const KNOWN_OTHERWISE = ['docs/reference/settings.md', 'docs/reference/errors.md', 'docs/reference/sounds.md'];

export interface Library {
  passages: readonly Passage[];
  ranking: Ranking<Passage>;
}

/** The pages that come with the package, read once; none of them missing is an error. */
export function loadLibrary(): Library {
  const pages = FOLDERS.filter((folder) => existsSync(path.join(root, folder))).flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  );
  const passages = ['README.md', ...pages.sort()]
    .filter((page) => !KNOWN_OTHERWISE.includes(page) && existsSync(path.join(root, page)))
    .flatMap((page) => passagesOf(page, readFileSync(path.join(root, page), 'utf8')));
  return {
    passages,
    // Headings say what a passage is about, so they count twice.
    ranking: createRanking(passages, ({ page, titles, text }) => {
      const heading = stemsOf(`${path.basename(page, '.md')} ${titles.join(' ')}`);
      return [...heading, ...heading, ...stemsOf(text)];
    }),
  };
}
