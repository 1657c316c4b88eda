/** What a statement means for a shared session; everything else is passed through unread. */
export type StatementKind = { kind: 'listen' | 'unlisten'; channel: string } | { kind: 'unlisten-all' | 'other' };

const leadingComment = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/;
const listening = /^(LISTEN|UNLISTEN)\s+(?:"((?:[^"]|"")+)"|([A-Za-z_][\w$]*)|(\*))\s*;?\s*$/i;

/** Recognises LISTEN and UNLISTEN after any leading comments. Unquoted names fold to lower case as PostgreSQL does. */
export function statementKind(text: string): StatementKind {
  const found = listening.exec(withoutLeadingComments(text));
  if (!found) return { kind: 'other' };
  const kind = found[1]?.toUpperCase() === 'LISTEN' ? 'listen' : 'unlisten';
  if (found[4] !== undefined) return kind === 'unlisten' ? { kind: 'unlisten-all' } : { kind: 'other' };
  const channel = found[2] !== undefined ? found[2].replaceAll('""', '"') : (found[3] ?? '').toLowerCase();
  return { kind, channel };
}

export function withoutLeadingComments(text: string): string {
  return text.replace(leadingComment, '');
}

export function quotedIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
