/**
 * How true the relief engine's models are: closed or not, the Khronos validator's word, and the outline from the front.
 * Usage: node --import tsx bench/engines/relief/main.ts [folder for .glb files]
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { cutOutPicture } from '../../../src/engines/cutout/cut-out-picture.ts';
import { modelOf, opacityOf } from '../../../src/engines/relief/model-of.ts';
import { atlasJpeg } from '../../../src/engines/relief/texture/atlas.ts';
import { writeGlb } from '../../../src/engines/relief/write-glb.ts';
import { composites } from '../cutout/composites.ts';
import { frontViewIou } from './front-view.ts';
import { openEdges } from './watertight.ts';

interface Validator {
  validateBytes(bytes: Uint8Array): Promise<{ issues: { numErrors: number; numWarnings: number } }>;
}

const validator = createRequire(import.meta.url)('gltf-validator') as Validator;
const wanted = process.argv[2];
const folder = wanted ?? mkdtempSync(path.join(tmpdir(), 'polymuse-relief-'));
mkdirSync(folder, { recursive: true });
console.log(`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`);
console.log('picture          triangles  open edges  errors  warnings  front IoU  kB    ms (mesh, texture, file)');
try {
  for (const composite of await composites()) {
    if (!composite.name.endsWith('on blue')) continue;
    const { data, width, height } = composite;
    const picture = { data, width, height, hadAlpha: false, sourceWidth: width, sourceHeight: height };
    const cut = await cutOutPicture(picture, { enginesDir: path.join(folder, 'none'), modelPath: null });
    const startedAt = performance.now();
    const { mesh, atlas } = modelOf(cut);
    const file = path.join(folder, `${composite.name.split(' ')[0]}.glb`);
    await writeGlb(file, mesh, await atlasJpeg(atlas));
    const ms = Math.round(performance.now() - startedAt);
    const bytes = readFileSync(file);
    const { issues } = await validator.validateBytes(new Uint8Array(bytes));
    const row = [
      composite.name.padEnd(15),
      String(mesh.indices.length / 3).padStart(10),
      String(openEdges(mesh)).padStart(11),
      String(issues.numErrors).padStart(7),
      String(issues.numWarnings).padStart(9),
      frontViewIou(mesh, atlas, opacityOf(cut)).toFixed(3).padStart(10),
      String(Math.round(bytes.length / 1000)).padStart(5),
      String(ms).padStart(6),
    ];
    console.log(row.join(' '));
  }
} finally {
  if (wanted === undefined) rmSync(folder, { recursive: true, force: true });
}
