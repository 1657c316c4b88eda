import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { engineRequire } from '../host/engine-packages.ts';
import type { Human, HumanFace, HumanModule, HumanObject, ModelArtifacts, Tfjs } from './human-types.ts';

/** The optional packages that hold the models; shared by every engine that looks at faces or objects. */
export const FACE_PACKAGES = 'face-swap';

/** Which models a call runs. */
export interface Looks {
  /** Boxes only (`boxes`), or with 478 points each (`mesh`). */
  faces: 'none' | 'boxes' | 'mesh';
  objects: boolean;
  /** Numbers that tell persons apart; measures of quality only, no engine uses them. */
  identity: boolean;
}

export interface FaceModels {
  /** side × side × 3 values of 0..255. */
  look(square: Float32Array, side: number, looks: Looks): Promise<{ faces: HumanFace[]; objects: HumanObject[] }>;
  /** Corners of the mesh's triangles, three a triangle; indexes below 468. */
  triangles: Uint16Array;
}

const MODEL_SCHEME = 'polymuse-model/';
const MIN_CONFIDENCE = 0.3;
const MAX_FACES_A_LOOK = 24;

/** Loads once per process: tfjs keeps its state in globals. */
let loaded: Promise<FaceModels> | undefined;

/**
 * The models of `@vladmandic/human` on the wasm backend of tfjs, read from the package itself: nothing is fetched.
 * @throws EngineNotInstalled.
 */
export function loadFaceModels(tools: { enginesDir: string }): Promise<FaceModels> {
  loaded ??= load(engineRequire(tools, FACE_PACKAGES)).catch((error: unknown) => {
    loaded = undefined;
    throw error;
  });
  return loaded;
}

async function load(require: NodeJS.Require): Promise<FaceModels> {
  const dist = path.dirname(require.resolve('@vladmandic/human'));
  const tf = require('@tensorflow/tfjs-core') as Tfjs;
  const wasmPath = path.join(path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm')), path.sep);
  // The package's main entry wants tfjs-node, a native build; this one stands on wasm alone.
  const { Human } = require(path.join(dist, 'human.node-wasm.js')) as HumanModule;
  readModelsFrom(path.join(dist, '..', 'models'), tf);
  const human = new Human({
    ...configFor({ faces: 'mesh', objects: true, identity: true }),
    backend: 'wasm',
    wasmPath,
    modelBasePath: MODEL_SCHEME,
    async: false,
    debug: false,
    warmup: 'none',
    cacheModels: false,
    // No state between calls: the same picture gives the same answer whatever came before.
    cacheSensitivity: 0,
    skipAllowed: false,
    filter: { enabled: false },
    gesture: { enabled: false },
    hand: { enabled: false },
    body: { enabled: false },
    segmentation: { enabled: false },
  });
  await human.load();
  return {
    triangles: Uint16Array.from(human.faceTriangulation),
    look: (square, side, looks) => look(human, tf, square, side, looks),
  };
}

async function look(human: Human, tf: Tfjs, square: Float32Array, side: number, looks: Looks) {
  const tensor = tf.tensor4d(square, [1, side, side, 3], 'float32');
  try {
    const { face, object, error } = await human.detect(tensor, configFor(looks));
    if (error) throw new Error(`the face models failed: ${String(error)}`);
    return { faces: face, objects: object };
  } finally {
    tensor.dispose();
  }
}

function configFor({ faces, objects, identity }: Looks): object {
  const mesh = { enabled: faces === 'mesh' };
  return {
    face: {
      enabled: faces !== 'none',
      detector: {
        enabled: true,
        rotation: faces === 'mesh',
        square: false,
        maxDetected: MAX_FACES_A_LOOK,
        minConfidence: MIN_CONFIDENCE,
        minSize: 0,
      },
      mesh,
      iris: mesh,
      description: { enabled: identity },
      emotion: { enabled: false },
      antispoof: { enabled: false },
      liveness: { enabled: false },
    },
    object: { enabled: objects, maxDetected: 40, minConfidence: 0.3, iouThreshold: 0.4 },
  };
}

/** tfjs asks its routers for every model address: ours answers those of our scheme from the folder. */
function readModelsFrom(folder: string, tf: Tfjs): void {
  tf.io.registerLoadRouter((url) => {
    if (typeof url !== 'string' || !url.startsWith(MODEL_SCHEME)) return null;
    const name = path.basename(url, '.json');
    return { load: () => readModel(folder, name) };
  });
}

async function readModel(folder: string, name: string): Promise<ModelArtifacts> {
  const manifest = JSON.parse(await readFile(path.join(folder, `${name}.json`), 'utf8')) as {
    weightsManifest: { weights: unknown[] }[];
  } & ModelArtifacts;
  const weights = await readFile(path.join(folder, `${name}.bin`));
  return {
    modelTopology: manifest.modelTopology,
    format: manifest.format,
    signature: manifest.signature,
    userDefinedMetadata: manifest.userDefinedMetadata,
    weightSpecs: manifest.weightsManifest.flatMap((part) => part.weights),
    weightData: Uint8Array.from(weights).buffer,
  };
}
