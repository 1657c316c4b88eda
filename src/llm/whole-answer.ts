import type { CallKind } from './choose-upstream.ts';
import type { TokenUsage } from './model-prices.ts';
import { parsed } from './streams/answer-stream.ts';
import { readUsage } from './usage.ts';

export interface WholeFacts {
  usage: TokenUsage | undefined;
  text: string;
  finishReason: string | null;
  json: Record<string, unknown> | undefined;
}

type Json = Record<string, unknown>;

/** What an answer that came in one piece says of itself; a plain text (transcriptions) is its own text. */
export function wholeFacts(kind: CallKind, body: Buffer): WholeFacts {
  const text = body.toString('utf8');
  const json = parsed(text);
  if (json === undefined) return { usage: undefined, text, finishReason: null, json };
  const usage = readUsage(json.usage) ?? durationOf(json);
  if (kind === 'transcriptions') return { usage, text: String(json.text ?? ''), finishReason: null, json };
  if (kind === 'embeddings') return { usage, text: '', finishReason: null, json };
  const choices = Array.isArray(json.choices) ? (json.choices as { message?: Json; finish_reason?: unknown }[]) : [];
  const written = [...choices.map(({ message }) => message), json.content, json.output];
  const reason = choices[0]?.finish_reason ?? json.stop_reason ?? json.status;
  return { usage, text: textsIn(written, 0), finishReason: typeof reason === 'string' ? reason : null, json };
}

/** Of `verbose_json`. */
const durationOf = ({ duration }: Json): TokenUsage | undefined =>
  typeof duration === 'number' && duration > 0
    ? { promptTokens: 0, cachedTokens: 0, completionTokens: 0, seconds: duration }
    : undefined;

/** What the model wrote, whichever form it has; names of roles, kinds and ids are not among it. */
function textsIn(value: unknown, depth: number): string {
  if (depth > 12 || typeof value !== 'object' || value === null) return '';
  if (Array.isArray(value)) return value.map((item) => textsIn(item, depth + 1)).join('');
  return Object.entries(value)
    .map(([name, member]) => {
      if (typeof member !== 'string') return textsIn(member, depth + 1);
      return ['content', 'text', 'arguments', 'reasoning_content', 'refusal', 'thinking'].includes(name) ? member : '';
    })
    .join('');
}
