import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { EngineNotInstalled, engineRequire } from '../../host/engine-packages.ts';
import { backProject } from './back-project.ts';
import type { LayersModel, ModelArtifacts, TfjsCore, TfjsLayers, TfjsWasm } from './tfjs-types.ts';

/**
 * The package has networks for ×2, ×3, ×4 and ×8. Only the first is used: the others draw a faint grid of their factor
 * on smooth areas, and ×2 twice is closer to the truth than ×4 (see the README).
 */
export const NETWORK_FACTOR = 2;

export interface Network {
  /** width × height × 3 values of 0..255 (R G B) in, four times as many out, not rounded or limited. */
  enlarge(values: Float32Array, width: number, height: number): Promise<Float32Array>;
}

const PACKAGES = 'upscale';
const WEIGHTS = '@upscalerjs/esrgan-medium';

/** tfjs keeps its state in globals, so one set-up serves the process. */
let loaded: Promise<Network> | undefined;

/**
 * The network on the wasm backend of tfjs, read from the package itself: nothing is fetched and none of
 * the weights' own code runs. Null when the packages are not installed.
 */
export async function loadNetwork(tools: { enginesDir: string }): Promise<Network | null> {
  let require: NodeJS.Require;
  try {
    require = engineRequire(tools, PACKAGES);
  } catch (error) {
    if (error instanceof EngineNotInstalled) return null;
    throw error;
  }
  loaded ??= load(require).catch((error: unknown) => {
    loaded = undefined;
    throw error;
  });
  return loaded;
}

async function load(require: NodeJS.Require): Promise<Network> {
  const tf = require('@tensorflow/tfjs-core') as TfjsCore;
  const wasm = require('@tensorflow/tfjs-backend-wasm') as TfjsWasm;
  const layers = require('@tensorflow/tfjs-layers') as TfjsLayers;
  wasm.setWasmPaths(path.join(path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm')), path.sep));
  if (!(await tf.setBackend('wasm'))) throw new Error('the wasm backend of tfjs could not be started');
  const folder = path.join(packageFolder(require), 'models', `x${NETWORK_FACTOR}`);
  const model = await layers.loadLayersModel({ load: () => readArtifacts(folder) });
  return {
    async enlarge(values, width, height) {
      const output = await predict(tf, model, values, width, height);
      backProject(output, values, width, height, NETWORK_FACTOR);
      return output;
    },
  };
}

/** The package exports no path to its models, so its folder is found by its entry file. */
function packageFolder(require: NodeJS.Require): string {
  const entry = require.resolve(WEIGHTS);
  const inside = path.join('node_modules', ...WEIGHTS.split('/'));
  const at = entry.lastIndexOf(inside);
  if (at < 0) throw new Error(`the folder of ${WEIGHTS} was not found`);
  return entry.slice(0, at + inside.length);
}

async function readArtifacts(folder: string): Promise<ModelArtifacts> {
  const { format, modelTopology, weightsManifest } = JSON.parse(
    await readFile(path.join(folder, 'model.json'), 'utf8'),
  ) as Pick<ModelArtifacts, 'format' | 'modelTopology'> & {
    weightsManifest: { paths: string[]; weights: unknown[] }[];
  };
  const files = weightsManifest.flatMap(({ paths }) => paths);
  const parts = await Promise.all(files.map((file) => readFile(path.join(folder, path.basename(file)))));
  return {
    format,
    modelTopology,
    weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
    weightData: Uint8Array.from(Buffer.concat(parts)).buffer,
  };
}

async function predict(
  tf: TfjsCore,
  model: LayersModel,
  values: Float32Array,
  width: number,
  height: number,
): Promise<Float32Array> {
  const input = tf.tensor4d(values, [1, height, width, 3], 'float32');
  const output = model.predict(input);
  try {
    return await output.data();
  } finally {
    input.dispose();
    output.dispose();
  }
}
