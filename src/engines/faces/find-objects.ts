import type { Box } from './face.ts';
import type { FaceModels } from './load-human.ts';
import { type Raster, sampleRectangle } from './raster.ts';

/** A thing of the 80 classes of COCO (Lin et al. 2014). */
export interface FoundObject {
  label: string;
  /** 0..1. */
  score: number;
  /** Pixels. */
  box: Box;
}

const INPUT = 512;

/**
 * Things in a picture, surest first, by the CenterNet detector (Zhou et al. 2019, "Objects as points") of the face
 * packages. The whole picture is stretched onto the model's square.
 */
export async function findObjects(models: FaceModels, picture: Raster): Promise<FoundObject[]> {
  const { width, height } = picture;
  const square = sampleRectangle(picture, { left: 0, top: 0, width, height }, { width: INPUT, height: INPUT });
  const { objects } = await models.look(square, INPUT, { faces: 'none', objects: true, identity: false });
  return objects.map(({ label, score, boxRaw: [x, y, w, h] }) => ({
    label,
    score,
    box: { left: x * width, top: y * height, width: w * width, height: h * height },
  }));
}
