import sharp from 'sharp';

const GAP = 12;

/** A red mug with a handle on a wooden table before a patterned wall, 640 × 480. */
export async function scenePicture(file: string): Promise<void> {
  const stripes = Array.from(
    { length: 16 },
    (_, n) =>
      `<rect x="${n * 40}" width="20" height="330" fill="#c9d6cf"/><circle cx="${n * 40 + 30}" cy="${40 + ((n * 53) % 250)}" r="5" fill="#9fb5ab"/>`,
  );
  const grain = Array.from(
    { length: 14 },
    (_, n) =>
      `<path d="M0 ${340 + n * 11}q160 ${n % 3 ? 8 : -6} 320 0t320 0" stroke="#8d6440" stroke-opacity=".5" fill="none"/>`,
  );
  const letters = [0, 1, 2, 3].map(
    (n) => `<path d="M${268 + n * 30} 250v50m0 -25q16 -30 20 25" stroke="#fff" stroke-width="7" fill="none"/>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480">
    <defs><linearGradient id="m"><stop stop-color="#7d1712"/><stop offset=".35" stop-color="#d8402f"/><stop offset="1" stop-color="#8e1d16"/></linearGradient></defs>
    <rect width="640" height="480" fill="#dbe4de"/>${stripes.join('')}
    <rect y="330" width="640" height="150" fill="#a9794d"/>${grain.join('')}
    <ellipse cx="330" cy="412" rx="150" ry="20" fill="#000" opacity=".25"/>
    <path d="M420 215c90 -15 95 130 0 120" stroke="#a8271d" stroke-width="26" fill="none"/>
    <path d="M220 150v220q0 42 110 42t110 -42v-220z" fill="url(#m)"/>
    <ellipse cx="330" cy="150" rx="110" ry="24" fill="#5a100c"/><ellipse cx="330" cy="155" rx="96" ry="17" fill="#2e1a12"/>
    <path d="M245 190q-6 90 4 170" stroke="#ffb3a8" stroke-width="9" stroke-linecap="round" fill="none" opacity=".7"/>${letters.join('')}</svg>`;
  await sharp(Buffer.from(svg)).removeAlpha().png().toFile(file);
}

/** What is clear in a picture over the usual checkerboard. */
export async function checkered(file: string, to: string): Promise<void> {
  const { width = 1, height = 1 } = await sharp(file).metadata();
  const board = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs><pattern id="p" width="32" height="32" patternUnits="userSpaceOnUse"><rect width="32" height="32" fill="#fff"/><path d="M0 0h16v16H0zM16 16h16v16H16z" fill="#cfcfcf"/></pattern></defs><rect width="100%" height="100%" fill="url(#p)"/></svg>`;
  await sharp(Buffer.from(board))
    .composite([{ input: file }])
    .png()
    .toFile(to);
}

/** Pictures of one height side by side on white. */
export async function row(files: readonly string[], height: number, to: string): Promise<void> {
  const parts = await Promise.all(
    files.map((file) => sharp(file).resize({ height }).png().toBuffer({ resolveWithObject: true })),
  );
  let left = 0;
  const places = parts.map(({ data, info }) => {
    const place = { input: data, left, top: 0 };
    left += info.width + GAP;
    return place;
  });
  await sharp({ create: { width: left - GAP, height, channels: 3, background: '#ffffff' } })
    .composite(places)
    .png({ palette: true, quality: 85 })
    .toFile(to);
}
