import { type ChatModelProvider, textOf } from './chat-model.ts';

const MAX_ECHO = 200;

/** What test keys get instead of every real model: an answer that says what it is, the same for the same question. */
export const sandboxModel: ChatModelProvider = {
  name: 'sandbox',
  chargedBy: 'gateway',
  models: () => [],
  supports: () => true,
  async *complete({ model, messages, tools }, { signal }) {
    const asked = textOf(messages.findLast(({ role }) => role === 'user')?.content);
    const tool = (Array.isArray(tools) ? tools[0] : undefined) as { function?: { name?: string } } | undefined;
    const echo = asked.length > MAX_ECHO ? `${asked.slice(0, MAX_ECHO)}…` : asked;
    const offered = tool?.function?.name ? ` The tool "${tool.function.name}" was offered and not called.` : '';
    const answer = `This is test mode: no model was asked and nothing real is charged. ${model} would answer here. You wrote: "${echo}".${offered}`;
    for (const word of answer.match(/\S+\s*/g) ?? []) {
      signal.throwIfAborted();
      yield { content: word };
    }
  },
};
