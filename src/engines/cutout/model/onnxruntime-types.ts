/** The little of onnxruntime-node and onnxruntime-web that is used; both have it in common. */
export interface OnnxRuntime {
  InferenceSession: {
    create(model: Uint8Array | string, options: Record<string, unknown>): Promise<OnnxSession>;
  };
  Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => OnnxTensor;
  env: { wasm?: { numThreads?: number }; logLevel?: string };
}

export interface OnnxSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: Record<string, OnnxTensor>, fetches: readonly string[]): Promise<Record<string, OnnxTensor>>;
  release(): Promise<void>;
}

export interface OnnxTensor {
  readonly type: string;
  readonly data: Float32Array | Uint16Array;
  readonly dims: readonly number[];
}
