import { errorCatalogue } from '../../errors-catalogue.ts';
import type { ChatChunk, ChatContext, ChatModelProvider, ChatRequest } from '../../llm/chat-model.ts';
import { createTask } from '../../tasks/create-task.ts';
import { errorOfTask } from '../../tasks/error-of-task.ts';
import { isTerminal } from '../../tasks/status.ts';
import { readTask, type TaskRow } from '../../tasks/task-row.ts';
import type { HttpParts } from '../http-parts.ts';
import { chatMediaModels, chatMediaRequest } from './chat-media-request.ts';
import { refuseWhileStopping } from './door-task.ts';

/** A wake-up may be lost, and a progress line now and then keeps readers patient. */
const LOOK_MS = 2_000;
/** Percent between two lines. */
const STEP = 5;
/** 2025-10-06, when the youngest of these names appeared. */
const CREATED = 1_759_708_800;

/**
 * Pictures and videos through chat (protocol page, sections 14.2 and 14.3): progress as lines of text, then the link
 * whole in one chunk. Each answer is one task; when the caller leaves, it goes on.
 */
export function createChatMedia(parts: HttpParts): ChatModelProvider {
  return {
    name: 'media tasks',
    chargedBy: 'provider',
    models: () =>
      Object.keys(chatMediaModels).map((id) => ({ id, object: 'model', created: CREATED, owned_by: 'polymuse' })),
    supports: (model) => Object.hasOwn(chatMediaModels, model.toLowerCase()),
    async *complete(request, context) {
      const row = await createChatTask(parts, request, context);
      const kind = chatMediaModels[request.model.toLowerCase()]?.kind ?? 'image';
      yield { content: `> ${kind === 'image' ? 'Drawing' : 'Filming'}: task ${row.id}\n` };
      const ended = yield* progressOf(parts, row, context);
      if (ended === undefined) return;
      yield* endingOf(ended, kind);
    },
  };
}

function createChatTask(parts: HttpParts, request: ChatRequest, context: ChatContext): Promise<TaskRow> {
  refuseWhileStopping(parts);
  const { model, taskType, input } = chatMediaRequest(request);
  const { accountId, keyId, requestId } = context;
  return createTask(parts, { accountId, keyId, requestId, body: { model, task_type: taskType, input } });
}

/** Lines while it runs; the ended task, or undefined when the caller left first. */
async function* progressOf(
  parts: HttpParts,
  row: TaskRow,
  { signal }: ChatContext,
): AsyncGenerator<ChatChunk, TaskRow | undefined> {
  let current = row;
  let told = 0;
  while (!isTerminal(current.status)) {
    await parts.watch.nextChange(row.id, { timeoutMs: LOOK_MS, signal });
    if (signal.aborted) return undefined;
    current = (await readTask(parts.database, row.id, row.account_id)) ?? current;
    if (current.status === 'processing' && current.progress >= told + STEP) {
      told = current.progress;
      yield { content: `> Progress ${told} %\n` };
    }
  }
  return current;
}

function* endingOf(task: TaskRow, kind: 'image' | 'video'): Generator<ChatChunk> {
  const url = task.works.find(({ role }) => role === kind)?.url;
  if (task.status !== 'completed' || url === undefined) {
    yield { content: failureText(task), finishReason: 'stop' };
    return;
  }
  yield { content: '> Done\n\n' };
  // Readers search the raw stream, so the link must be whole in one chunk, and nothing like it may come before.
  yield { content: kind === 'image' ? `![image](${url})` : `[video](${url})` };
  yield { content: `\n\n[Download](${url})\n`, finishReason: 'stop' };
}

function failureText({ error }: TaskRow): string {
  const reason = errorOfTask(error ?? { code: 0, message: 'the task failed', raw_message: '', detail: null });
  const { help } = errorCatalogue[reason.code];
  // Reasons may quote what was sent: nothing in them may look like a link.
  const plain = reason.message.replace(/\]\(/g, '] (').replace(/https?:\/\/\S+/g, 'the URL that was sent');
  return `Generation failed\nFailure reason: ${plain}\nSuggestion: ${help}\n`;
}
