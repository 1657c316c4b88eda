export interface DescribeInput {
  /** Absolute path of a local file; never a URL. */
  imagePath: string;
  /** What is written: four numbered prompts, or one text. */
  output: { kind: 'prompts' } | { kind: 'caption'; style: string; length: string };
}

export const DESCRIBE_LIMITS = {
  maxBytes: 104_857_600,
  maxPixels: 40_000_000,
  maxSide: 16_384,
  /** Longest side that is looked at; larger pictures are made smaller first. */
  fitSide: 1024,
} as const;
