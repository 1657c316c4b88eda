import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { completion, type LlmUpstream, startLlmUpstream } from '../fakes/llm-upstream.ts';
import { ADMIN_KEY, startServer, type TestServer } from '../harness/server.ts';
import { block } from './documents.ts';

const run = promisify(execFile);

test('the calls of the LLM guide run as printed against a whole server', async () => {
  let upstream: LlmUpstream | undefined;
  let server: TestServer | undefined;
  try {
    upstream = await startLlmUpstream(completion('Hello there.'));
    server = await startServer({ env: { OPENAI_BASE_URL: upstream.url, OPENAI_API_KEY: 'key-of-the-operator' } });
    const { stdout } = await run('bash', ['-euc', block('docs/guide/llm.md', 'bash llm')], {
      env: { ...process.env, BASE: server.url, KEY: ADMIN_KEY },
      timeout: 60_000,
    });
    expect(stdout).toContain('"content":"Hello there."');
    expect(stdout).toContain('data: [DONE]');
    expect(stdout).toContain('"type":"message"');
    expect(stdout).toContain('"id":"gpt-4o-mini"');
    expect(stdout.match(/"task_model":"llm"/g)).toHaveLength(3);
    expect(upstream.last().headers.authorization).toBe('Bearer key-of-the-operator');
    expect(server.lines.join('\n')).not.toContain('key-of-the-operator');
  } finally {
    await server?.stop();
    await upstream?.close();
  }
}, 180_000);
