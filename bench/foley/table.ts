/** Prints rows as an aligned text table under a title. */
export function printTable(
  title: string,
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): void {
  const cells = [head, ...rows.map((row) => row.map(String))];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  console.log(`\n${title}`);
  cells.forEach((row, index) => {
    console.log(
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  '),
    );
    if (index === 0) console.log(widths.map((width) => '-'.repeat(width)).join('  '));
  });
}

export const milliseconds = (seconds: number) => (Number.isFinite(seconds) ? `${(seconds * 1000).toFixed(0)} ms` : '–');
export const decimals = (value: number, places = 2) => (Number.isFinite(value) ? value.toFixed(places) : '–');
