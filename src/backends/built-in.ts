import path from 'node:path';
import type { Catalog } from '../catalog/catalog.ts';
import type { Settings } from '../config/schema.ts';
import { type EngineName, engineNames, isEngineInstalled } from '../engines/host/index.ts';
import { findFfmpeg } from '../media/ffmpeg/find-ffmpeg.ts';
import { createSafeFetch } from '../media/safe-fetch/safe-fetch.ts';
import type { Logger } from '../observe/log.ts';
import type { Metrics } from '../observe/metrics.ts';
import type { Backend } from './backend.ts';
import { createEmbeddedBackend } from './embedded/embedded.ts';
import { createPiapiBackend, createPiapiClient } from './piapi/index.ts';
import { createSandboxBackend } from './sandbox/sandbox.ts';
import { createSlots } from './sandbox/slots.ts';

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

export interface ProviderParts {
  catalog: Catalog;
  log: Logger;
  metrics: Metrics;
  /** Whether a URL is a file of our own store. */
  isOwnFile(url: string): boolean;
  now(): number;
  userAgent: string;
}

export interface Providers {
  backends: Backend[];
  /** Whether each answers and takes its key, in words. */
  looks: { name: string; look(): Promise<{ isFine: boolean; says: string }> }[];
  close(): Promise<void>;
}

const PIAPI_URL = 'https://api.piapi.ai';
const PIAPI_UPLOADS = 'https://upload.theapi.app';
/** A provider that is busy is asked again so long before the task fails. */
const SUBMIT_PATIENCE = { totalMs: 60_000, firstMs: 1000 };

/** The providers that the settings have a key for, in the order of their use, and how to let go of them. */
export function builtInProviders(settings: Settings, parts: ProviderParts): Providers {
  const { piapi, outbound, server } = settings;
  if (piapi.apiKey === null) return { backends: [], looks: [], close: async () => undefined };
  const baseUrl = piapi.baseUrl ?? PIAPI_URL;
  const uploadUrl = piapi.uploadUrl ?? piapi.baseUrl ?? PIAPI_UPLOADS;
  const timeoutMs = piapi.timeoutSeconds * 1000;
  // Of its own, so that trust in the provider's address ends at the provider's answers.
  const fetch = createSafeFetch({
    trustedOrigins: [...new Set([new URL(baseUrl).origin, new URL(uploadUrl).origin, ...outbound.trustedOrigins])],
    httpsOnly: !outbound.allowHttp,
    userAgent: parts.userAgent,
    waits: { headersMs: timeoutMs, idleMs: timeoutMs },
  });
  const client = createPiapiClient({
    fetch,
    slots: createSlots(piapi.concurrency),
    log: parts.log,
    baseUrl,
    uploadUrl,
    apiKey: piapi.apiKey,
    timeoutMs,
    maxResultBytes: outbound.mediaLimitBytes * 10,
    downloadTimeoutMs: outbound.timeoutSeconds * 1000,
    patience: SUBMIT_PATIENCE,
  });
  const backend = createPiapiBackend({
    ...parts,
    client,
    baseUrl,
    isPublic: server.publicUrl?.startsWith('https://') ?? false,
    findTools: () => findFfmpeg(ffmpegEnvironment(settings)).catch(() => undefined),
  });
  const looks = [{ name: backend.name, look: () => client.lookAtAccount() }];
  return { backends: [backend], looks, close: () => fetch.close() };
}

/** Everything that serves live keys, in the operator's order. */
export function inOrder({ backends }: Settings, providers: readonly Backend[], engines: Backend): Backend[] {
  return backends.order === 'engines-first' ? [engines, ...providers] : [...providers, engines];
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
