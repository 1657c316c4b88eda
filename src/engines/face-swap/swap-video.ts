import { join } from 'node:path';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { type EngineContext, type EngineFile, EngineInputError, type EngineResult } from '../engine.ts';
import type { EngineTools } from '../engine-tools.ts';
import type { Face } from '../faces/face.ts';
import type { FaceModels } from '../faces/load-human.ts';
import type { Raster } from '../faces/raster.ts';
import { mismatchOf, noFace, numbered, type Pair, pairsOf, problemOf } from './choose-faces.ts';
import type { FaceChoice, FaceSwapInput } from './contract.ts';
import { type PictureWithFaces, readFaces } from './read-faces.ts';
import { openSourceFace, type SourceFace } from './swap/source-face.ts';
import { swapFace, VIDEO_LIKENESS } from './swap/swap-face.ts';
import { withMouth } from './swap/warp.ts';
import { probeTarget, type TargetVideo } from './video/probe-target.ts';
import { readFrames } from './video/read-frames.ts';
import { meanShape, smoothTrack } from './video/smooth-track.ts';
import { strengthsOf } from './video/strengths.ts';
import { createTracker, type Person } from './video/track-faces.ts';
import { openVideoWriter } from './video/write-video.ts';

/** What is done to one person of the video. */
interface Plan extends Pair {
  source: SourceFace;
  faces: (Face | null)[];
  strengths: Float32Array;
  /** The person's mean shape. */
  rest: Float32Array;
  /** Frames that show the swapped face. */
  swappedFrames: number;
}

/** Shares of the run's progress. */
const FOUND = 0.6;

/** Faces of a picture onto faces of a video; writes `video.mp4` with the video's own sound. */
export async function swapVideo(
  input: FaceSwapInput,
  models: FaceModels,
  tools: EngineTools,
  context: EngineContext,
): Promise<EngineResult> {
  const { signal, onProgress, workDir } = context;
  const video = await probeTarget(input.target.path, tools.ffprobe, signal);
  const source = await readFaces(models, input.swapPath, signal);
  if (source.faces.length === 0) throw noFace('swap_image');

  const tracker = createTracker(models, signal);
  const frames = await eachFrame(video, tools, context, 0, FOUND, 'finding faces', (frame) => tracker.look(frame));
  const logs: string[] = [];
  const plans = planOf(input.choice, source, tracker.people, video, logs);

  const path = join(workDir, 'video.mp4');
  const writer = openVideoWriter(video, { ffmpeg: tools.ffmpeg, signal, path });
  const triangles = withMouth(models.triangles);
  try {
    await eachFrame(video, tools, context, FOUND, 0.98, 'swapping', async (frame, index) => {
      for (const plan of plans) {
        const face = plan.faces[index];
        const strength = plan.strengths[index] ?? 0;
        if (face)
          swapFace(frame, face, plan.source, { triangles, strength, likeness: VIDEO_LIKENESS, rest: plan.rest });
      }
      await writer.write(frame.data);
    });
    await writer.finish();
  } catch (error) {
    writer.abandon();
    throw error;
  }

  onProgress('encoding', 0.99);
  const even = (side: number) => side - (side % 2);
  const file: EngineFile = {
    role: 'video',
    path,
    contentType: 'video/mp4',
    width: even(video.width),
    height: even(video.height),
    durationMs: Math.round((frames / video.fps) * 1000),
  };
  const swapped = plans.map(({ swap, target, swappedFrames }) => ({ swap, target, frames: swappedFrames }));
  const found = { swapImage: source.faces.length, target: tracker.people.length };
  return { files: [file], facts: { frames, fps: video.fps, faces: found, swapped }, logs };
}

async function eachFrame(
  video: TargetVideo,
  { ffmpeg }: EngineTools,
  { signal, onProgress }: EngineContext,
  from: number,
  to: number,
  phase: string,
  work: (frame: Raster, index: number) => Promise<void>,
): Promise<number> {
  let count = 0;
  for await (const data of readFrames(video, { ffmpeg, signal })) {
    await work({ data, width: video.width, height: video.height, channels: 3 }, count);
    count++;
    // How many there will be is not known before; 600 is the most.
    onProgress(phase, from + (to - from) * (count / (count + 60)));
    await turnOfTheLoop();
  }
  return count;
}

/**
 * Which person gets which face. Faces of the video are numbered in the first frame that shows as many as are asked for.
 * @throws EngineInputError `text` when there are too few; `image` or `video` when one is never fit to be swapped.
 */
function planOf(
  choice: FaceChoice,
  source: PictureWithFaces,
  people: readonly Person[],
  video: TargetVideo,
  logs: string[],
): Plan[] {
  const order = numberPeople(people, choice);
  const firstFaces = order.map(({ face }) => face);
  const pairs = pairsOf(choice, source.faces, firstFaces, 'target_video');
  return pairs.flatMap((pair) => {
    const [from, person] = [source.faces[pair.swap], order[pair.target]?.person];
    if (!from || !person) return [];
    const problem = problemOf(from, source.picture, 'swap_image');
    if (problem !== null) throw new EngineInputError('image', problem);
    const faces = smoothTrack(person.faces);
    const strengths = strengthsOf(faces, from);
    const seen = faces.filter((face) => face !== null);
    const swappedFrames = strengths.filter((strength) => strength >= 0.5).length;
    const [first] = seen;
    if (swappedFrames === 0 || !first) throw new EngineInputError('video', whyNever(seen, from, video));
    if (swappedFrames < seen.length) {
      const left = seen.length - swappedFrames;
      logs.push(
        `face ${pair.target}: left as it was in ${left} of ${seen.length} frames, where it is turned away or too small`,
      );
    }
    const rest = meanShape(seen, first);
    return [{ ...pair, source: openSourceFace(source.picture, from), faces, strengths, rest, swappedFrames }];
  });
}

/** What stands in the way in the frame that comes closest. */
function whyNever(seen: readonly Face[], from: Face, video: TargetVideo): string {
  const side = 'target_video';
  const reasons = seen.map((face) => problemOf(face, video, side) ?? mismatchOf(from, face, side));
  return reasons[Math.floor(reasons.length / 2)] ?? `the face in ${side} is seen too briefly`;
}

function numberPeople(people: readonly Person[], choice: FaceChoice): { person: Person; face: Face }[] {
  const needed = choice.kind === 'indexes' ? Math.max(...choice.target) + 1 : 1;
  const frames = Math.max(0, ...people.map(({ faces }) => faces.length));
  let best: { person: Person; face: Face }[] = [];
  for (let index = 0; index < frames && best.length < needed; index++) {
    const here = people.flatMap((person) => {
      const face = person.faces[index];
      return face ? [{ person, face }] : [];
    });
    if (here.length > best.length) best = here;
  }
  const order = numbered(best.map(({ face }) => face));
  return order.flatMap((face) => best.find((entry) => entry.face === face) ?? []);
}
