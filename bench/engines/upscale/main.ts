/**
 * How much the upscale engine gains over bicubic: five drawn pictures are made smaller (bicubic) and larger again by
 * bicubic, by the engine without its network, and with it; likeness to the picture they came from.
 * Usage: node --import tsx bench/engines/upscale/main.ts [folder for the pictures]
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { type Likeness, likeness } from '../../../src/engines/upscale/__fixtures__/likeness.ts';
import { resized, SIDE, testPictures } from '../../../src/engines/upscale/__fixtures__/test-pictures.ts';
import type { Rgb } from '../../../src/engines/upscale/network/tiles.ts';
import { enlargePicture } from '../../../src/engines/upscale/picture/enlarge-picture.ts';

const wanted = process.argv[2];
const folder = wanted ?? mkdtempSync(path.join(tmpdir(), 'polymuse-upscale-'));
mkdirSync(folder, { recursive: true });
const size = { width: SIDE, height: SIDE, isReduced: false };
const quiet = { signal: new AbortController().signal, onProgress: () => undefined };

async function enlarged(small: Rgb, enginesDir: string, file: string): Promise<Rgb> {
  const { width, height } = small;
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let at = 0; at < width * height; at++) data.set(small.data.subarray(at * 3, at * 3 + 3), at * 4);
  const picture = { data, width, height, hadAlpha: false, sourceWidth: width, sourceHeight: height };
  await enlargePicture(picture, size, file, { enginesDir, ...quiet });
  return { data: await sharp(file).removeAlpha().raw().toBuffer(), width: SIDE, height: SIDE };
}

const ways = ['bicubic', 'lanczos', 'network'] as const;
const shown = ({ psnr, ssim }: Likeness) => `${psnr.toFixed(2)} ${ssim.toFixed(4)}`.padStart(14);

console.log(`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}; PSNR (dB) and SSIM`);
console.log(`picture     factor ${ways.map((way) => way.padStart(14)).join('')}   CPU s (network)`);
try {
  for (const factor of [2, 3, 4]) {
    const sums = ways.map(() => ({ psnr: 0, ssim: 0 }));
    const pictures = await testPictures();
    for (const { name, picture } of pictures) {
      const file = (way: string) => path.join(folder, `${name}-${factor}-${way}.png`);
      const small = await resized(picture, SIDE / factor, SIDE / factor, 'cubic');
      const bicubic = await resized(small, SIDE, SIDE, 'cubic');
      const basic = await enlarged(small, path.join(folder, 'none'), file('lanczos'));
      const before = process.cpuUsage();
      const network = await enlarged(small, path.resolve('.setup/engines'), file('network'));
      const { user, system } = process.cpuUsage(before);
      const raw = { width: SIDE, height: SIDE, channels: 3 } as const;
      await sharp(bicubic.data, { raw }).toFile(file('bicubic'));
      await sharp(picture.data, { raw }).toFile(file('truth'));
      const rows = [bicubic, basic, network].map((result) => likeness(result, picture));
      for (const [index, row] of rows.entries()) {
        const sum = sums[index];
        if (sum)
          Object.assign(sum, {
            psnr: sum.psnr + row.psnr / pictures.length,
            ssim: sum.ssim + row.ssim / pictures.length,
          });
      }
      const seconds = ((user + system) / 1e6).toFixed(1);
      console.log(`${name.padEnd(11)} ${`×${factor}`.padStart(6)} ${rows.map(shown).join('')} ${seconds.padStart(10)}`);
    }
    console.log(`${'mean'.padEnd(11)} ${`×${factor}`.padStart(6)} ${sums.map(shown).join('')}`);
  }
  console.log(`largest resident memory: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
} finally {
  if (wanted === undefined) rmSync(folder, { recursive: true, force: true });
}
