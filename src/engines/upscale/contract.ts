/** What the upscale engine is asked; plain JSON. */
export type UpscaleInput =
  | {
      kind: 'image';
      /** Absolute path of a local file. */
      imagePath: string;
      /** For width and height, 2 to 10, whole or not. */
      scale: number;
      /** Asked for; no face model is here, so it is only mentioned in the log. */
      faceEnhance: boolean;
    }
  /** Twice the width and height. */
  | { kind: 'video'; videoPath: string };

export const UPSCALE_LIMITS = {
  maxBytes: 10_485_760,
  maxSide: 2048,
  minScale: 2,
  maxScale: 10,
  /** Pixels that the network takes in, all passes together: 80 seconds on one free core. 512 × 512 fits twice. */
  maxNetworkPixels: 1_310_720,
  /** Pixels of the largest result; a larger one is made with a smaller factor. */
  maxResultPixels: 100_000_000,
  minFrames: 10,
  maxFrames: 240,
  maxVideoSide: 1280,
  maxVideoPixels: 921_600,
  /** Sides under this are no video that an encoder takes. */
  minVideoSide: 16,
  /** Pixels of all frames together up to which the network works: about ten minutes on one free core. */
  maxNetworkVideoPixels: 10_000_000,
} as const;
