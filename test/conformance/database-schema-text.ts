import type { Queryable } from '../../src/db/database.ts';

interface ColumnRow {
  table_name: string;
  column_name: string;
  data_type: string;
  not_null: boolean;
  column_default: string | null;
  is_identity: boolean;
}

/** What the schema `public` holds, as text that reads well in a diff: tables, columns, constraints, indexes. */
export async function schemaText(database: Queryable): Promise<string> {
  const columns = await database.query<ColumnRow>(`
    SELECT c.relname AS table_name, a.attname AS column_name, format_type(a.atttypid, a.atttypmod) AS data_type,
      a.attnotnull AS not_null, pg_get_expr(d.adbin, d.adrelid) AS column_default, a.attidentity <> '' AS is_identity
    FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'
    JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE a.attnum > 0 AND NOT a.attisdropped
    ORDER BY c.relname, a.attnum`);
  // PostgreSQL 18 also lists NOT NULL as constraints (contype n); older ones do not, and the columns say it already.
  const constraints = await database.query<{ table_name: string; line: string }>(`
    SELECT c.relname AS table_name, k.conname || ' ' || pg_get_constraintdef(k.oid) AS line
    FROM pg_constraint k
    JOIN pg_class c ON c.oid = k.conrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
    WHERE k.contype <> 'n'
    ORDER BY c.relname, k.conname`);
  const indexes = await database.query<{ table_name: string; line: string }>(`
    SELECT tablename AS table_name, indexdef AS line FROM pg_indexes
    WHERE schemaname = 'public' ORDER BY tablename, indexname`);
  const tables = [...new Set(columns.rows.map((column) => column.table_name))];
  const parts = tables.map((table) => {
    const own = <T extends { table_name: string }>(rows: T[]) => rows.filter((row) => row.table_name === table);
    return [
      table,
      ...own(columns.rows).map((column) => `  ${columnText(column)}`),
      ...own(constraints.rows).map((constraint) => `  constraint ${constraint.line}`),
      ...own(indexes.rows).map((index) => `  index ${index.line.replace(/^CREATE /, '')}`),
    ].join('\n');
  });
  return `${parts.join('\n\n')}\n`;
}

function columnText(column: ColumnRow): string {
  const words = [column.column_name, column.data_type];
  if (column.not_null) words.push('not null');
  if (column.is_identity) words.push('identity');
  if (column.column_default !== null) words.push(`default ${column.column_default}`);
  return words.join(' ');
}
