/**
 * One run of the engine in a process of its own, as the server does it. Arguments: video, prompt, work folder, seed.
 * Prints one line of JSON: time, peak memory (of this process; the ffmpeg children are counted apart), facts.
 */
import { foley } from '../../src/engines/foley/index.ts';

const [videoPath = '', prompt = '', workDir = '', seed = '1'] = process.argv.slice(2);
const phases: Record<string, number> = {};
const started = performance.now();
const result = await foley.run(
  { videoPath, prompt, negativePrompt: '', steps: 25 },
  {
    workDir,
    seed: Number(seed),
    signal: new AbortController().signal,
    onProgress(phase) {
      phases[phase] ??= Math.round(performance.now() - started);
    },
  },
);
console.log(
  JSON.stringify({
    wallMs: performance.now() - started,
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    phases,
    path: result.files[0]?.path,
    facts: result.facts,
    logs: result.logs,
  }),
);
