import type { PictureAnalysis } from '../contract.ts';

const FPS = 25;

/** What the picture half would say of a still, evenly grey clip: for sounds that are made from the words alone. */
export function noPicture(durationSeconds: number): PictureAnalysis {
  const frameCount = Math.max(1, Math.round(durationSeconds * FPS));
  const series = (value = 0) => new Float32Array(frameCount).fill(value);
  return {
    durationSeconds,
    sourceSeconds: durationSeconds,
    width: 0,
    height: 0,
    fps: FPS,
    frameCount,
    motion: series(),
    panX: series(),
    panY: series(),
    velocityX: series(),
    velocityY: series(),
    brightness: series(0.5),
    texture: series(),
    flicker: series(),
    onsets: [],
    cuts: [],
    colour: { hue: 0, saturation: 0, warm: 0, green: 0, blue: 0, dark: 0 },
  };
}
