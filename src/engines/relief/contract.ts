/** What the relief engine is asked; plain JSON. */
export interface ReliefInput {
  /** Absolute path of a local file: the picture that becomes the model. */
  imagePath: string;
  /** How many pictures were sent; only the first is used. */
  imageCount: number;
  /** A segmentation model (.onnx) of the operator's, or null. */
  modelPath: string | null;
  /** The model alone, or the cut-out picture and a turntable video as well. */
  wants: 'model' | 'everything';
  /** Names of options that were sent but mean nothing to this engine. */
  ignored: string[];
}

export const RELIEF_LIMITS = {
  maxBytes: 20_971_520,
  maxSide: 8192,
  maxPixels: 40_000_000,
  minSide: 16,
  /** Larger pictures are made smaller first. */
  fitSide: 1024,
} as const;
