/**
 * How well the cut-out engine cuts: intersection over union on composites whose truth is known, with the installed
 * network and without. Usage: node --import tsx bench/engines/cutout/main.ts [folder for result pictures [pattern of names]]
 * The packages are looked for in POLYMUSE_ENGINES_FOLDER, else `.setup/engines`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { cutOutPicture } from '../../../src/engines/cutout/cut-out-picture.ts';
import { isEngineInstalled } from '../../../src/engines/host/index.ts';
import { compareMattes, composites, onCheckerboard } from './composites.ts';

const installed = path.resolve(process.env.POLYMUSE_ENGINES_FOLDER ?? '.setup/engines');
const [, , pictures, pattern = ''] = process.argv;
const methods: [string, string][] = [['basic', path.join(installed, 'none')]];
if (isEngineInstalled(installed, 'cutout')) methods.unshift(['network', installed]);
else console.log(`no network: nothing is installed in ${installed}`);

console.log(`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`);
console.log(`${'picture'.padEnd(40)} method    IoU    mean error   ms`);
for (const [method, enginesDir] of methods) {
  const all: { iou: number; plain: boolean }[] = [];
  for (const { name, difficulty, truth, ...picture } of await composites()) {
    if (!new RegExp(pattern).test(name)) continue;
    const startedAt = performance.now();
    const source = { sourceWidth: picture.width, sourceHeight: picture.height, hadAlpha: false };
    const line = `${name.padEnd(40)} ${method.padEnd(8)}`;
    try {
      const cut = await cutOutPicture({ ...picture, ...source }, { enginesDir, modelPath: null });
      const ms = Math.round(performance.now() - startedAt);
      const alpha = Float32Array.from(truth, (_, at) => (cut.data[at * 4 + 3] ?? 0) / 255);
      const { iou, meanError } = compareMattes(alpha, truth);
      all.push({ iou, plain: difficulty === 'plain' });
      console.log(`${line}  ${iou.toFixed(3)}  ${meanError.toFixed(4)}  ${String(ms).padStart(8)}`);
      if (pictures) {
        mkdirSync(pictures, { recursive: true });
        const file = `${method}-${name.replaceAll(/\W+/g, '-')}.png`;
        writeFileSync(path.join(pictures, file), await onCheckerboard(cut.data, picture.width, picture.height));
      }
    } catch (error) {
      all.push({ iou: 0, plain: difficulty === 'plain' });
      console.log(`${line}  ${error instanceof Error ? error.message : error}`);
    }
  }
  const mean = (of: { iou: number }[]) => of.reduce((sum, { iou }) => sum + iou, 0) / Math.max(1, of.length);
  const plain = all.filter((one) => one.plain);
  const busy = all.filter((one) => !one.plain);
  const least = Math.min(...all.map(({ iou }) => iou));
  console.log(
    `${method}: mean ${mean(all).toFixed(3)}, plain ${mean(plain).toFixed(3)}, busy ${mean(busy).toFixed(3)}, least ${least.toFixed(3)}`,
  );
}
