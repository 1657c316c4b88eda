/** Longer words come in pieces, as they do from a model. */
const LONGEST_PIECE = 12;

/** A text in pieces of about a token; links and addresses stay whole. Joined, they are the text again. Pure. */
export function tokenPieces(text: string): string[] {
  return (text.match(/\s*\S+|\s+/g) ?? []).flatMap((word) => {
    if (word.length <= LONGEST_PIECE || /:\/\/|\]\(/.test(word)) return [word];
    // Whole characters: half of an emoji is none.
    const signs = [...word];
    const count = Math.ceil(signs.length / LONGEST_PIECE);
    return Array.from({ length: count }, (_, at) => signs.slice(at * LONGEST_PIECE, (at + 1) * LONGEST_PIECE).join(''));
  });
}
