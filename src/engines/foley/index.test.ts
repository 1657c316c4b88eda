import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderClips } from '../../../bench/clips/render-clips.ts';
import { EngineInputError } from '../engine.ts';
import type { FoleyInput } from './contract.ts';
import { foley } from './index.ts';

const run = promisify(execFile);
let folder = '';
let runs = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foley-'));
  await renderClips(folder, ['ball-upright-30', 'rain', 'still']);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const clip = (name: string): string => join(folder, `${name}.mp4`);
async function make(changes: Partial<FoleyInput> & { seed?: number; signal?: AbortSignal } = {}) {
  const { seed = 1, signal = new AbortController().signal, ...input } = changes;
  const workDir = join(folder, `run-${runs++}`);
  await mkdir(workDir);
  const progress: [string, number][] = [];
  const result = await foley.run(
    { videoPath: clip('still'), prompt: '', negativePrompt: '', steps: 25, ...input },
    { workDir, seed, signal, onProgress: (phase, fraction) => progress.push([phase, fraction]) },
  );
  const path = result.files[0]!.path;
  return { ...result, path, progress, bytes: await readFile(path), classes: result.facts.classes as string[] };
}
/** What a player gets: decoded samples per channel and ffmpeg's EBU R 128 figures. */
async function listen(path: string) {
  const { stdout, stderr } = await run(
    'ffmpeg',
    ['-nostdin', '-hide_banner', '-i', path, '-af', 'ebur128=peak=true', '-f', 'f32le', '-'],
    { encoding: 'buffer', maxBuffer: 2 ** 26 },
  );
  const summary = stderr.toString('utf8').split('Summary:').at(-1) ?? '';
  return {
    header: stderr.toString('utf8'),
    samples: stdout.length / 8,
    lufs: Number(/I:\s+(-?[\d.]+) LUFS/.exec(summary)?.[1]),
    peak: Number(/Peak:\s+(-?[\d.]+) dBFS/.exec(summary)?.[1]),
  };
}

describe('the sound track', () => {
  it.each([
    ['still', 'rain and distant thunder', 2],
    ['rain', '', 4],
    ['ball-upright-30', 'ball', 5],
    ['ball-upright-30', 'wind', 5],
    ['still', 'one knock', 2],
  ])(
    'of %s for %j is stereo mp3 at 44.1 kHz, as long as the video, -20 ± 2 LUFS, at most -1 dBTP',
    async (name, prompt, seconds) => {
      const { path, files, facts } = await make({ videoPath: clip(name), prompt });
      expect(files).toHaveLength(1);
      expect(files[0]).toMatchObject({ role: 'audio', contentType: 'audio/mpeg', durationMs: seconds * 1000 });
      const { header, samples, lufs, peak } = await listen(path);
      expect(header).toMatch(/Audio: mp3.*44100 Hz, stereo.*192 kb\/s/);
      expect(Math.abs(samples / 44_100 - seconds)).toBeLessThanOrEqual(1 / 25);
      expect(Math.abs(lufs + 20)).toBeLessThanOrEqual(2);
      expect(peak).toBeLessThanOrEqual(-1);
      expect(facts).toMatchObject({ engine: 'foley@1', durationSeconds: seconds });
    },
  );

  it('is the same for the same seed, another for another seed or other steps', async () => {
    const prompt = 'rain and thunder';
    const [first, again, other, steps] = [
      await make({ prompt }),
      await make({ prompt }),
      await make({ prompt, seed: 2 }),
      await make({ prompt, steps: 1 }),
    ];
    expect(again.bytes.equals(first.bytes)).toBe(true);
    expect(other.bytes.equals(first.bytes)).toBe(false);
    expect(steps.bytes.equals(first.bytes)).toBe(false);
  });

  it('reports rising progress through its three phases', async () => {
    const { progress } = await make({ prompt: 'rain' });
    expect([...new Set(progress.map(([phase]) => phase))]).toEqual(['analysing', 'synthesising', 'encoding']);
    for (let i = 1; i < progress.length; i++) expect(progress[i]![1]).toBeGreaterThanOrEqual(progress[i - 1]![1]);
    expect(progress.at(-1)).toEqual(['encoding', 1]);
  });

  it('says what it is', async () => {
    expect((await make({ prompt: 'rain' })).logs.join('\n')).toContain('not a neural model');
  });
});

describe('words', () => {
  it('are obeyed over the picture', async () => {
    expect((await make({ videoPath: clip('ball-upright-30'), prompt: 'rain' })).classes).toEqual(['rain']);
  });

  it('in negative_prompt remove what the prompt or the picture asked for', async () => {
    expect((await make({ prompt: 'rain and thunder', negativePrompt: 'thunder' })).classes).toEqual(['rain']);
    expect((await make({ videoPath: clip('rain'), negativePrompt: 'rain' })).classes).not.toContain('rain');
  });

  it('that name no known sound are named in the logs, and the picture decides', async () => {
    const { classes, logs } = await make({ videoPath: clip('rain'), prompt: 'qwertzuiop blorp' });
    expect(classes).toContain('rain');
    expect(logs.join('\n')).toMatch(/qwertzuiop/);
    expect(logs.join('\n')).toMatch(/nothing in the prompt was recognised/);
  });

  it('may be absent: the picture decides and says so', async () => {
    const { classes, logs } = await make({ videoPath: clip('ball-upright-30') });
    expect(classes.length).toBeGreaterThan(0);
    expect(logs.join('\n')).toMatch(/impacts/);
  });
});

describe('the video', () => {
  it('is used up to 30 s, and the cut is logged', async () => {
    const path = join(folder, 'long.mp4');
    await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'color=gray:size=64x64:rate=5:duration=33', '-y', path]);
    const { files, facts, logs } = await make({ videoPath: path, prompt: 'wind' });
    expect(files[0]!.durationMs).toBe(30_000);
    expect(facts.sourceSeconds).toBeCloseTo(33, 0);
    expect(logs[0]).toMatch(/33\.0 s long.*first 30\.0 s/);
  });

  it('that is none is refused as bad input', async () => {
    const path = join(folder, 'text.mp4');
    await writeFile(path, 'this is not a video');
    await expect(make({ videoPath: path, prompt: 'rain' })).rejects.toThrow(EngineInputError);
  });

  it('is left alone after an abort', async () => {
    await expect(make({ signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop');
  });
});
