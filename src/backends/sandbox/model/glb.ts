/** A card with a picture on both faces as binary glTF 2.0 (Khronos specification, chapters 3.6 and 4.4). */

const HALF_THICKNESS = 0.04;
const GENERATOR = 'Polymuse sandbox (test output)';

type Vector = readonly [number, number, number];

interface Face {
  normal: Vector;
  corners: readonly [Vector, Vector, Vector, Vector];
  /** Texture coordinates of the corners. */
  uv: readonly (readonly [number, number])[];
}

/** `picture`: a PNG; `aspect`: its width by its height. The card is one unit high and stands in the origin. */
export function cardModel(picture: Buffer, aspect: number): Buffer {
  const faces = facesOf(aspect / 2, 0.5, HALF_THICKNESS);
  const positions = faces.flatMap(({ corners }) => corners.flat());
  const normals = faces.flatMap(({ normal }) => [normal, normal, normal, normal].flat());
  const coordinates = faces.flatMap(({ uv }) => uv.flat());
  const indices = faces.flatMap((_, face) => [0, 1, 2, 0, 2, 3].map((corner) => face * 4 + corner));
  const parts = [floats(positions), floats(normals), floats(coordinates), shorts(indices), picture];
  let offset = 0;
  const bufferViews = parts.map((part, index) => {
    const view = { buffer: 0, byteOffset: offset, byteLength: part.length, ...targetOf(index) };
    offset += padded(part.length);
    return view;
  });
  const count = faces.length * 4;
  const json = {
    asset: { version: '2.0', generator: GENERATOR },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0, name: 'TEST' }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0, NORMAL: 1, TEXCOORD_0: 2 }, indices: 3, material: 0 }] }],
    materials: [{ pbrMetallicRoughness: { baseColorTexture: { index: 0 }, metallicFactor: 0, roughnessFactor: 0.8 } }],
    textures: [{ source: 0, sampler: 0 }],
    samplers: [{ magFilter: 9729, minFilter: 9987, wrapS: 33071, wrapT: 33071 }],
    images: [{ bufferView: 4, mimeType: 'image/png' }],
    accessors: [
      { bufferView: 0, componentType: 5126, count, type: 'VEC3', ...boundsOf(positions) },
      { bufferView: 1, componentType: 5126, count, type: 'VEC3' },
      { bufferView: 2, componentType: 5126, count, type: 'VEC2' },
      { bufferView: 3, componentType: 5123, count: indices.length, type: 'SCALAR' },
    ],
    bufferViews,
    buffers: [{ byteLength: offset }],
  };
  const text = Buffer.from(JSON.stringify(json), 'utf8');
  return container(pad(text, 0x20), Buffer.concat(parts.map((part) => pad(part, 0))));
}

function facesOf(x: number, y: number, z: number): Face[] {
  const whole = [
    [0, 1],
    [1, 1],
    [1, 0],
    [0, 0],
  ] as const;
  // The rim takes the colour of the nearest edge of the picture.
  const column = (u: number) =>
    [
      [u, 1],
      [u, 1],
      [u, 0],
      [u, 0],
    ] as const;
  const row = (v: number) =>
    [
      [0, v],
      [1, v],
      [1, v],
      [0, v],
    ] as const;
  return [
    {
      normal: [0, 0, 1],
      corners: [
        [-x, -y, z],
        [x, -y, z],
        [x, y, z],
        [-x, y, z],
      ],
      uv: whole,
    },
    {
      normal: [0, 0, -1],
      corners: [
        [x, -y, -z],
        [-x, -y, -z],
        [-x, y, -z],
        [x, y, -z],
      ],
      uv: whole,
    },
    {
      normal: [1, 0, 0],
      corners: [
        [x, -y, z],
        [x, -y, -z],
        [x, y, -z],
        [x, y, z],
      ],
      uv: column(1),
    },
    {
      normal: [-1, 0, 0],
      corners: [
        [-x, -y, -z],
        [-x, -y, z],
        [-x, y, z],
        [-x, y, -z],
      ],
      uv: column(0),
    },
    {
      normal: [0, 1, 0],
      corners: [
        [-x, y, z],
        [x, y, z],
        [x, y, -z],
        [-x, y, -z],
      ],
      uv: row(0),
    },
    {
      normal: [0, -1, 0],
      corners: [
        [-x, -y, -z],
        [x, -y, -z],
        [x, -y, z],
        [-x, -y, z],
      ],
      uv: row(1),
    },
  ];
}

const targetOf = (index: number): { target?: number } =>
  index < 3 ? { target: 34_962 } : index === 3 ? { target: 34_963 } : {};

function boundsOf(positions: readonly number[]): { min: number[]; max: number[] } {
  const axis = (at: number): number[] => positions.filter((_, index) => index % 3 === at).map(Math.fround);
  return { min: [0, 1, 2].map((at) => Math.min(...axis(at))), max: [0, 1, 2].map((at) => Math.max(...axis(at))) };
}

function floats(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes;
}

function shorts(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) bytes.writeUInt16LE(value, index * 2);
  return bytes;
}

const padded = (length: number): number => Math.ceil(length / 4) * 4;

const pad = (bytes: Buffer, fill: number): Buffer =>
  Buffer.concat([bytes, Buffer.alloc(padded(bytes.length) - bytes.length, fill)]);

function container(json: Buffer, binary: Buffer): Buffer {
  const header = Buffer.alloc(12);
  header.write('glTF', 0, 'latin1');
  header.writeUInt32LE(2, 4);
  header.writeUInt32LE(12 + 8 + json.length + 8 + binary.length, 8);
  const chunk = (bytes: Buffer, type: string): Buffer[] => {
    const head = Buffer.alloc(8);
    head.writeUInt32LE(bytes.length, 0);
    head.write(type, 4, 'latin1');
    return [head, bytes];
  };
  return Buffer.concat([header, ...chunk(json, 'JSON'), ...chunk(binary, 'BIN\0')]);
}
