import { AppError } from '../errors.ts';
import { type FailureReason, FetchFailed, FetchRefused } from './safe-fetch/fetch-errors.ts';

export type MediaRole = 'image' | 'video' | 'audio';

const CODES = { image: 'bad_image', video: 'bad_video', audio: 'bad_audio' } as const;

/**
 * What the sender of a bad file sees: one message per role (`failed to get valid video`) and a reason word in `detail`.
 * The cause holds the rest, for the log.
 */
export function mediaError(role: MediaRole, reason: string, cause?: unknown): AppError {
  return new AppError(CODES[role], { detail: { reason }, ...(cause === undefined ? {} : { cause }) });
}

/** What the sender may learn. A refusal, a dead name and a closed port look alike: else we would be a port scanner. */
const SHOWN: Record<FailureReason, string> = {
  dns: 'unreachable',
  connect: 'unreachable',
  tls: 'unreachable',
  timeout: 'unreachable',
  broken: 'unreachable',
  bad_redirect: 'unreachable',
  too_many_redirects: 'unreachable',
  aborted: 'unreachable',
  http_status: 'unreachable',
  encoded: 'unknown_type',
  unwanted_type: 'unknown_type',
  too_large: 'too_large',
};

/** The client's error for a URL that could not be fetched; the cause says why, for the log. Other errors pass through. */
export function fetchErrorAsMedia(role: MediaRole, thrown: unknown): unknown {
  if (thrown instanceof FetchRefused) return mediaError(role, 'unreachable', thrown);
  if (thrown instanceof FetchFailed && thrown.reason !== 'aborted')
    return mediaError(role, SHOWN[thrown.reason], thrown);
  return thrown;
}
