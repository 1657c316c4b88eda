import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../harness/program.ts';

/** The text of one section of `spec/protocol.md`: from its heading (`### 7.3 …`) to the next of the same or a higher level. */
export function protocolSection(number: string): string {
  const text = readFileSync(path.join(root, 'spec/protocol.md'), 'utf8');
  const level = number.includes('.') ? '###' : '##';
  const start = text.search(new RegExp(`^${level} ${number.replace('.', '\\.')}\\.? `, 'm'));
  if (start < 0) throw new Error(`the protocol page has no section ${number}`);
  const rest = text.slice(start + level.length);
  const end = rest.search(level === '##' ? /^## /m : /^##{1,2} /m);
  return end < 0 ? rest : rest.slice(0, end);
}

/** The tables of a text: each a list of rows, each row a list of cells. Bars inside code do not divide cells. */
export function tables(text: string): { head: string[]; rows: string[][] }[] {
  const found: { head: string[]; rows: string[][] }[] = [];
  let lines: string[] = [];
  for (const line of [...text.split('\n'), '']) {
    if (line.startsWith('|')) {
      lines.push(line);
      continue;
    }
    const [head, , ...rows] = lines;
    if (head !== undefined) found.push({ head: cells(head), rows: rows.map(cells) });
    lines = [];
  }
  return found;
}

function cells(line: string): string[] {
  const inner = line.replace(/^\||\|$/g, '');
  const parts = inner.match(/(?:`[^`]*`|[^|`])+/g) ?? [];
  return parts.map((cell) => cell.trim());
}

/** The JSON blocks of a text, parsed. */
export function jsonBlocks(text: string): unknown[] {
  return [...text.matchAll(/```json\n([\s\S]*?)```/g)].map((match) => JSON.parse(match[1] ?? ''));
}

/** All words in backticks. */
export const codeWords = (cell: string): string[] => [...cell.matchAll(/`([^`]*)`/g)].map((match) => match[1] ?? '');
