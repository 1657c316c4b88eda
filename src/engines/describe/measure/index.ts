import type { Box, Face } from '../../faces/face.ts';
import { findFaces } from '../../faces/find-faces.ts';
import { type FoundObject, findObjects } from '../../faces/find-objects.ts';
import type { FaceModels } from '../../faces/load-human.ts';
import type { Raster } from '../../faces/raster.ts';
import { aspectOf } from './aspect.ts';
import { type Composition, compositionOf } from './composition.ts';
import { type Detail, detailOf } from './detail.ts';
import { labGrid } from './grid.ts';
import { type Light, lightOf } from './light.ts';
import { type PaletteEntry, paletteOf } from './palette.ts';

/** Everything that was measured; nothing else is ever said of a picture. */
export interface PictureFacts {
  /** Pixels of the file. */
  width: number;
  height: number;
  aspect: string;
  palette: PaletteEntry[];
  light: Light;
  detail: Detail;
  composition: Composition;
  /** Things of the same name together, most and largest first. */
  things: { label: string; count: number; size: 'large' | 'medium' | 'small'; where: string }[];
  faces: number;
  /** Height of the largest face as a share of the picture's height; 0 without. */
  largestFace: number;
}

const COLOUR_CELLS = 96;
const DETAIL_CELLS = 512;
/** Below this the detector is guessing. */
const SURE = 0.35;

export async function measure(
  models: FaceModels,
  picture: Raster,
  source: { width: number; height: number },
  signal: AbortSignal,
): Promise<PictureFacts> {
  const faces = await findFaces(models, picture, signal);
  signal.throwIfAborted();
  const objects = (await findObjects(models, picture)).filter(({ score }) => score >= SURE);
  const grid = labGrid(picture, COLOUR_CELLS);
  const boxes = [...objects.map(({ box }) => box), ...faces.map(({ box }) => box)];
  return {
    ...source,
    aspect: aspectOf(source.width, source.height),
    palette: paletteOf(grid),
    light: lightOf(grid),
    detail: detailOf(labGrid(picture, DETAIL_CELLS)),
    composition: compositionOf(grid, boxes, picture),
    things: gather(objects, faces, picture),
    faces: faces.length,
    largestFace: Math.round((100 * Math.max(0, ...faces.map(({ box }) => box.height))) / picture.height) / 100,
  };
}

function gather(objects: readonly FoundObject[], faces: readonly Face[], picture: Raster): PictureFacts['things'] {
  const byLabel = new Map<string, Box[]>();
  for (const { label, box } of objects) byLabel.set(label, [...(byLabel.get(label) ?? []), box]);
  // A face is a person even where the body is not seen.
  const people = byLabel.get('person') ?? [];
  if (faces.length > people.length)
    byLabel.set('person', [...people, ...faces.slice(people.length).map(({ box }) => box)]);
  const share = ({ width, height }: Box) => (width * height) / (picture.width * picture.height);
  return [...byLabel]
    .map(([label, boxes]) => {
      const [largest] = [...boxes].sort((one, other) => share(other) - share(one));
      const area = largest ? share(largest) : 0;
      const size = area > 0.2 ? ('large' as const) : area > 0.04 ? ('medium' as const) : ('small' as const);
      return { label, count: boxes.length, size, where: largest ? whereIn(largest, picture) : 'in the middle', area };
    })
    .sort((one, other) => other.area - one.area || one.label.localeCompare(other.label, 'en'))
    .map(({ area: _, ...thing }) => thing);
}

function whereIn(box: Box, { width, height }: Raster): string {
  const x = (box.left + box.width / 2) / width;
  const y = (box.top + box.height / 2) / height;
  const across = x < 0.38 ? 'left' : x > 0.62 ? 'right' : '';
  const down = y < 0.34 ? 'top' : y > 0.66 ? 'bottom' : '';
  if (across === '' && down === '') return 'in the middle';
  if (down === '') return `on the ${across}`;
  return across === '' ? `at the ${down}` : `at the ${down} ${across}`;
}
