import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawPeople, type Name, type Sitter } from './__fixtures__/face-pictures.ts';
import type { Face } from './face.ts';
import { findFaces } from './find-faces.ts';
import { type FaceModels, loadFaceModels } from './load-human.ts';

const enginesDir = path.resolve('.setup/engines');
let models: FaceModels;
beforeAll(async () => {
  models = await loadFaceModels({ enginesDir });
}, 60_000);

const find = (sitters: readonly Sitter[], size?: { width: number; height: number }): Promise<Face[]> =>
  findFaces(models, { ...drawPeople(sitters, size), channels: 3 });
const names: Name[] = ['ada', 'ben', 'cleo', 'dan', 'eve'];

describe('faces are found', { timeout: 120_000 }, () => {
  it.each(names)('%s: once, where it was drawn', async (name) => {
    const faces = await find([{ name }]);
    expect(faces).toHaveLength(1);
    const { box } = faces[0]!;
    expect(Math.abs(box.left + box.width / 2 - 160)).toBeLessThan(12);
    expect(box.width).toBeGreaterThan(140);
    expect(box.width).toBeLessThan(215);
  });

  it('small ones in a large picture, each once', async () => {
    const sitters: Sitter[] = [
      { name: 'ada', x: 200, y: 300, size: 36 },
      { name: 'ben', x: 1000, y: 700, size: 36 },
      { name: 'eve', x: 1700, y: 200, size: 36 },
    ];
    expect(await find(sitters, { width: 1920, height: 1080 })).toHaveLength(3);
  });

  it('one that fills the picture', async () => {
    expect(await find([{ name: 'cleo', x: 150, y: 150, size: 148 }], { width: 300, height: 300 })).toHaveLength(1);
  });

  it('tilted by 30°, and says so', async () => {
    const [face] = await find([{ name: 'dan', roll: 30 }]);
    expect(Math.abs(Math.abs(face!.roll) - 30)).toBeLessThan(6);
  });

  it('none in an empty room', async () => {
    expect(await find([])).toEqual([]);
    expect(await find([], { width: 1, height: 1 })).toEqual([]);
  });
});

it.each([
  ['yaw', 20],
  ['yaw', -30],
  ['pitch', 15],
  ['pitch', -15],
] as const)(
  'a head that is turned in %s by %i° measures within 9°',
  async (axis, degrees) => {
    const [straight] = await find([{ name: 'ada' }]);
    const [turned] = await find([{ name: 'ada', [axis]: degrees }]);
    const measured = Math.abs(turned![axis] - straight![axis]);
    expect(Math.abs(measured - Math.abs(degrees))).toBeLessThan(9);
  },
  120_000,
);

it('the same picture gives the same mesh, whatever was looked at before', async () => {
  const [first] = await find([{ name: 'eve' }]);
  await find([{ name: 'ada', yaw: 20 }]);
  const [second] = await find([{ name: 'eve' }]);
  expect(second!.points).toEqual(first!.points);
}, 120_000);
