import type { AlphaMap } from '../alpha-map.ts';
import type { Network } from '../model/load-network.ts';
import { type Frame, maskBetween, maskOf } from './frame-masks.ts';

/** Every `stride`th frame is looked at; the ones between wait for the next of those. */
export async function* maskEveryFrame(
  frames: AsyncIterable<Frame>,
  network: Network | null,
  stride: number,
): AsyncGenerator<{ frame: Frame; mask: AlphaMap }> {
  let waiting: Frame[] = [];
  let before: AlphaMap | null = null;
  let index = 0;
  const between = function* (after: AlphaMap) {
    for (const [at, frame] of waiting.entries()) {
      yield { frame, mask: maskBetween(before ?? after, after, (at + 1) / (waiting.length + 1), frame.small) };
    }
    waiting = [];
  };
  for await (const frame of frames) {
    if (index++ % stride !== 0) {
      waiting.push(frame);
      continue;
    }
    const mask = await maskOf(network, frame);
    yield* between(mask);
    yield { frame, mask };
    before = mask;
  }
  const end = waiting.at(-1);
  if (end === undefined) return;
  const mask = await maskOf(network, end);
  waiting.pop();
  yield* between(mask);
  yield { frame: end, mask };
}
