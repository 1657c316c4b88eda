import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import pc from 'picocolors';
import { findFfmpeg } from '../../media/ffmpeg/find-ffmpeg.ts';
import { openSettings } from '../open-settings.ts';
import { createDemoClient, type FinishedTask } from './demo-client.ts';
import { startDemoServer } from './demo-server.ts';
import { muxPreview } from './preview.ts';
import { createTaskBar } from './progress-bar.ts';
import { curlLines, printReport } from './report.ts';
import { renderDemoClip } from './scene.ts';

interface DemoOptions {
  prompt: string;
  negativePrompt: string;
  seed?: string;
  steps?: string;
  output: string;
}

const POINTS_FOR_DEMO = 10_000_000;

export function demoCommand(): Command {
  return new Command('demo')
    .description(
      'Make the sound track of a video through the real HTTP API, on a server of its own in a scratch folder.',
    )
    .argument('[video]', 'file or http(s) URL of a video (default: a scene that the demo draws itself)')
    .option('--prompt <text>', 'what should be heard; empty: the picture decides', '')
    .option('--negative-prompt <text>', 'what should not be heard', '')
    .option('--seed <number>', 'same seed, same sound')
    .option('--steps <number>', '1 to 50: density and detail against time')
    .option('--output <folder>', 'where the files go', 'demo-output')
    .action(async (video: string | undefined, options: DemoOptions, command: Command) => {
      await demo(video, options, command);
    });
}

async function demo(video: string | undefined, options: DemoOptions, command: Command): Promise<void> {
  const { engines } = openSettings(command);
  const tools = await findFfmpeg({
    ...process.env,
    FFMPEG_PATH: engines.ffmpegPath ?? undefined,
    FFPROBE_PATH: engines.ffprobePath ?? undefined,
  });
  const isUrl = video !== undefined && /^https?:\/\//i.test(video);
  if (video !== undefined && !isUrl && !existsSync(video)) throw new Error(`there is no file ${video}`);
  const output = path.resolve(options.output);
  await mkdir(output, { recursive: true });
  const scratch = await mkdtemp(path.join(tmpdir(), 'polymuse-demo-'));
  let server: Awaited<ReturnType<typeof startDemoServer>> | undefined;
  try {
    const file = isUrl ? null : (video ?? path.join(output, 'scene.mp4'));
    if (video === undefined && file !== null) {
      step('Drawing a test scene: two balls in an evening room');
      await renderDemoClip(file, tools.ffmpeg);
    }
    step('Starting a server in a scratch folder');
    const adminKey = randomBytes(24).toString('hex');
    // Whoever types an address of their own network means it.
    const trustedOrigins = isUrl ? [new URL(video).origin] : [];
    server = await startDemoServer({ dataDir: path.join(scratch, 'data'), adminKey, trustedOrigins, tools });

    step('Making an account with US$1 and a key');
    const key = await createDemoClient(server.url, adminKey).createAccountKey('demo', POINTS_FOR_DEMO);
    const client = createDemoClient(server.url, key);

    if (file !== null) step(`Uploading ${path.basename(file)}`);
    const videoUrl = file === null ? String(video) : await client.upload(file);
    step('Creating the task');
    const input = {
      video: videoUrl,
      prompt: options.prompt,
      negative_prompt: options.negativePrompt,
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      ...(options.steps === undefined ? {} : { steps: options.steps }),
    };
    const startedAt = performance.now();
    const taskId = await client.createTask(input);
    const bar = createTaskBar(process.stderr);
    const task: FinishedTask = await client
      .waitFor(taskId, (phase, percent) => bar.show(phase, percent))
      .finally(() => bar.stop());
    const seconds = (performance.now() - startedAt) / 1000;

    const audio = path.join(output, 'sound-track.mp3');
    await writeFile(audio, await client.download(task.audioUrl));
    const picture = file ?? path.join(scratch, 'video');
    if (file === null) await writeFile(picture, await client.download(videoUrl));
    const preview = path.join(output, 'preview.mp4');
    await muxPreview({ picture, audio, preview, ffmpeg: tools.ffmpeg });

    printReport({ audio, preview, seconds, task });
    process.stdout.write(
      `\n${pc.bold('The same by hand')} ${pc.dim('(npm start prints the address and a key)')}\n\n${curlLines({ file, video, options })}\n`,
    );
  } finally {
    await server?.stop();
    await rm(scratch, { recursive: true, force: true });
  }
}

function step(text: string): void {
  process.stderr.write(`${pc.cyan('›')} ${text}\n`);
}
