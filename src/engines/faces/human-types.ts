/** The few parts of `@vladmandic/human` and tfjs that are used; declared by hand, because both are optional. */
export interface Tensor {
  dispose(): void;
}

export interface ModelArtifacts {
  modelTopology: unknown;
  weightSpecs: unknown[];
  weightData: ArrayBuffer;
  format?: unknown;
  signature?: unknown;
  userDefinedMetadata?: unknown;
}

export interface Tfjs {
  tensor4d(values: Float32Array, shape: [number, number, number, number], dtype: 'float32'): Tensor;
  io: {
    registerLoadRouter(router: (url: unknown) => { load(): Promise<ModelArtifacts> } | null): void;
  };
}

export interface HumanFace {
  /** Pixels of the given picture: x, y, width, height. */
  box: [number, number, number, number];
  boxScore: number;
  faceScore: number;
  /** 478 points x, y, z in pixels when the mesh is on; 6 when it is off. */
  mesh: [number, number, number?][];
  /** Radians. */
  rotation: { angle: { yaw: number; pitch: number; roll: number } } | null;
  /** 1,024 values that tell persons apart; only when asked for. */
  embedding?: number[];
}

export interface HumanObject {
  label: string;
  score: number;
  /** Shares of width and height: x, y, width, height. */
  boxRaw: [number, number, number, number];
}

export interface Human {
  load(): Promise<void>;
  detect(picture: Tensor, config: object): Promise<{ face: HumanFace[]; object: HumanObject[]; error: unknown }>;
  /** Corners of the triangles of the mesh, three a triangle. */
  faceTriangulation: number[];
}

export interface HumanModule {
  Human: new (config: object) => Human;
}
