import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface DemoServer {
  url: string;
  stop(): Promise<void>;
}

const START_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 10_000;

/** Starts `polymuse serve` as a process of its own on a free port, as anybody would. */
export async function startDemoServer(options: {
  dataDir: string;
  adminKey: string;
  trustedOrigins: string[];
  tools: { ffmpeg: string; ffprobe: string };
}): Promise<DemoServer> {
  const main = fileURLToPath(
    new URL(import.meta.url.endsWith('.ts') ? '../../main.ts' : '../../main.js', import.meta.url),
  );
  const child = spawn(process.execPath, [...process.execArgv, main, 'serve'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...withoutSettings(process.env),
      PORT: '0',
      HOST: '127.0.0.1',
      POLYMUSE_DATA: options.dataDir,
      POLYMUSE_LOG: 'json',
      POLYMUSE_BOOTSTRAP_KEY: options.adminKey,
      POLYMUSE_TRUSTED_ORIGINS: options.trustedOrigins.join(','),
      FFMPEG_PATH: options.tools.ffmpeg,
      FFPROBE_PATH: options.tools.ffprobe,
    },
  });
  const stop = () => stopChild(child);
  try {
    return { url: await readyUrl(child), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A demo must not touch the operator's own database or settings. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = (name: string) => name.startsWith('POLYMUSE_') || name === 'DATABASE_URL' || name === 'REDIS_URL';
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ours(name)));
}

async function readyUrl(child: ChildProcess): Promise<string> {
  const output = child.stdout;
  if (!output) throw new Error('the server has no output');
  const tail: string[] = [];
  const lines = createInterface({ input: output });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the server did not start in time')), START_DEADLINE_MS);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`the server ended with code ${code}\n${tail.join('\n')}`));
    });
    lines.on('line', (line) => {
      tail.push(line);
      if (tail.length > 20) tail.shift();
      const entry = parseLine(line);
      if (entry?.msg !== 'ready' || typeof entry.url !== 'string') return;
      clearTimeout(timer);
      child.removeAllListeners('exit');
      resolve(entry.url);
    });
  });
}

function parseLine(line: string): Record<string, unknown> | null {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return null;
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
  await ended;
  clearTimeout(timer);
}
