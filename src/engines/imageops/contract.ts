export interface ImageopsInput {
  /** Absolute path of a local file: a grid of 2 × 2 pictures. */
  imagePath: string;
  /** 1 top left, 2 top right, 3 bottom left, 4 bottom right. */
  tile: 1 | 2 | 3 | 4;
}

export const IMAGEOPS_LIMITS = { maxBytes: 104_857_600, maxPixels: 67_108_864, minSide: 2 } as const;
