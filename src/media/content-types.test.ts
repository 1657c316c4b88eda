import { describe, expect, it } from 'vitest';
import { acceptedTypes, contentTypeOf, extensionOf, kindOf, UNKNOWN_TYPE } from './content-types.ts';

describe('the table of content types', () => {
  it('has every extension and every type once, all fit for a file name', () => {
    const extensions = acceptedTypes.flatMap((type) => type.extensions);
    expect(new Set(extensions).size).toBe(extensions.length);
    expect(new Set(acceptedTypes.map((type) => type.contentType)).size).toBe(acceptedTypes.length);
    for (const extension of extensions) expect(extension).toMatch(/^[a-z0-9]{2,5}$/);
  });

  it('has nothing that a browser would run', () => {
    for (const { contentType } of acceptedTypes) expect(contentType).not.toMatch(/svg|html|xml|javascript|text|pdf/);
  });

  it('leads from type to extension and back', () => {
    for (const { contentType, kind } of acceptedTypes) {
      expect(contentTypeOf(extensionOf(contentType))).toBe(contentType);
      expect(kindOf(contentType)).toBe(kind);
    }
  });

  it.each([
    ['jpg', 'image/jpeg'],
    ['JPEG', 'image/jpeg'],
    ['mp3', 'audio/mpeg'],
    ['mp4', 'video/mp4'],
    ['glb', 'model/gltf-binary'],
    ['svg', UNKNOWN_TYPE],
    ['html', UNKNOWN_TYPE],
    ['', UNKNOWN_TYPE],
    ['constructor', UNKNOWN_TYPE],
  ])('%s is %s', (extension, contentType) => {
    expect(contentTypeOf(extension)).toBe(contentType);
  });

  it.each([
    ['image/png; charset=x', 'image'],
    ['VIDEO/MP4', 'video'],
    ['audio/mpeg', 'audio'],
    ['model/gltf-binary', 'model'],
    ['application/zip', 'file'],
    ['image/svg+xml', 'file'],
    ['', 'file'],
  ])('%s is of kind %s', (contentType, kind) => {
    expect(kindOf(contentType)).toBe(kind);
  });

  it('gives what it does not know a neutral extension', () => {
    expect(extensionOf('application/x-anything')).toBe('bin');
  });
});
