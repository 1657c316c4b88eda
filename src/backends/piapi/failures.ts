import { AppError } from '../../errors.ts';

type ErrorCode = AppError['code'];

const MAX_TEXT = 500;

/** Words of the upstream (protocol page, section 10.4) and what they mean here; the first that is found counts. */
const FRAGMENTS: readonly (readonly [RegExp, ErrorCode])[] = [
  [/failed to get valid image|failed to decode input image|invalid image/i, 'bad_image'],
  [/failed to get valid video|invalid video/i, 'bad_video'],
  [/failed to get valid audio|invalid audio/i, 'bad_audio'],
  [/content violation|nsfw/i, 'content_violation'],
  [/deleted the task|fetch task failed|parent task is outdated/i, 'backend_failed'],
  [/too many requests|rate limit/i, 'rate_limited'],
  [/task input too large/i, 'too_large'],
  [/404 not found/i, 'bad_image'],
  [/invalid request|^invalid \S+/i, 'invalid_request'],
];

/** Numbers of another Polymuse, where the text says nothing. */
const CODES: Readonly<Record<number, ErrorCode>> = {
  10001: 'rate_limited',
  10010: 'bad_image',
  10020: 'content_violation',
  10040: 'deadline_exceeded',
  10050: 'backend_failed',
  10060: 'submit_unknown',
  10070: 'result_unavailable',
};

/** The account at the upstream has no money left, or its key is refused: nothing that the client can do about. */
export const isOperatorMatter = (text: string): boolean =>
  /freeze point|insufficient (balance|credits?|quota)|unauthorized|invalid api key|forbidden/i.test(text);

/** What the client is told of such a matter: that it is the operator's, not why. */
export function operatorError(cause: string): AppError {
  return new AppError('backend_failed', {
    detail: { reason: 'the provider refused the account of the operator' },
    cause: new Error(cause),
  });
}

/** What the upstream said as an error of ours; its own words stay readable in `detail.reason`. */
export function failureFrom(text: string, { code = 0, otherwise = 'task_failed' as ErrorCode } = {}): AppError {
  const words = text.slice(0, MAX_TEXT);
  for (const [pattern, name] of FRAGMENTS) {
    const [fragment] = pattern.exec(words) ?? [];
    if (fragment !== undefined) return named(name, fragment, words);
  }
  return named(CODES[code] ?? otherwise, '', words);
}

function named(name: ErrorCode, fragment: string, words: string): AppError {
  const { message } = new AppError(name);
  const said = name === 'content_violation' && /nsfw/i.test(words) ? `${message} (nsfw)` : message;
  // Clients look for the upstream's fragment in `message` too.
  const isNew = fragment !== '' && !said.toLowerCase().includes(fragment.toLowerCase());
  return new AppError(name, {
    message: isNew ? `${said}: ${fragment}` : said,
    ...(words === '' ? {} : { detail: { reason: words } }),
  });
}
