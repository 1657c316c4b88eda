import { join } from 'node:path';
import { cutOutPicture } from '../cutout/cut-out-picture.ts';
import type { Engine, EngineContext, EngineFile, EngineResult } from '../engine.ts';
import type { EngineTools } from '../engine-tools.ts';
import { decodePicture } from '../pictures/decode-picture.ts';
import { writePng } from '../pictures/encode-png.ts';
import { RELIEF_LIMITS, type ReliefInput } from './contract.ts';
import { modelOf } from './model-of.ts';
import { TURNTABLE, writeTurntable } from './render/turntable.ts';
import { atlasJpeg } from './texture/atlas.ts';
import { writeGlb } from './write-glb.ts';

export type { ReliefInput } from './contract.ts';

const NAME = 'relief@1';
const QUALITY =
  "2.5D: the picture's subject inflated like a pillow, good from the front, its back guessed; not a reconstruction.";

/** A picture to a textured, closed mesh (`model.glb`), with the cut-out picture and a turntable video when wanted. */
export function createRelief(tools: EngineTools): Engine<ReliefInput> {
  return { name: NAME, quality: QUALITY, run: (input, context) => run(input, context, tools) };
}

async function run(
  input: ReliefInput,
  { workDir, signal, onProgress }: EngineContext,
  tools: EngineTools,
): Promise<EngineResult> {
  onProgress('reading', 0);
  const picture = await decodePicture(input.imagePath, RELIEF_LIMITS);
  signal.throwIfAborted();
  onProgress('cutting', 0.05);
  const cut = await cutOutPicture(picture, { enginesDir: tools.enginesDir, modelPath: input.modelPath });
  signal.throwIfAborted();
  onProgress('inflating', 0.3);
  const { mesh, atlas } = modelOf(cut);
  const model = join(workDir, 'model.glb');
  await writeGlb(model, mesh, await atlasJpeg(atlas));
  signal.throwIfAborted();

  const files: EngineFile[] = [];
  if (input.wants === 'everything') {
    const cutout = join(workDir, 'cutout.png');
    await writePng(cutout, cut);
    const { width, height } = cut;
    files.push({ role: 'cutout', path: cutout, contentType: 'image/png', width, height, durationMs: 0 });
    const video = join(workDir, 'turntable.mp4');
    await writeTurntable(video, mesh, atlas, tools.ffmpeg, {
      signal,
      onFrame: (fraction) => onProgress('rendering', 0.4 + 0.6 * fraction),
    });
    const { side, fps, frames } = TURNTABLE;
    const durationMs = Math.round((frames / fps) * 1000);
    files.push({ role: 'video', path: video, contentType: 'video/mp4', width: side * 2, height: side, durationMs });
  }
  files.push({ role: 'model', path: model, contentType: 'model/gltf-binary', width: 0, height: 0, durationMs: 0 });
  onProgress('writing', 1);

  const logs = [...cut.logs];
  if (input.imageCount > 1) logs.push(`only the first of ${input.imageCount} pictures was used`);
  if (input.ignored.length > 0) logs.push(`without meaning here, so ignored: ${input.ignored.join(', ')}`);
  return {
    files,
    facts: {
      engine: NAME,
      cutMethod: cut.method,
      vertices: mesh.positions.length / 3,
      triangles: mesh.indices.length / 3,
    },
    logs: [...logs, `${NAME}: ${QUALITY}`],
  };
}
