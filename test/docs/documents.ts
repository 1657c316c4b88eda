import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../harness/program.ts';

/** The pages that a reader meets, as paths from the root of the checkout. */
export const documents: readonly string[] = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'bench/README.md',
  'examples/piapi-client/README.md',
  ...readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => path.posix.join('docs', file.split(path.sep).join('/')))
    .sort(),
];

export const readDocument = (file: string): string => readFileSync(path.join(root, file), 'utf8');

/** The text of the one fenced block with this info string, for example `bash tour`. */
export function block(file: string, info: string): string {
  const blocks = [...readDocument(file).matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)].filter(
    ([, word]) => word === info,
  );
  const text = blocks[0]?.[2];
  if (blocks.length !== 1 || text === undefined) throw new Error(`${file} has ${blocks.length} blocks "${info}"`);
  return text;
}

export const withoutCode = (text: string): string => text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');

/** The anchors of a page as GitHub makes them from headings. */
export function anchorsOf(file: string): Set<string> {
  const headings = readDocument(file)
    .replace(/^```[\s\S]*?^```$/gm, '')
    .matchAll(/^#{1,6} (.+)$/gm);
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}
