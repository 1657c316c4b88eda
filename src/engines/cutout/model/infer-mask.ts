import sharp from 'sharp';
import type { Picture } from '../../pictures/decode-picture.ts';
import type { AlphaMap } from '../alpha-map.ts';
import type { Network } from './load-network.ts';
import type { OnnxTensor } from './onnxruntime-types.ts';

type Rgba = Pick<Picture, 'data' | 'width' | 'height'>;

/** Sides that a model file may ask for. */
const MIN_SIDE = 64;
const MAX_SIDE = 2048;

/** The network's mask of a picture, square as the network sees it: stretch it back over the picture. */
export async function inferMask(network: Network, picture: Rgba): Promise<AlphaMap> {
  const { session, family } = network;
  try {
    return await inferAt(network, picture, family.side);
  } catch (error) {
    const expected = expectedSide(error);
    if (expected === null || expected === family.side) throw error;
    // Remembered, so that only the first picture asks in vain.
    network.family = { ...family, side: expected };
    return inferAt({ ...network, session, family: network.family }, picture, expected);
  }
}

/** onnxruntime tells the size a file was exported for only when it gets another one. */
function expectedSide(error: unknown): number | null {
  const text = error instanceof Error ? error.message : String(error);
  const side = Number(/index: [23] Got: \d+ Expected: (\d+)/.exec(text)?.[1] ?? Number.NaN);
  return side >= MIN_SIDE && side <= MAX_SIDE ? side : null;
}

async function inferAt({ session, runtime, family }: Network, picture: Rgba, side: number): Promise<AlphaMap> {
  const input = session.inputNames[0];
  // The full-resolution mask is called so, or comes last (BiRefNet) when there are several, or is the only one.
  const output = session.outputNames.find((name) => name === 'output') ?? lastOutput(session.outputNames, family.name);
  if (input === undefined || output === undefined) throw new Error('the model has no input or no output');
  const feeds = { [input]: new runtime.Tensor('float32', await inputOf(picture, side, family), [1, 3, side, side]) };
  const result = (await session.run(feeds, [output]))[output];
  if (result === undefined) throw new Error('the model gave no mask');
  return readMask(result, family.isLogit);
}

const lastOutput = (names: readonly string[], family: string): string | undefined =>
  family === 'BiRefNet' || family === 'RMBG-2.0' ? names.at(-1) : names[0];

async function inputOf(picture: Rgba, side: number, { mean, deviation }: Network['family']): Promise<Float32Array> {
  const { data, width, height } = picture;
  const rgb = await sharp(data, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .resize({ width: side, height: side, fit: 'fill', kernel: 'linear' })
    .raw()
    .toBuffer();
  const plane = side * side;
  const input = new Float32Array(plane * 3);
  for (let channel = 0; channel < 3; channel++) {
    const scale = 1 / (255 * (deviation[channel] ?? 1));
    const shift = (mean[channel] ?? 0) / (deviation[channel] ?? 1);
    for (let at = 0; at < plane; at++) input[channel * plane + at] = (rgb[at * 3 + channel] ?? 0) * scale - shift;
  }
  return input;
}

/** @throws Error when the output is no picture of one plane. */
function readMask({ dims, data }: OnnxTensor, mayBeLogit: boolean): AlphaMap {
  const [height = 0, width = 0] = dims.slice(-2);
  if (width < 1 || height < 1 || data.length !== width * height || !(data instanceof Float32Array)) {
    throw new Error(`the model's output is no mask: ${dims.join('×')}`);
  }
  // Shares never leave 0..1; log odds of a whole picture always do.
  const isLogit = mayBeLogit && data.some((value) => value < -0.01 || value > 1.01);
  const alpha = data.map((value) => (isLogit ? 1 / (1 + Math.exp(-value)) : Math.max(0, Math.min(1, value))));
  return { alpha, width, height };
}
