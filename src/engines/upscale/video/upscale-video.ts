import { join } from 'node:path';
import type { EngineContext, EngineResult } from '../../engine.ts';
import type { EngineTools } from '../../engine-tools.ts';
import { UPSCALE_LIMITS } from '../contract.ts';
import { NETWORK_FACTOR as FACTOR, loadNetwork } from '../network/load-network.ts';
import { type ClipFacts, checkFrames, readClipFacts } from './clip-facts.ts';
import { enlargeWithLanczos, enlargeWithNetwork } from './enlarge-frames.ts';

/** Doubles the sides of a video; rate, number of frames and sound stay. @throws EngineInputError `video`. */
export async function upscaleVideo(
  videoPath: string,
  tools: EngineTools,
  { workDir, signal, onProgress }: EngineContext,
): Promise<EngineResult> {
  onProgress('reading', 0);
  const clip = await readClipFacts(videoPath, tools.ffprobe, signal);
  const reason = whyWithoutNetwork(clip);
  const network = reason === null ? await loadNetwork(tools) : null;
  const output = join(workDir, 'video.mp4');
  const options = { ffmpeg: tools.ffmpeg, output, signal, onProgress };
  onProgress('enlarging', 0.05);
  const frames = network ? await enlargeWithNetwork(clip, network, options) : await enlargeWithLanczos(clip, options);
  checkFrames(frames);
  return {
    files: [
      {
        role: 'video',
        path: output,
        contentType: 'video/mp4',
        width: clip.width * FACTOR,
        height: clip.height * FACTOR,
        durationMs: Math.round((frames / clip.rate) * 1000),
      },
    ],
    facts: { method: network ? 'network' : 'lanczos', frames, fps: clip.rate },
    logs: [
      network
        ? `every frame through the ×${FACTOR} network`
        : `basic: Lanczos and mild sharpening, as ${reason ?? 'the network is not installed (run `polymuse engines add upscale`)'}`,
      ...(frames === clip.frames ? [] : [`${clip.frames} frames are listed in the file, ${frames} of them are shown`]),
    ],
  };
}

function whyWithoutNetwork({ width, height, frames, isSteady }: ClipFacts): string | null {
  if (!isSteady) return 'its frames do not come at equal distances';
  const pixels = width * height * frames;
  const { maxNetworkVideoPixels } = UPSCALE_LIMITS;
  if (pixels <= maxNetworkVideoPixels) return null;
  const [all, most] = [pixels, maxNetworkVideoPixels].map((count) => (count / 1_000_000).toFixed(1));
  return `the network takes videos of up to ${most} million pixels over all frames, and this one has ${all}`;
}
