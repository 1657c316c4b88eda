import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Milliseconds, over all good answers. */
export interface LatencyFigures {
  count: number;
  failures: number;
  p50: number;
  p90: number;
  p99: number;
  max: number;
}

const script = fileURLToPath(new URL('./poll.ts', import.meta.url));

/** Starts poll.ts; `stop` ends it and gives its figures. */
export function startPoller(url: string, key: string, questionsPerSecond: number): { stop(): Promise<LatencyFigures> } {
  const child = spawn(process.execPath, ['--import', 'tsx', script, url, key, String(questionsPerSecond)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const closed = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve());
  });
  return {
    async stop() {
      const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
      child.stdin.end();
      await closed;
      clearTimeout(timer);
      return JSON.parse(text) as LatencyFigures;
    },
  };
}

/** Starts control.ts. */
export async function startControl(): Promise<{ url: string; stop(): void }> {
  const file = fileURLToPath(new URL('./control.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', file], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { url: line.toString().trim(), stop: () => child.stdin.end() };
}
