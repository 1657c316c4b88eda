export interface FaceSwapInput {
  /** Absolute paths of local files; never URLs. */
  target: { kind: 'image' | 'video'; path: string };
  /** The picture with the face or faces to put in. */
  swapPath: string;
  choice: FaceChoice;
}

/** Which face goes where; faces are numbered from 0 as `faces/face-order.ts` says. */
export type FaceChoice =
  /** The largest face of each picture. */
  | { kind: 'largest' }
  /** In their order, as many as the picture with fewer faces has. */
  | { kind: 'all' }
  /** Entry i of `swap` onto entry i of `target`; both have the same length. */
  | { kind: 'indexes'; swap: readonly number[]; target: readonly number[] };

export const FACE_SWAP_LIMITS = {
  maxBytes: 10_485_760,
  maxPictureSide: 2048,
  maxVideoPixels: 921_600,
  maxVideoSide: 1280,
  maxFrames: 600,
  /** Longer side of the mesh, pixels; below it there is too little to warp. */
  minFace: 100,
  /** Degrees of yaw or pitch between the two faces: the mesh shows what the camera saw, not the hidden cheek. */
  maxTurn: 15,
  /** Degrees from the camera's axis, for either face alone. */
  maxProfile: 40,
} as const;
