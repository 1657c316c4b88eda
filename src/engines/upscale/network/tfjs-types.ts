/** The few parts of tfjs that are used; declared by hand, because the packages are optional. */
export interface Tensor {
  readonly shape: number[];
  data(): Promise<Float32Array>;
  dispose(): void;
}

export interface TfjsCore {
  setBackend(name: 'wasm'): Promise<boolean>;
  tensor4d(values: Float32Array, shape: [number, number, number, number], dtype: 'float32'): Tensor;
}

export interface TfjsWasm {
  setWasmPaths(folder: string): void;
}

export interface ModelArtifacts {
  format: string;
  modelTopology: unknown;
  weightSpecs: unknown[];
  weightData: ArrayBuffer;
}

export interface TfjsLayers {
  loadLayersModel(handler: { load(): Promise<ModelArtifacts> }): Promise<LayersModel>;
}

export interface LayersModel {
  predict(input: Tensor): Tensor;
}
