/** What the cut-out engine is asked; plain JSON. */
export type CutoutInput =
  | {
      kind: 'image';
      /** Absolute path of a local file. */
      imagePath: string;
      /** The model that was asked for by name, as the log repeats it. */
      askedModel: string;
      /** An .onnx file of the operator's, or null: what is installed, else without a model. */
      modelPath: string | null;
    }
  | {
      kind: 'video';
      videoPath: string;
      /** True keeps the background and takes the subject away. */
      keepBackground: boolean;
      modelPath: string | null;
    };

export const CUTOUT_LIMITS = {
  maxBytes: 10_485_760,
  maxSide: 4096,
  maxPixels: 16_777_216,
  /** Smaller pictures have no subject to speak of. */
  minSide: 16,
  maxFrames: 600,
  maxVideoSide: 1920,
  maxVideoPixels: 2_073_600,
} as const;

/** What stands in a video where something was taken away: the green of a keying screen (R, G, B). */
export const KEY_COLOUR = [0, 177, 64] as const;
