import type { TaskInput } from '../../catalog/task-type.ts';

/** What a test request asks of the server itself, by marks in any of its texts, as card numbers do in test payments. */
export interface MagicWords {
  /** The task fails; with the name of a failure, as that one. */
  fail?: 'failed' | 'content_violation' | 'invalid_image';
  /** Seconds before it is done. */
  slowSeconds?: number;
  /** It waits in `staged`, as if the account had too much running. */
  stage?: true;
  /** It never ends by itself. */
  stuck?: true;
  /** Its result files are soon gone. */
  expire?: true;
  /** So many first attempts of its webhook are dropped. */
  webhookDrop?: number;
  /** One result fewer than was asked for, where there are several. */
  partial?: true;
  /** The first attempt fails, the second succeeds; nobody notices. */
  retry?: true;
}

/** Longest delay that can be asked for. */
const MAX_SLOW_SECONDS = 3_600;
const MAX_DROPS = 10;
/** Texts beyond this depth or number are not looked at. */
const MAX_DEPTH = 6;
const MAX_TEXTS = 1_000;

const MARK = /\[test:\s*([a-z_]+)(?:\s+([a-z0-9_]{1,20}))?\s*\]/gi;

/** The marks in any text of an input; what is not known or not a number is no mark. Pure. */
export function magicWordsIn(input: TaskInput): MagicWords {
  const words: MagicWords = {};
  for (const text of textsIn(input)) {
    for (const [, name = '', value = ''] of text.matchAll(MARK)) note(words, name.toLowerCase(), value.toLowerCase());
  }
  return words;
}

/** A text as the makers see it. */
export function withoutMagicWords(text: string): string {
  return text.includes('[') ? text.replace(MARK, ' ').replace(/\s+/g, ' ').trim() : text;
}

function note(words: MagicWords, name: string, value: string): void {
  const whole = /^\d{1,6}$/.test(value) ? Number(value) : undefined;
  switch (name) {
    case 'fail':
      words.fail = value === 'content_violation' || value === 'invalid_image' ? value : 'failed';
      break;
    case 'slow':
      words.slowSeconds = Math.min(MAX_SLOW_SECONDS, whole ?? 30);
      break;
    case 'webhook_drop':
      words.webhookDrop = Math.min(MAX_DROPS, whole ?? 1);
      break;
    case 'stage':
    case 'stuck':
    case 'expire':
    case 'partial':
    case 'retry':
      words[name] = true;
      break;
    default:
      break;
  }
}

function textsIn(input: unknown): string[] {
  const texts: string[] = [];
  const visit = (value: unknown, depth: number): void => {
    if (texts.length >= MAX_TEXTS || depth > MAX_DEPTH) return;
    if (typeof value === 'string') {
      if (value.includes('[')) texts.push(value);
    } else if (typeof value === 'object' && value !== null) {
      for (const inner of Object.values(value)) visit(inner, depth + 1);
    }
  };
  visit(input, 0);
  return texts;
}
