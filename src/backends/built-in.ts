import path from 'node:path';
import type { Settings } from '../config/schema.ts';
import { type EngineName, engineNames, isEngineInstalled } from '../engines/host/index.ts';
import { findFfmpeg } from '../media/ffmpeg/find-ffmpeg.ts';
import type { Metrics } from '../observe/metrics.ts';
import type { Backend } from './backend.ts';
import { createEmbeddedBackend } from './embedded/embedded.ts';
import { createSandboxBackend } from './sandbox/sandbox.ts';

const MIB = 1_048_576;

/** The environment in which ffmpeg is looked for. */
export function ffmpegEnvironment({ engines }: Settings): NodeJS.ProcessEnv {
  return {
    ...process.env,
    FFMPEG_PATH: engines.ffmpegPath ?? undefined,
    FFPROBE_PATH: engines.ffprobePath ?? undefined,
  };
}

/** The engines of this machine, as the settings want them. */
export function builtInEngines(settings: Settings, metrics: Metrics): Backend {
  const { engines } = settings;
  return createEmbeddedBackend({
    findTools: async () => ({ ...(await findFfmpeg(ffmpegEnvironment(settings))), enginesDir: engines.folder }),
    home: {
      isInstalled: (engine) => isEngineInstalled(engines.folder, engine),
      faceSwapConsent: engines.faceSwapConsent,
      cutoutModel: engines.cutoutModel,
    },
    limits: {
      timeoutMs: engines.timeoutSeconds * 1000,
      memoryBytes: engines.memoryMb * MIB,
      outputBytes: engines.outputMb * MIB,
    },
    metrics,
  });
}

/** What serves test keys. */
export function builtInSandbox(settings: Settings): Backend {
  const { sandbox, storage, engines } = settings;
  return createSandboxBackend({
    findTools: () => findFfmpeg(ffmpegEnvironment(settings)),
    cacheFolder: path.join(storage.dataDir, 'sandbox'),
    cacheBytes: sandbox.cacheMb * MIB,
    latency: sandbox.latency,
    concurrency: engines.concurrency,
  });
}

/** The engines that could serve now. */
export const installedEngines = ({ engines }: Settings): EngineName[] =>
  engineNames.filter((name) => isEngineInstalled(engines.folder, name));
