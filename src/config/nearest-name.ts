/**
 * The known name that the writer most probably meant, or null when none is near: at most a third of its letters
 * (and at least two) may differ. Damerau-Levenshtein distance in its optimal string alignment form
 * (Damerau 1964), since swapped neighbours are the commonest slip; case and separators do not count.
 */
export function nearestName(written: string, known: Iterable<string>): string | null {
  const from = plain(written);
  let best: { name: string; distance: number } | null = null;
  for (const name of known) {
    const to = plain(name);
    const distance = editDistance(from, to);
    const allowed = Math.max(2, Math.floor(Math.max(from.length, to.length) / 3));
    if (distance <= allowed && (best === null || distance < best.distance)) best = { name, distance };
  }
  return best?.name ?? null;
}

const plain = (name: string): string =>
  name
    .slice(0, 100)
    .toLowerCase()
    .replace(/[^a-z0-9.]/g, '');

function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      let cost = Math.min(
        cell(last, column) + 1,
        cell(current, column - 1) + 1,
        cell(last, column - 1) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) cost = Math.min(cost, cell(beforeLast, column - 2) + 1);
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return cell(last, to.length);
}

const cell = (line: readonly number[], column: number): number => line[column] ?? Number.POSITIVE_INFINITY;
