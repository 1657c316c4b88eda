/**
 * The smallest segmentation "network" there is, written byte by byte as ONNX (protobuf) so that a model of the
 * operator's own can be tested with the real runtime: its mask is the mean of the three colour planes, plus 0.5 for
 * the ISNet family's shift. Input `input` [1, 3, side, side], output `mask` [1, 1, side, side].
 */
export function brightnessModel(side: number): Uint8Array {
  const axes = message([string(1, 'axes'), varint(20, 7), varint(8, 1)]);
  const keep = message([string(1, 'keepdims'), varint(20, 2), varint(3, 1)]);
  const mean = message([
    string(1, 'input'),
    string(2, 'mean'),
    string(4, 'ReduceMean'),
    bytes(5, axes),
    bytes(5, keep),
  ]);
  const half = message([
    varint(1, 1),
    varint(2, 1),
    string(8, 'half'),
    bytes(9, new Uint8Array(new Float32Array([0.5]).buffer)),
  ]);
  const add = message([string(1, 'mean'), string(1, 'half'), string(2, 'mask'), string(4, 'Add')]);
  const graph = message([
    bytes(1, mean),
    bytes(1, add),
    string(2, 'brightness'),
    bytes(5, half),
    bytes(11, valueInfo('input', [1, 3, side, side])),
    bytes(12, valueInfo('mask', [1, 1, side, side])),
  ]);
  return message([varint(1, 8), bytes(7, graph), bytes(8, message([string(1, ''), varint(2, 13)]))]);
}

function valueInfo(name: string, dims: readonly number[]): Uint8Array {
  const shape = message(dims.map((dim) => bytes(1, message([varint(1, dim)]))));
  const tensor = message([varint(1, 1), bytes(2, shape)]);
  return message([string(1, name), bytes(2, message([bytes(1, tensor)]))]);
}

const message = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));
const number = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) + 128, ...number(Math.floor(value / 128))];
const varint = (field: number, value: number): Uint8Array => Uint8Array.from([...number(field * 8), ...number(value)]);
const bytes = (field: number, value: Uint8Array): Uint8Array =>
  Uint8Array.from([...number(field * 8 + 2), ...number(value.length), ...value]);
const string = (field: number, value: string): Uint8Array => bytes(field, new TextEncoder().encode(value));
