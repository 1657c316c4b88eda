import type { AlphaMap } from '../cutout/alpha-map.ts';
import { EngineInputError } from '../engine.ts';
import { closedMesh, type Mesh } from './mesh/closed-mesh.ts';
import { silhouetteOf } from './mesh/silhouette.ts';
import { type Atlas, atlasOf } from './texture/atlas.ts';

/**
 * The body of a cut-out picture (R G B A) and the texture that belongs to it.
 * @throws EngineInputError `image` when too little of it is opaque.
 */
export function modelOf(cut: { data: Uint8Array; width: number; height: number }): { mesh: Mesh; atlas: Atlas } {
  const silhouette = silhouetteOf(opacityOf(cut));
  if (silhouette === null) {
    throw new EngineInputError('image', 'no subject found: too little of the picture stands out to make a model of');
  }
  const atlas = atlasOf(cut);
  return { mesh: closedMesh(silhouette, atlas.toTexture), atlas };
}

export function opacityOf({ data, width, height }: { data: Uint8Array; width: number; height: number }): AlphaMap {
  return {
    alpha: Float32Array.from({ length: width * height }, (_, at) => (data[at * 4 + 3] ?? 0) / 255),
    width,
    height,
  };
}
