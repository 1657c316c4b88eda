import { Readable } from 'node:stream';
import { beforeAll, describe, expect, it } from 'vitest';
import { type FoundFfmpeg, findFfmpeg } from './find-ffmpeg.ts';
import { runFfmpeg, runFfprobe } from './run-ffmpeg.ts';
import { runTool, STDERR_TAIL_BYTES, ToolFailed } from './run-tool.ts';

let found: FoundFfmpeg;
beforeAll(async () => {
  found = await findFfmpeg();
});

const limits = { timeoutMs: 10_000, maxOutputBytes: 1_000_000 };
const endless = ['-v', 'error', '-re', '-f', 'lavfi', '-i', 'sine', '-f', 'null', '-'];
const failure = (work: Promise<unknown>): Promise<ToolFailed> =>
  work.then(
    () => Promise.reject(new Error('it ended well')),
    (thrown: unknown) => (thrown instanceof ToolFailed ? thrown : Promise.reject(thrown)),
  );

describe('runFfmpeg', () => {
  it('gives standard output, exactly', async () => {
    const { stdout } = await runFfmpeg(
      found.ffmpeg,
      ['-v', 'error', '-f', 'lavfi', '-i', 'anullsrc=r=8000:cl=mono', '-t', '1', '-f', 's16le', '-'],
      limits,
    );
    expect(stdout.equals(Buffer.alloc(16_000))).toBe(true);
  });

  it.each(['bytes', 'stream'] as const)('feeds standard input (%s)', async (how) => {
    const bytes = Buffer.from([1, 0, 2, 0, 3, 0]);
    const { stdout } = await runFfmpeg(
      found.ffmpeg,
      ['-v', 'error', '-f', 's16le', '-ar', '8000', '-ac', '1', '-i', 'pipe:0', '-f', 's16le', '-'],
      {
        ...limits,
        stdin: how === 'bytes' ? bytes : Readable.from([bytes]),
      },
    );
    expect(stdout.equals(bytes)).toBe(true);
  });

  it('hands out output as it comes, and collects none of it', async () => {
    let bytes = 0;
    const { stdout } = await runFfmpeg(
      found.ffmpeg,
      ['-v', 'error', '-f', 'lavfi', '-i', 'anullsrc=r=8000:cl=mono', '-t', '10', '-f', 's16le', '-'],
      {
        ...limits,
        onStdout: (chunk) => {
          bytes += chunk.length;
        },
      },
    );
    expect(bytes).toBe(160_000);
    expect(stdout).toHaveLength(0);
  });

  it('reports progress line by line', async () => {
    const lines: string[] = [];
    await runFfmpeg(
      found.ffmpeg,
      ['-v', 'error', '-progress', 'pipe:2', '-f', 'lavfi', '-i', 'sine', '-t', '1', '-f', 'null', '-'],
      { ...limits, onStderrLine: (line) => lines.push(line) },
    );
    expect(lines).toContain('progress=end');
    for (const line of lines) expect(line).not.toMatch(/[\r\n]/);
  });

  it('fails with the exit code and the last words of the tool', async () => {
    const failed = await failure(runFfmpeg(found.ffmpeg, ['-i', 'file:/nowhere.mp4', '-f', 'null', '-'], limits));
    expect(failed).toMatchObject({ reason: 'exit', exitCode: 1 });
    expect(failed.stderr).toContain('No such file or directory');
  });

  it('is killed at the deadline', async () => {
    const started = Date.now();
    expect((await failure(runFfmpeg(found.ffmpeg, endless, { ...limits, timeoutMs: 200 }))).reason).toBe('deadline');
    expect(Date.now() - started).toBeLessThan(3000);
  });

  it('is killed on abort, and not started when that came before', async () => {
    const stop = new AbortController();
    const running = failure(runFfmpeg(found.ffmpeg, endless, { ...limits, signal: stop.signal }));
    setTimeout(() => stop.abort(new Error('cancelled')), 100);
    expect(await running).toMatchObject({ reason: 'aborted', cause: new Error('cancelled') });
    expect((await failure(runFfmpeg(found.ffmpeg, endless, { ...limits, signal: stop.signal }))).reason).toBe(
      'aborted',
    );
  });

  it('is killed when it writes too much', async () => {
    expect(
      (await failure(runFfmpeg(found.ffmpeg, ['-v', 'error', '-f', 'lavfi', '-i', 'sine', '-f', 's16le', '-'], limits)))
        .reason,
    ).toBe('too_much_output');
  });

  it('ends with the error of its reader', async () => {
    const run = runFfmpeg(found.ffmpeg, ['-v', 'error', '-f', 'lavfi', '-i', 'sine', '-f', 's16le', '-'], {
      ...limits,
      onStdout: () => {
        throw new RangeError('seen enough');
      },
    });
    await expect(run).rejects.toThrow(RangeError);
  });

  it('is not disturbed by a tool that closes its input early', async () => {
    await runTool(process.execPath, ['-e', 'process.stdin.destroy()'], { ...limits, stdin: Buffer.alloc(5_000_000) });
  });

  it('keeps 8 kB of what was said at most', async () => {
    const { stderr } = await runTool(
      process.execPath,
      ['-e', 'console.error("x".repeat(100000)); console.error("the end")'],
      limits,
    );
    expect(stderr.length).toBe(STDERR_TAIL_BYTES);
    expect(stderr).toMatch(/the end\n$/);
  });

  it('says so when there is no such program', async () => {
    expect((await failure(runTool('/nowhere/ffmpeg', [], limits))).reason).toBe('not_started');
  });

  it('passes arguments as they are, never through a shell', async () => {
    const { stdout } = await runTool(
      process.execPath,
      ['-p', 'process.argv[1]', '--', '$(id); `id` "x" \'y\''],
      limits,
    );
    expect(stdout.toString().trim()).toBe('$(id); `id` "x" \'y\'');
  });

  it('shows the tool none of our secrets', async () => {
    process.env.POLYMUSE_TEST_SECRET = 'hush';
    try {
      const { stdout } = await runTool(process.execPath, ['-p', 'JSON.stringify(process.env)'], limits);
      expect(stdout.toString()).not.toContain('hush');
    } finally {
      delete process.env.POLYMUSE_TEST_SECRET;
    }
  });
});

describe('runFfprobe', () => {
  it('answers', async () => {
    const { stdout } = await runFfprobe(found.ffprobe, ['-version'], limits);
    expect(stdout.toString()).toMatch(/^ffprobe version/);
  });
});
