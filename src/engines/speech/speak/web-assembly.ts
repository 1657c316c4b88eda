/** The few parts of WebAssembly's interface that are used; they are typed in the DOM library only, which a server has not. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}
export type WasmFunctions = Record<string, (...args: never[]) => unknown>;

interface WebAssemblyGlobal {
  compile(bytes: Uint8Array): Promise<object>;
  Instance: new (
    module: object,
    imports: Record<string, WasmFunctions>,
  ) => { readonly exports: Record<string, unknown> };
}

export const { compile, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyGlobal }).WebAssembly;
