import sharp from 'sharp';
import { type Drawing, drawFace, emptyRoom, type View } from './draw-face.ts';
import { heads } from './head-model.ts';

export type Name = keyof typeof heads;

export interface Sitter extends Partial<Omit<View, 'width' | 'height'>> {
  name: Name;
  mouthOpen?: number;
}

/** Drawn people in a room; by default one of 320 × 400 pixels, looking into the camera. */
export function drawPeople(
  sitters: readonly Sitter[],
  size: { width: number; height: number } = { width: 320, height: 400 },
): Drawing {
  const picture = emptyRoom(size.width, size.height);
  sitters.forEach(({ name, mouthOpen = 0, ...view }, index) => {
    const x = (size.width * (index + 0.5)) / sitters.length;
    drawFace(picture, { ...heads[name], mouthOpen }, { ...size, x, y: size.height * 0.47, size: 95, ...view });
  });
  return picture;
}

export const sharpOf = ({ data, width, height }: Drawing) =>
  sharp(Buffer.from(data), { raw: { width, height, channels: 3 } });
