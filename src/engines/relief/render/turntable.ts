import { FrameWriter } from '../../cutout/video/frame-pipes.ts';
import type { EngineContext } from '../../engine.ts';
import type { Mesh } from '../mesh/closed-mesh.ts';
import { type Camera, rasterise } from './rasterise.ts';
import { shadeColour, shadeGeometry } from './shade.ts';

/** Colour on the left, geometry on the right, once around. */
export const TURNTABLE = { side: 512, fps: 30, frames: 120 } as const;

const VIEW: Omit<Camera, 'yaw'> = { pitch: 0.16, distance: 3, span: 1.35 };

/** Writes a silent H.264 MP4 of 1024 × 512 pixels. */
export async function writeTurntable(
  path: string,
  mesh: Mesh,
  texture: { data: Uint8Array; width: number; height: number },
  ffmpeg: string,
  { signal, onFrame }: { signal: EngineContext['signal']; onFrame: (fraction: number) => void },
): Promise<void> {
  const { side, fps, frames } = TURNTABLE;
  const writer = new FrameWriter(ffmpeg, encoderArguments(path), signal);
  try {
    for (let frame = 0; frame < frames; frame++) {
      signal.throwIfAborted();
      const yaw = (2 * Math.PI * frame) / frames;
      // Twice as large as it is shown: four samples per pixel keep the outline smooth.
      const raster = rasterise(mesh, texture, { ...VIEW, yaw }, side * 2, side * 2);
      await writer.write(sideBySide(shadeColour(raster), shadeGeometry(raster), side));
      onFrame((frame + 1) / frames);
    }
    await writer.finish();
  } catch (error) {
    writer.abandon();
    throw error;
  }

  function encoderArguments(output: string): string[] {
    return [
      ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${side * 2}x${side}`, '-r', String(fps), '-i', 'pipe:0'],
      ...['-vf', 'scale=out_color_matrix=bt709:out_range=tv', '-colorspace', 'bt709', '-color_primaries', 'bt709'],
      ...['-color_trc', 'bt709', '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-pix_fmt', 'yuv420p'],
      ...[
        '-threads',
        '2',
        '-fflags',
        '+bitexact',
        '-flags:v',
        '+bitexact',
        '-movflags',
        '+faststart',
        `file:${output}`,
      ],
    ];
  }
}

function sideBySide(left: Uint8Array, right: Uint8Array, side: number): Uint8Array {
  const row = side * 3;
  const result = new Uint8Array(row * 2 * side);
  for (let y = 0; y < side; y++) {
    result.set(left.subarray(y * row, (y + 1) * row), y * row * 2);
    result.set(right.subarray(y * row, (y + 1) * row), y * row * 2 + row);
  }
  return result;
}
