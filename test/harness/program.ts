import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** The shared fact pages, on machines where they lie beside the repository. */
export const sharedFolder = path.resolve(root, '../shared');

/** How to start `polymuse`: the build when it is current, else the sources. */
export function programArgs(): string[] {
  const built = path.join(root, 'dist/main.js');
  const key = path.join(root, 'dist/.build-key');
  if (existsSync(built) && existsSync(key) && statSync(key).mtimeMs >= newestSource()) return [built];
  return ['--import', 'tsx', path.join(root, 'src/main.ts')];
}

function newestSource(): number {
  const source = path.join(root, 'src');
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => !file.includes('.test.') && !file.includes('__fixtures__'))
    .reduce((newest, file) => {
      const facts = statSync(path.join(source, file), { throwIfNoEntry: false });
      return facts?.isFile() ? Math.max(newest, facts.mtimeMs) : newest;
    }, 0);
}

/** Upstreams of the operator must not answer tests. */
const LLM = /^(OPENAI|ANTHROPIC|GEMINI|OPENROUTER)_(API_KEY|BASE_URL)$|^(OLLAMA|VLLM|LLAMACPP)_URL$/;

/** The environment without anything that would be a setting of the machine's operator. */
export function cleanEnvironment(extra: Record<string, string>): NodeJS.ProcessEnv {
  const ours = (name: string) =>
    name.startsWith('POLYMUSE_') || ['DATABASE_URL', 'REDIS_URL', 'PORT', 'HOST'].includes(name) || LLM.test(name);
  const kept = Object.entries(process.env).filter(([name]) => !ours(name) && !name.startsWith('VITEST'));
  return { ...Object.fromEntries(kept), ...extra };
}

export interface CommandResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs one command of the command line to its end; killed after `deadlineMs`. */
export function runCommand(
  args: readonly string[],
  env: Record<string, string>,
  { deadlineMs = 30_000, cwd = root }: { deadlineMs?: number; cwd?: string } = {},
): Promise<CommandResult> {
  const child = spawn(process.execPath, [...programArgs(), ...args], {
    cwd,
    env: cleanEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const result: CommandResult = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    result.stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    result.stderr += chunk.toString();
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), deadlineMs);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ ...result, code });
    });
  });
}
