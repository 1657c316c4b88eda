/**
 * Entry of the child process: loads one engine, runs it once, says how it went, exits. Never imported by the server.
 */
import type { Engine } from '../engine.ts';
import { EngineInputError } from '../engine.ts';
import type { ChildMessage, RunMessage } from './messages.ts';
import type { EngineLoader } from './registry.ts';

const MEMORY_REPORT_MS = 250;

const say = (message: ChildMessage): Promise<void> =>
  new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(message, () => resolve());
  });

/** The whole group: ffmpeg and whatever else the engine started goes too. */
function endGroup(): never {
  try {
    process.kill(-process.pid, 'SIGKILL');
  } catch {
    // Not a group leader (Windows): leave alone.
  }
  process.exit(1);
}

async function run(message: RunMessage): Promise<void> {
  const abort = new AbortController();
  const reporter = setInterval(() => void say({ kind: 'memory', bytes: process.memoryUsage.rss() }), MEMORY_REPORT_MS);
  try {
    const { registry } = (await import(message.registryUrl)) as { registry: Record<string, EngineLoader> };
    const load = Object.hasOwn(registry, message.name) ? registry[message.name] : undefined;
    if (load === undefined) throw new Error(`no engine named ${message.name}`);
    const engine = (await load(message.tools)) as Engine<unknown>;
    const result = await engine.run(message.input, {
      workDir: message.workDir,
      seed: message.seed,
      signal: abort.signal,
      onProgress: (phase, fraction) => void say({ kind: 'progress', phase, fraction }),
    });
    await say({ kind: 'result', result });
  } catch (error) {
    await say(describeError(error));
  } finally {
    clearInterval(reporter);
    process.removeListener('disconnect', endGroup);
    if (process.connected) process.disconnect();
  }
}

function describeError(error: unknown): ChildMessage {
  if (error instanceof EngineInputError) return { kind: 'input-error', inputKind: error.kind, message: error.message };
  const known = error instanceof Error ? error : new Error(String(error));
  return { kind: 'error', message: known.message, stack: known.stack ?? '' };
}

process.once('message', (message: RunMessage) => void run(message));
// A parent that died must leave nothing of us behind.
process.once('disconnect', endGroup);
void say({ kind: 'ready' });
