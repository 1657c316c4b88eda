import { writeFile } from 'node:fs/promises';
import { Document, NodeIO } from '@gltf-transform/core';
import type { Mesh } from './mesh/closed-mesh.ts';

/** Binary glTF 2.0 of one textured body; the same mesh and texture give the same bytes. */
export async function writeGlb(path: string, mesh: Mesh, textureJpeg: Uint8Array): Promise<void> {
  const document = new Document();
  const root = document.getRoot();
  root.getAsset().generator = 'Polymuse relief';
  const buffer = document.createBuffer();
  const accessor = (type: 'VEC3' | 'VEC2' | 'SCALAR', array: Float32Array | Uint32Array | Uint16Array) =>
    document.createAccessor().setType(type).setArray(owned(array)).setBuffer(buffer);
  const isSmall = mesh.positions.length / 3 < 65_535;
  const primitive = document
    .createPrimitive()
    .setAttribute('POSITION', accessor('VEC3', mesh.positions))
    .setAttribute('NORMAL', accessor('VEC3', mesh.normals))
    .setAttribute('TEXCOORD_0', accessor('VEC2', mesh.uvs))
    .setIndices(accessor('SCALAR', isSmall ? Uint16Array.from(mesh.indices) : mesh.indices))
    .setMaterial(
      document
        .createMaterial('surface')
        .setBaseColorTexture(document.createTexture('colours').setImage(textureJpeg.slice()).setMimeType('image/jpeg'))
        .setMetallicFactor(0)
        .setRoughnessFactor(0.9),
    );
  const node = document.createNode('subject').setMesh(document.createMesh('subject').addPrimitive(primitive));
  root.setDefaultScene(document.createScene('scene').addChild(node));
  await writeFile(path, await new NodeIO().writeBinary(document));
}

/** The library wants arrays that own their memory. */
const owned = <T extends Float32Array | Uint32Array | Uint16Array>(array: T) =>
  array.slice() as Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;
