import type { Face } from '../faces/face.ts';
import { findFaces } from '../faces/find-faces.ts';
import type { FaceModels } from '../faces/load-human.ts';
import type { Raster } from '../faces/raster.ts';
import { decodePicture } from '../pictures/decode-picture.ts';
import { numbered } from './choose-faces.ts';
import { FACE_SWAP_LIMITS } from './contract.ts';

export interface PictureWithFaces {
  picture: Raster;
  /** Numbered from 0. */
  faces: Face[];
}

/** A still picture and its faces. @throws EngineInputError `image` when it is none or breaks the limits. */
export async function readFaces(models: FaceModels, path: string, signal: AbortSignal): Promise<PictureWithFaces> {
  const { data, width, height } = await decodePicture(path, { maxSide: FACE_SWAP_LIMITS.maxPictureSide });
  const picture: Raster = { data, width, height, channels: 4 };
  return { picture, faces: numbered(await findFaces(models, picture, signal)) };
}
