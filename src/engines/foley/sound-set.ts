import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runFfmpeg } from '../../media/ffmpeg/run-ffmpeg.ts';
import type { Engine, EngineContext, EngineFile, EngineResult } from '../engine.ts';
import { createFoley, type FoleyTools } from './index.ts';

/** Several takes of one sound, each with its own seed; with a video each take is that video with the new sound. */
export interface SoundSetInput {
  /** Absolute path of a local video, or null for sound from the words alone. */
  videoPath: string | null;
  /** Without a video: 1..30. */
  durationSeconds: number;
  prompt: string;
  /** 1..8. */
  count: number;
}

const NAME = 'foley@1';
const QUALITY = 'Procedural sound design, several takes; not a neural model.';
const MUX_DEADLINE_MS = 120_000;
const MAX_TOOL_OUTPUT = 1_000_000;
const STEPS = 25;

/** Files: `audio` × count, or `video` × count with a `cover` each. */
export function createSoundSet(tools: FoleyTools): Engine<SoundSetInput> {
  const foley = createFoley(tools);
  return {
    name: NAME,
    quality: QUALITY,
    async run(input, context) {
      const takes: EngineResult[] = [];
      for (let n = 0; n < input.count; n++) {
        const workDir = join(context.workDir, `take-${n + 1}`);
        await mkdir(workDir);
        const { prompt, videoPath, durationSeconds } = input;
        const take = await foley.run(
          { videoPath, durationSeconds, prompt, negativePrompt: '', steps: STEPS },
          {
            ...context,
            workDir,
            seed: context.seed + n,
            onProgress: (phase, fraction) => context.onProgress(phase, (n + 0.9 * fraction) / input.count),
          },
        );
        takes.push(
          videoPath === null ? take : { ...take, files: await withVideo(tools, videoPath, take, context, workDir) },
        );
      }
      return {
        files: takes.flatMap(({ files }) => files),
        facts: takes[0]?.facts ?? {},
        logs: [...new Set(takes.flatMap(({ logs }) => logs))],
      };
    },
  };
}

/** The video with its sound replaced, and its first picture. */
async function withVideo(
  { ffmpeg }: FoleyTools,
  videoPath: string,
  take: EngineResult,
  { signal }: EngineContext,
  workDir: string,
): Promise<EngineFile[]> {
  const sound = take.files[0];
  if (!sound) return [];
  const [video, cover] = [join(workDir, 'video.mp4'), join(workDir, 'cover.jpg')];
  const run = (args: string[]) =>
    runFfmpeg(ffmpeg, ['-loglevel', 'error', '-y', ...args], {
      timeoutMs: MUX_DEADLINE_MS,
      maxOutputBytes: MAX_TOOL_OUTPUT,
      signal,
    });
  const input = (file: string) => ['-protocol_whitelist', 'file,pipe', '-i', `file:${file}`];
  const joined = [...input(videoPath), ...input(sound.path), '-map', '0:v:0', '-map', '1:a:0'];
  const end = ['-c:a', 'aac', '-b:a', '192k', '-shortest', '-movflags', '+faststart', '-map_metadata', '-1', video];
  try {
    await run([...joined, '-c:v', 'copy', ...end]);
  } catch {
    signal.throwIfAborted();
    await run([...joined, '-c:v', 'libx264', '-pix_fmt', 'yuv420p', ...end]);
  }
  await run([...input(video), '-frames:v', '1', '-q:v', '3', cover]);
  const size = { width: Number(take.facts.width ?? 0), height: Number(take.facts.height ?? 0) };
  return [
    { role: 'video', path: video, contentType: 'video/mp4', ...size, durationMs: sound.durationMs },
    { role: 'cover', path: cover, contentType: 'image/jpeg', ...size, durationMs: 0 },
  ];
}
