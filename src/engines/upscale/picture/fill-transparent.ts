/** Colours with their weights, three values and one weight a pixel. */
interface Level {
  colour: Float32Array;
  weight: Float32Array;
  width: number;
  height: number;
}

/**
 * Straight RGB of an RGBA picture in which what is transparent has the colours of what is near and opaque. Whatever
 * colour a file hides there would otherwise bleed into the edge once the picture is enlarged.
 * Method: pull-push (Gortler et al., The Lumigraph, 1996): weighted means on ever coarser levels, then back down into
 * the holes. A picture that is transparent altogether becomes black.
 */
export function fillTransparent(rgba: Uint8Array, width: number, height: number): Uint8Array {
  const finest: Level = levelOf(rgba, width, height);
  const levels = [finest];
  for (let level = finest; level.width > 1 || level.height > 1; ) {
    level = coarser(level);
    levels.push(level);
  }
  for (let index = levels.length - 2; index >= 0; index--) {
    const [fine, coarse] = [levels[index], levels[index + 1]];
    if (fine && coarse) fillFrom(fine, coarse);
  }
  return Uint8Array.from(finest.colour, (value) => Math.round(value));
}

function levelOf(rgba: Uint8Array, width: number, height: number): Level {
  const colour = new Float32Array(width * height * 3);
  const weight = new Float32Array(width * height);
  for (let at = 0; at < weight.length; at++) {
    weight[at] = (rgba[at * 4 + 3] ?? 0) / 255;
    for (let channel = 0; channel < 3; channel++) colour[at * 3 + channel] = rgba[at * 4 + channel] ?? 0;
  }
  return { colour, weight, width, height };
}

function coarser(fine: Level): Level {
  const width = Math.ceil(fine.width / 2);
  const height = Math.ceil(fine.height / 2);
  const colour = new Float32Array(width * height * 3);
  const weight = new Float32Array(width * height);
  for (let y = 0; y < fine.height; y++) {
    for (let x = 0; x < fine.width; x++) {
      const from = y * fine.width + x;
      const to = (y >> 1) * width + (x >> 1);
      const share = fine.weight[from] ?? 0;
      weight[to] = (weight[to] ?? 0) + share;
      for (let channel = 0; channel < 3; channel++) {
        const at = to * 3 + channel;
        colour[at] = (colour[at] ?? 0) + share * (fine.colour[from * 3 + channel] ?? 0);
      }
    }
  }
  for (let at = 0; at < weight.length; at++) {
    const sum = weight[at] ?? 0;
    if (sum > 0)
      for (let channel = at * 3; channel < at * 3 + 3; channel++) colour[channel] = (colour[channel] ?? 0) / sum;
    weight[at] = Math.min(1, sum);
  }
  return { colour, weight, width, height };
}

/** Half-clear pixels keep their own colour: only the holes are filled. */
function fillFrom(fine: Level, coarse: Level): void {
  for (let y = 0; y < fine.height; y++) {
    for (let x = 0; x < fine.width; x++) {
      const to = y * fine.width + x;
      if ((fine.weight[to] ?? 0) > 0) continue;
      const from = (y >> 1) * coarse.width + (x >> 1);
      for (let channel = 0; channel < 3; channel++) {
        fine.colour[to * 3 + channel] = coarse.colour[from * 3 + channel] ?? 0;
      }
    }
  }
}
