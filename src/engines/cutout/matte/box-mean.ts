/** Mean over the square of `radius` pixels around each one, cut off at the picture's border; running sums. */
export function boxMean(source: Float32Array, width: number, height: number, radius: number): Float32Array {
  const across = new Float32Array(source.length);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let sum = 0;
    for (let x = 0; x <= Math.min(radius, width - 1); x++) sum += source[row + x] ?? 0;
    for (let x = 0; x < width; x++) {
      across[row + x] = sum / (Math.min(width - 1, x + radius) - Math.max(0, x - radius) + 1);
      if (x + radius + 1 < width) sum += source[row + x + radius + 1] ?? 0;
      if (x - radius >= 0) sum -= source[row + x - radius] ?? 0;
    }
  }
  const result = new Float32Array(source.length);
  const sums = new Float64Array(width);
  for (let y = 0; y <= Math.min(radius, height - 1); y++) addRow(sums, across, y * width, 1);
  for (let y = 0; y < height; y++) {
    const rows = Math.min(height - 1, y + radius) - Math.max(0, y - radius) + 1;
    for (let x = 0; x < width; x++) result[y * width + x] = (sums[x] ?? 0) / rows;
    if (y + radius + 1 < height) addRow(sums, across, (y + radius + 1) * width, 1);
    if (y - radius >= 0) addRow(sums, across, (y - radius) * width, -1);
  }
  return result;
}

function addRow(sums: Float64Array, source: Float32Array, start: number, sign: number): void {
  for (let x = 0; x < sums.length; x++) sums[x] = (sums[x] ?? 0) + sign * (source[start + x] ?? 0);
}
