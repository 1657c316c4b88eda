import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface EngineRun {
  wallMs: number;
  peakRssBytes: number;
  phases: Record<string, number>;
  path: string;
  facts: Record<string, unknown>;
  logs: string[];
}

const script = fileURLToPath(new URL('./run-engine-once.ts', import.meta.url));

/** Runs the foley engine on a clip in a fresh process. @throws Error with the engine's own words when it fails. */
export function runEngineProcess(videoPath: string, prompt: string, outDir: string, name: string): EngineRun {
  const workDir = join(outDir, name);
  mkdirSync(workDir, { recursive: true });
  const output = execFileSync(process.execPath, ['--import', 'tsx', script, videoPath, prompt, workDir, '1'], {
    encoding: 'utf8',
    timeout: 120_000,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as EngineRun;
}
