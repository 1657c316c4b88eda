import pc from 'picocolors';
import type { Colors } from 'picocolors/types.js';

/** Colours on a terminal only, and not against the reader's wish (no-color.org). */
export function coloursOf(stream: { isTTY?: boolean }): Colors {
  return pc.createColors(stream.isTTY === true && !process.env.NO_COLOR);
}

/** Text of others on one line without anything that a terminal would obey. */
export const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd');

export function stateColour(state: string, colours: Colors): string {
  if (state === 'delivered' || state === 'completed') return colours.green(state);
  if (state === 'dead' || state === 'failed') return colours.red(state);
  return colours.yellow(plain(state));
}
