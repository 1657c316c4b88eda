/** A server that starts an engine and is then killed by the test: `node dying-parent.ts WORK_DIR PID_FILE`. */
import { runEngine } from '../run-engine.ts';

const [workDir = '', path = ''] = process.argv.slice(2);
const registryUrl = new URL('./odd-engines.ts', import.meta.url).href;
await runEngine(
  'parent',
  { path },
  { workDir, seed: 1, registryUrl, ffmpeg: { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe', enginesDir: '/nowhere' } },
);
