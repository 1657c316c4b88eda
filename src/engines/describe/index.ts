import type { Engine, EngineContext, EngineResult } from '../engine.ts';
import type { EngineTools } from '../engine-tools.ts';
import { loadFaceModels } from '../faces/load-human.ts';
import { decodePicture } from '../pictures/decode-picture.ts';
import { DESCRIBE_LIMITS, type DescribeInput } from './contract.ts';
import { measure } from './measure/index.ts';
import { caption } from './words/caption.ts';
import { fourPrompts } from './words/prompts.ts';

export type { DescribeInput } from './contract.ts';

const NAME = 'describe@1';
const QUALITY =
  'Tags, not captions: colours, light, composition, faces and the 80 COCO classes as measured, put into words; no language model.';

/**
 * Words for a picture; no file. `facts.text` is the text, `facts.measured` what it was made of.
 * @throws EngineNotInstalled; EngineInputError `image` when the file is no usable picture.
 */
export function createDescribe(tools: EngineTools): Engine<DescribeInput> {
  return { name: NAME, quality: QUALITY, run: (input, context) => run(input, context, tools) };
}

async function run(input: DescribeInput, context: EngineContext, tools: EngineTools): Promise<EngineResult> {
  const { signal, onProgress } = context;
  onProgress('loading', 0);
  const { maxPixels, maxSide, fitSide } = DESCRIBE_LIMITS;
  const decoded = await decodePicture(input.imagePath, { maxPixels, maxSide, fitSide });
  if (decoded.hadAlpha) layOnWhite(decoded.data);
  const { data, width, height, sourceWidth, sourceHeight } = decoded;
  const models = await loadFaceModels(tools);
  onProgress('looking', 0.4);
  const source = { width: sourceWidth, height: sourceHeight };
  const measured = await measure(models, { data, width, height, channels: 4 }, source, signal);
  onProgress('writing', 0.95);
  const { output } = input;
  const text = output.kind === 'prompts' ? fourPrompts(measured) : caption(measured, output.style, output.length);
  onProgress('done', 1);
  return { files: [], facts: { engine: NAME, text, measured }, logs: [`${NAME}: ${QUALITY}`] };
}

/** What a viewer shows behind transparent parts; the colours below them are nobody's choice. */
function layOnWhite(rgba: Uint8Array): void {
  for (let at = 0; at < rgba.length; at += 4) {
    const alpha = (rgba[at + 3] ?? 255) / 255;
    for (let channel = 0; channel < 3; channel++) {
      rgba[at + channel] = Math.round(255 + alpha * ((rgba[at + channel] ?? 0) - 255));
    }
  }
}
