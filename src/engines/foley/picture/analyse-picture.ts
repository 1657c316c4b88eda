import { EngineInputError } from '../../engine.ts';
import { FOLEY_LIMITS, type PictureAnalysis } from '../contract.ts';
import { findSceneChanges } from './cuts.ts';
import { chooseFrameFormat, contentSeconds, decodeFrames } from './decode-frames.ts';
import { describeFrames } from './describe-frames.ts';
import { FrameLog } from './frame-log.ts';
import { findMovements } from './onsets.ts';
import { probeVideo, type VideoFacts } from './probe-video.ts';
import { SERIES_RATE } from './series.ts';
import { sniffVideoFile } from './sniff-container.ts';

export interface AnalysePictureOptions {
  signal: AbortSignal;
  ffmpegPath: string;
  ffprobePath: string;
  /** Share of the analysis that is done, 0..1, never falling. */
  onProgress?: (fraction: number) => void;
}

/**
 * Watches a local video file: how much moves, where, which way, when things strike or flash, where scenes change.
 * Looks at the first 30 s; a file of any content is safe to give (see sniff-container.ts and inputArguments).
 * @throws EngineInputError('video') with a short public reason when the file cannot be used as a video.
 * @throws the signal's reason when aborted.
 */
export async function analysePicture(videoPath: string, options: AnalysePictureOptions): Promise<PictureAnalysis> {
  const { signal, ffmpegPath, ffprobePath } = options;
  const progress = risingProgress(options.onProgress);
  signal.throwIfAborted();
  const demuxer = await sniffVideoFile(videoPath, FOLEY_LIMITS.maxBytes);
  const facts = await probeVideo(videoPath, demuxer, { ffprobePath, signal });
  refuseTooLong(facts.claimedSeconds);
  progress(0.1);

  const format = chooseFrameFormat(facts);
  const log = new FrameLog(format);
  const expectedSeconds = Math.min(FOLEY_LIMITS.maxSeconds, facts.pictureSeconds ?? FOLEY_LIMITS.maxSeconds);
  const expectedFrames = Math.max(1, expectedSeconds * format.rate);
  const decoded = await decodeFrames(videoPath, demuxer, facts, format, {
    ffmpegPath,
    signal,
    maxSeconds: FOLEY_LIMITS.maxSeconds,
    onFrame(planes) {
      log.add(planes);
      progress(0.1 + 0.7 * Math.min(1, log.frameCount / expectedFrames));
    },
  });
  const decodedSeconds = decoded / format.rate;
  let sourceSeconds = Math.max(decodedSeconds, facts.pictureSeconds ?? 0);
  if (decodedSeconds > FOLEY_LIMITS.maxSeconds - 1) {
    // Only part was decoded: the header may claim less than the file holds.
    const limitSeconds = FOLEY_LIMITS.maxSourceSeconds;
    sourceSeconds = Math.max(
      sourceSeconds,
      await contentSeconds(videoPath, demuxer, facts, { ffmpegPath, signal, limitSeconds }),
    );
    refuseTooLong(sourceSeconds);
  }
  progress(0.85);

  const durationSeconds = Math.min(FOLEY_LIMITS.maxSeconds, usedSeconds(facts, decodedSeconds, format.rate));
  const frameCount = Math.max(1, Math.round(durationSeconds * SERIES_RATE));
  const changes = findSceneChanges(log);
  const { onsets, tracks } = findMovements(log, changes, signal);
  progress(0.97);
  const description = describeFrames(log, tracks, frameCount);
  progress(1);
  return {
    durationSeconds,
    sourceSeconds: Math.max(sourceSeconds, durationSeconds),
    width: facts.width,
    height: facts.height,
    fps: SERIES_RATE,
    frameCount,
    ...description,
    onsets: onsets.filter((onset) => onset.time < durationSeconds),
    cuts: changes.cuts.map((frame) => frame / format.rate).filter((time) => time < durationSeconds),
  };
}

/** The header's length where the frames bear it out (it is exact), else that of the frames. */
function usedSeconds(facts: VideoFacts, decodedSeconds: number, rate: number): number {
  const claimed = facts.pictureSeconds;
  return claimed !== null && Math.abs(claimed - decodedSeconds) <= 1.5 / rate ? claimed : decodedSeconds;
}

function refuseTooLong(seconds: number | null): void {
  if (seconds === null || seconds <= FOLEY_LIMITS.maxSourceSeconds) return;
  throw new EngineInputError('video', `the video is longer than ${FOLEY_LIMITS.maxSourceSeconds} seconds`);
}

function risingProgress(report: AnalysePictureOptions['onProgress']): (fraction: number) => void {
  let last = 0;
  return (fraction) => {
    if (report === undefined || (fraction < last + 0.01 && fraction < 1)) return;
    last = fraction;
    report(fraction);
  };
}
