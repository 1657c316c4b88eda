/** A piece of a page that can be shown by itself. */
export interface Passage {
  /** `docs/guide/webhooks.md`. */
  page: string;
  /** Headings from the page's title down. */
  titles: readonly string[];
  /** Markdown without links. */
  text: string;
  /** One row of a table. */
  isRow: boolean;
}

/** A longer section is shown in pieces. */
const LONGEST = 1_400;

/** The sections of a page; tables of three columns and more give a passage per row. Pure. */
export function passagesOf(page: string, markdown: string): Passage[] {
  const passages: Passage[] = [];
  let titles: string[] = [];
  let lines: string[] = [];
  let isCode = false;
  const flush = () => {
    passages.push(...piecesOf(lines).map((piece) => ({ page, titles, ...piece })));
    lines = [];
  };
  for (const line of plain(markdown).split('\n')) {
    if (line.startsWith('```')) isCode = !isCode;
    const heading = isCode ? null : /^(#{1,6}) (.+)$/.exec(line);
    if (!heading) {
      lines.push(line);
      continue;
    }
    flush();
    const depth = heading[1]?.length ?? 1;
    titles = [...titles.slice(0, depth - 1), heading[2] ?? ''];
  }
  flush();
  return passages;
}

/** Links become their words; comments, pictures and what only tools read goes. */
function plain(markdown: string): string {
  return markdown
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^```(\w+) .*$/gm, '```$1')
    .replace(/<br>/g, ', ')
    .replace(/<\/?(details|summary)>/g, '');
}

interface Piece {
  text: string;
  isRow: boolean;
}

function piecesOf(lines: readonly string[]): Piece[] {
  const pieces: Piece[] = [];
  let piece = '';
  const push = (block: string) => {
    // What follows a colon belongs to it, however long it is.
    if (piece !== '' && piece.length + block.length > LONGEST && !piece.trimEnd().endsWith(':')) {
      pieces.push({ text: piece.trim(), isRow: false });
      piece = '';
    }
    piece += `${block}\n\n`;
  };
  for (const block of blocksOf(lines)) {
    const rows = rowsOf(block);
    // The caption of a picture says nothing without it.
    if (/^\*[^*][\s\S]*\*$/.test(block)) continue;
    if (rows) pieces.push(...rows.map((text) => ({ text, isRow: true })));
    else push(block);
  }
  if (piece.trim() !== '') pieces.push({ text: piece.trim(), isRow: false });
  return pieces;
}

/** Paragraphs, lists, tables and code, each whole. */
function blocksOf(lines: readonly string[]): string[] {
  const blocks: string[] = [];
  let block: string[] = [];
  let isCode = false;
  for (const line of lines) {
    if (line.startsWith('```')) isCode = !isCode;
    if (line.trim() !== '' || isCode) block.push(line);
    else if (block.length > 0) {
      blocks.push(block.join('\n'));
      block = [];
    }
  }
  if (block.length > 0) blocks.push(block.join('\n'));
  return blocks;
}

/** A wide table as one text per row, with the names of its columns; null for anything else. */
function rowsOf(block: string): string[] | null {
  if (!block.startsWith('|')) return null;
  const cells = (line: string) =>
    line
      .replace(/^\|\s*|\s*\|$/g, '')
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim());
  const [head = '', , ...rows] = block.split('\n');
  const names = cells(head);
  if (names.length < 3) return null;
  return rows.map((row) => {
    const [first = '', ...rest] = cells(row);
    const more = rest.map((cell, index) => (cell === '' ? '' : `\n- ${names[index + 1]}: ${cell}`)).join('');
    return `${names[0]}: **${first.replace(/\*\*/g, '')}**${more}`;
  });
}
