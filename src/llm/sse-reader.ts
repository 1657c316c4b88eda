import { AppError } from '../errors.ts';

export interface SseEvent {
  /** `event:`, or "" when there was none. */
  name: string;
  /** The `data:` lines, joined. */
  data: string;
}

const LF = 10;
const CR = 13;

/**
 * Cuts a byte stream into server-sent events (WHATWG HTML, 9.2.6), wherever the network split it: within a character,
 * within `data:`, between the CR and the LF of one line end. Comments, ids and retry times are dropped.
 */
export function createSseReader({ maxEventBytes }: { maxEventBytes: number }) {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let skipLf = false;
  let name = '';
  let data: string[] = [];
  let dataBytes = 0;

  function line(text: string, events: SseEvent[]): void {
    if (text === '') {
      if (data.length > 0) events.push({ name, data: data.length === 1 ? (data[0] ?? '') : data.join('\n') });
      name = '';
      data = [];
      dataBytes = 0;
      return;
    }
    const colon = text.indexOf(':');
    if (colon === 0) return;
    const field = colon < 0 ? text : text.slice(0, colon);
    const start = text.charCodeAt(colon + 1) === 32 ? colon + 2 : colon + 1;
    if (field === 'data') {
      const value = colon < 0 ? '' : text.slice(start);
      dataBytes += value.length;
      if (dataBytes > maxEventBytes) throw tooLong();
      data.push(value);
    } else if (field === 'event') name = colon < 0 ? '' : text.slice(start);
  }

  return {
    /** The events that this piece completes. @throws AppError `backend_failed` for one that is longer than the cap. */
    push(piece: Buffer): SseEvent[] {
      const events: SseEvent[] = [];
      let from = 0;
      const hasCr = piece.includes(CR);
      for (let at = 0; at < piece.length; ) {
        if (skipLf) {
          skipLf = false;
          if (piece[at] === LF) {
            at++;
            from = at;
            continue;
          }
        }
        const end = hasCr ? endOfLine(piece, at) : piece.indexOf(LF, at);
        if (end < 0) break;
        const rest = piece.subarray(from, end);
        const whole = held.length === 0 ? rest : Buffer.concat([...held, rest]);
        held = [];
        heldBytes = 0;
        skipLf = piece[end] === CR;
        at = end + 1;
        from = at;
        line(whole.toString('utf8'), events);
      }
      if (from < piece.length) {
        // A copy: the piece may be a part of a much larger buffer.
        held.push(Buffer.from(piece.subarray(from)));
        heldBytes += piece.length - from;
        if (heldBytes > maxEventBytes) throw tooLong();
      }
      return events;
    },

    /** What a stream that ended without a blank line still holds. */
    end(): SseEvent[] {
      const events: SseEvent[] = [];
      if (held.length > 0) line(Buffer.concat(held).toString('utf8'), events);
      line('', events);
      held = [];
      return events;
    },
  };
}

function endOfLine(piece: Buffer, from: number): number {
  const lf = piece.indexOf(LF, from);
  const cr = piece.indexOf(CR, from);
  if (cr < 0) return lf;
  return lf < 0 ? cr : Math.min(lf, cr);
}

const tooLong = (): AppError =>
  new AppError('backend_failed', { detail: { reason: 'the upstream sent an event that is too long' } });
