import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeClip, probeMedia } from '../../../test/harness/clips.ts';
import { createSoundSet, type SoundSetInput } from './sound-set.ts';

let workDir = '';
beforeEach(async () => {
  workDir = await mkdtemp(join(tmpdir(), 'sound-set-'));
});
afterEach(() => rm(workDir, { recursive: true, force: true }));

const run = (input: SoundSetInput) => {
  const phases: number[] = [];
  const engine = createSoundSet({ ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' });
  const context = {
    workDir,
    seed: 5,
    signal: new AbortController().signal,
    onProgress: (_phase: string, fraction: number) => void phases.push(fraction),
  };
  return engine.run(input, context).then((result) => ({ ...result, phases }));
};

test('words alone give takes of the length asked for, each different', async () => {
  const { files, phases, facts } = await run({ videoPath: null, durationSeconds: 3, prompt: 'rain', count: 2 });
  expect(files.map(({ role }) => role)).toEqual(['audio', 'audio']);
  for (const { path } of files) expect((await probeMedia(path)).durationSeconds).toBeCloseTo(3, 1);
  expect(files.map(({ durationMs }) => durationMs)).toEqual([3000, 3000]);
  expect(facts.classes).toContain('rain');
  expect(phases).toEqual([...phases].sort((a, b) => a - b));
}, 60_000);

test('a video comes back with each take as its sound, and its size is told', async () => {
  const videoPath = await makeClip(workDir, 'in.mp4', { seconds: 2 });
  const { files } = await run({ videoPath, durationSeconds: 10, prompt: 'wind', count: 2 });
  expect(files.map(({ role }) => role)).toEqual(['video', 'cover', 'video', 'cover']);
  const { streams, durationSeconds } = await probeMedia(files[0]!.path);
  expect(streams.map(({ codec_type }) => codec_type).sort()).toEqual(['audio', 'video']);
  expect(durationSeconds).toBeCloseTo(2, 0);
  expect(files[0]!.width).toBeGreaterThan(0);
}, 60_000);
