import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Catalog } from '../../catalog/catalog.ts';
import { AppError } from '../../errors.ts';
import { type ChatModelProvider, type ChatRequest, textOf } from '../chat-model.ts';
import { answerTo } from './answer.ts';
import { stemsOf } from './language/words.ts';
import { createRanking } from './library/bm25.ts';
import { type Library, loadLibrary } from './library/load-library.ts';
import { tokenPieces } from './token-pieces.ts';
import type { Knowledge } from './topic.ts';

export const LOCAL_MODEL = 'polymuse-local';
/** Says what answers; raised with its rules. */
const FINGERPRINT = 'polymuse-local-rules-1';
/** 2026-01-01. */
const CREATED = 1_767_225_600;
/** Pieces that are given out without letting others have a turn. */
const PIECES_PER_TURN = 16;

export interface LocalAssistantOptions {
  catalog: Catalog;
  /** What a live key gets for a pair on this server now. */
  offer: Knowledge['offer'];
}

/**
 * `polymuse-local`: answers questions about this server, and writes prompts and lyrics, by rules and by searching the
 * documentation (BM25). No language model: deterministic, offline, free.
 */
export function createLocalAssistant({ catalog, offer }: LocalAssistantOptions): ChatModelProvider {
  // Read and indexed at the first question, not at the start.
  let library: Library | undefined;
  const pairs = createRanking(catalog.served, ({ model, taskType, section, summary }) =>
    stemsOf(`${model} ${taskType.replaceAll('_', ' ')} ${section} ${summary}`),
  );
  return {
    name: 'local assistant',
    fingerprint: FINGERPRINT,
    chargedBy: 'gateway',
    models: () => [{ id: LOCAL_MODEL, object: 'model', created: CREATED, owned_by: 'polymuse' }],
    supports: (model) => model.toLowerCase() === LOCAL_MODEL,
    async *complete(request, { publicUrl, signal }) {
      refuseForms(request);
      const said = request.messages.filter(({ role }) => role === 'user').map(({ content }) => textOf(content).trim());
      if ((said.at(-1) ?? '') === '') {
        throw new AppError('invalid_request', {
          message: 'invalid request: messages: the last message of the user has no text',
          detail: { field: 'messages' },
        });
      }
      library ??= loadLibrary();
      const pieces = tokenPieces(answerTo(said, { catalog, library, pairs, offer, publicUrl }));
      const most = request.max_completion_tokens ?? request.max_tokens ?? pieces.length;
      for (const [index, content] of pieces.slice(0, most).entries()) {
        if (index % PIECES_PER_TURN === 0) await nextTurn();
        if (signal.aborted) return;
        yield { content };
      }
      yield { finishReason: pieces.length > most ? 'length' : 'stop' };
    },
  };
}

/** It writes text and nothing else, and says so instead of sending what cannot be read. */
function refuseForms({ response_format }: ChatRequest): void {
  const type = (response_format as { type?: unknown } | null | undefined)?.type;
  if (type === undefined || type === 'text') return;
  throw new AppError('invalid_request', {
    message: `invalid request: invalid response_format: ${LOCAL_MODEL} answers in plain text only`,
    detail: { field: 'response_format' },
  });
}
