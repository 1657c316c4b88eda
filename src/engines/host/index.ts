export { EngineFailure, type EngineFailureReason } from './engine-failure.ts';
export { type EngineName, type EngineTools, isEngineName } from './registry.ts';
export { DEFAULT_ENGINE_LIMITS, type EngineLimits, type RunEngineOptions, runEngine } from './run-engine.ts';
