import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderScene } from '../../src/cli/demo/render-scene.ts';
import type { SceneEvent } from '../../src/cli/demo/scene.ts';
import { testScenes } from './scenes.ts';

/** A rendered clip and the truth about it; the plain part is also written as `<name>.json` next to the mp4. */
export interface Clip {
  name: string;
  path: string;
  fps: number;
  durationSeconds: number;
  events: SceneEvent[];
  positionX?(time: number): number | null;
}

/**
 * Renders test clips with known event times into a folder; the same frames on every machine.
 * @param names which of `testScenes`; default all.
 * @throws Error for an unknown name, or when ffmpeg cannot be run.
 */
export async function renderClips(
  outDir: string,
  names = Object.keys(testScenes),
  ffmpegPath = 'ffmpeg',
): Promise<Clip[]> {
  await mkdir(outDir, { recursive: true });
  const clips: Clip[] = [];
  for (const name of names) {
    const build = testScenes[name];
    if (build === undefined) throw new Error(`unknown clip ${name}; known: ${Object.keys(testScenes).join(', ')}`);
    const scene = build();
    const path = join(outDir, `${name}.mp4`);
    await renderScene(scene, path, ffmpegPath);
    const { fps, durationSeconds, events } = scene;
    const clip: Clip = { name, path, fps, durationSeconds, events };
    await writeFile(
      join(outDir, `${name}.json`),
      `${JSON.stringify({ ...clip, positions: samplePositions(scene.positionX, durationSeconds) }, null, 2)}\n`,
    );
    if (scene.positionX !== undefined) clip.positionX = scene.positionX;
    clips.push(clip);
  }
  return clips;
}

/** True position 25 times a second, for readers of the JSON. */
function samplePositions(positionX: Clip['positionX'], durationSeconds: number): (number | null)[] | null {
  if (positionX === undefined) return null;
  return Array.from({ length: Math.floor(durationSeconds * 25) }, (_, frame) => positionX(frame / 25));
}
