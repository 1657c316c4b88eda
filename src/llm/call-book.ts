import type { AppError } from '../errors.ts';
import type { CallKind } from './choose-upstream.ts';
import type { TokenUsage } from './model-prices.ts';

/** Who calls, as the book needs it. */
export interface CallOwner {
  accountId: number;
  keyId: number;
  isTest: boolean;
  requestId: string;
}

export interface NewCall {
  owner: CallOwner;
  kind: CallKind;
  /** As the client named it. */
  model: string;
  stream: boolean;
  /** Points. */
  hold: number;
  /** The request's body; kept only when the account asks for it. */
  request: unknown;
}

export interface CallOutcome {
  /** null: nobody was asked (the cache answered). */
  upstream: string | null;
  usage: TokenUsage;
  /** The upstream reported no usage. */
  isEstimated: boolean;
  /** Points; the book never takes more than the hold. */
  points: number;
  /** Milliseconds from the request to the first piece of the answer. */
  firstByteMs: number | null;
  latencyMs: number;
  finishReason: string | null;
  /** Upstreams that failed before. */
  failedBefore: readonly string[];
  /** `client`: it left early and pays for what it got. */
  endedBy: 'upstream' | 'client' | 'cache';
  /** Why it failed; nothing is charged then. */
  error: AppError | null;
  /** The text of the answer; kept only when the account asks for it. */
  answer: string;
}

/**
 * Money and history of calls. A call is opened before an upstream is asked and closed exactly once; one that is never
 * closed (a crash) is ended by the sweeper, with its hold released.
 */
export interface CallBook {
  /**
   * Whether `open` can be expected to succeed: the caller was seen a moment ago with far more than this in the purse
   * and no other limit. An upstream may then be asked while the hold is being written; nothing is given to the client
   * before the hold is there.
   */
  isSure(call: Pick<NewCall, 'owner' | 'model' | 'hold'>): boolean;
  /** @throws AppError `forbidden`, `insufficient_balance`, `rate_limited`: nothing is held then. */
  open(call: NewCall): Promise<OpenCall>;
}

export interface OpenCall {
  id: string;
  /** Whether requests and answers of this account are kept. */
  keepsTexts: boolean;
  /** Never throws: what goes wrong is logged, and the sweeper ends the call. */
  close(outcome: CallOutcome): Promise<void>;
}
