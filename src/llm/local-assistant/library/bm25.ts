/**
 * Ranking by Okapi BM25 (Robertson, Walker, Jones, Hancock-Beaulieu and Gatford, "Okapi at TREC-3", 1994; Robertson and
 * Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009) with their usual k1 and b.
 */
const K1 = 1.2;
const B = 0.75;

export interface Ranked<T> {
  item: T;
  score: number;
  /** How much of what was asked the item speaks of, 0 to 1: by the rarity of the words. */
  coverage: number;
}

export interface Ranking<T> {
  /** Best first; items without any of the words are left out. */
  find(stems: readonly string[], options: { limit: number; fits?: (item: T) => boolean }): Ranked<T>[];
}

export function createRanking<T>(items: readonly T[], stemsOf: (item: T) => readonly string[]): Ranking<T> {
  const postings = new Map<string, { index: number; count: number }[]>();
  const lengths: number[] = [];
  for (const [index, item] of items.entries()) {
    const counts = new Map<string, number>();
    const stems = stemsOf(item);
    for (const stem of stems) counts.set(stem, (counts.get(stem) ?? 0) + 1);
    for (const [stem, count] of counts) {
      const list = postings.get(stem) ?? [];
      list.push({ index, count });
      postings.set(stem, list);
    }
    lengths.push(stems.length);
  }
  const mean = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
  const rarity = (stem: string): number => {
    const n = postings.get(stem)?.length ?? 0;
    return Math.log(1 + (items.length - n + 0.5) / (n + 0.5));
  };

  return {
    find(stems, { limit, fits = () => true }) {
      const asked = [...new Set(stems)];
      const total = asked.reduce((sum, stem) => sum + rarity(stem), 0);
      const scores = new Map<number, { score: number; known: number }>();
      for (const stem of asked) {
        const idf = rarity(stem);
        for (const { index, count } of postings.get(stem) ?? []) {
          const at = scores.get(index) ?? { score: 0, known: 0 };
          const norm = K1 * (1 - B + (B * (lengths[index] ?? 0)) / Math.max(1, mean));
          at.score += (idf * count * (K1 + 1)) / (count + norm);
          at.known += idf;
          scores.set(index, at);
        }
      }
      return [...scores]
        .flatMap(([index, { score, known }]) => {
          const item = items[index] as T;
          return fits(item) ? [{ item, score, coverage: total === 0 ? 0 : known / total, index }] : [];
        })
        .sort((a, b) => b.score - a.score || a.index - b.index)
        .slice(0, limit)
        .map(({ item, score, coverage }) => ({ item, score, coverage }));
    },
  };
}
