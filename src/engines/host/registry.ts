import type { Engine } from '../engine.ts';
import type { EngineTools } from '../engine-tools.ts';

/** Loads an engine on first use, in the child process only, so that the server never pays for its code. */
export type EngineLoader = (tools: EngineTools) => Promise<Engine<never>>;

export const registry = {
  cutout: async (tools) => (await import('../cutout/index.ts')).createCutout(tools),
  foley: async (tools) => (await import('../foley/index.ts')).createFoley(tools),
  'sound-set': async (tools) => (await import('../foley/sound-set.ts')).createSoundSet(tools),
  imageops: async (tools) => (await import('../imageops/index.ts')).createImageops(tools),
  motion: async (tools) => (await import('../motion/index.ts')).createMotion(tools),
  speech: async (tools) => (await import('../speech/index.ts')).createSpeech(tools),
  'face-swap': async (tools) => (await import('../face-swap/index.ts')).createFaceSwap(tools),
  describe: async (tools) => (await import('../describe/index.ts')).createDescribe(tools),
  relief: async (tools) => (await import('../relief/index.ts')).createRelief(tools),
  song: async (tools) => (await import('../song/index.ts')).createSong(tools),
  upscale: async (tools) => (await import('../upscale/index.ts')).createUpscale(tools),
} as const satisfies Record<string, EngineLoader>;

export type EngineName = keyof typeof registry;

export const isEngineName = (name: string): name is EngineName => Object.hasOwn(registry, name);

export const engineNames = Object.keys(registry) as EngineName[];
