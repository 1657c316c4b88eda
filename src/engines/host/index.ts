export type { EngineTools } from '../engine-tools.ts';
export { EngineFailure, type EngineFailureReason } from './engine-failure.ts';
export {
  describePackages,
  EngineNotInstalled,
  type EnginePackages,
  engineRequire,
  isEngineInstalled,
  packagesFolder,
} from './engine-packages.ts';
export { type EngineName, engineNames, isEngineName } from './registry.ts';
export { DEFAULT_ENGINE_LIMITS, type EngineLimits, type RunEngineOptions, runEngine } from './run-engine.ts';
