import { AppError } from '../../errors.ts';
import { type ChatMessage, type ChatRequest, type ContentPart, textOf } from '../../llm/chat-model.ts';
import { wishedImageSize, wishedSeconds, wishedVideoShape } from './chat-wishes.ts';
import type { DoorTask } from './door-task.ts';

/** Names in chat → the pair that makes what is asked for (protocol page, sections 14.2 and 14.3). */
export const chatMediaModels: Readonly<
  Record<string, { kind: 'image' | 'video'; pair: readonly [model: string, taskType: string] }>
> = {
  'gpt-4o-image': { kind: 'image', pair: ['gpt-4o-image', 'chat-image'] },
  'gpt-4o-image-preview': { kind: 'image', pair: ['gpt-4o-image', 'chat-image'] },
  'sora-2-preview': { kind: 'video', pair: ['sora2', 'sora2-video'] },
  'sora-2-hd-preview': { kind: 'video', pair: ['sora2', 'sora2-pro-video'] },
};

/** What a chat asks for as a task. @throws AppError `invalid_request` for one without words. */
export function chatMediaRequest(request: ChatRequest): DoorTask {
  const model = request.model.toLowerCase();
  const { words, pictures } = wishOf(request.messages);
  const { kind, pair } = chatMediaModels[model] ?? { kind: 'image', pair: [model, ''] };
  if (kind === 'image') {
    return {
      model,
      taskType: pair[1],
      input: { prompt: words, size: wishedImageSize(words), ...(pictures.length > 0 ? { image: pictures } : {}) },
    };
  }
  const isHd = model === 'sora-2-hd-preview';
  const [start] = pictures;
  return {
    model: pair[0],
    taskType: pair[1],
    input: {
      prompt: words,
      duration: wishedSeconds(words),
      aspect_ratio: wishedVideoShape(words),
      ...(isHd ? { resolution: '1080p' } : {}),
      ...(start === undefined ? {} : { image_url: start }),
    },
  };
}

/**
 * The last message of the user. Without pictures of its own it goes on from the picture that was answered last, as
 * people mean it when they say "now in blue".
 */
function wishOf(messages: readonly ChatMessage[]): { words: string; pictures: string[] } {
  const last = messages.findLastIndex(({ role }) => role === 'user');
  const message = messages[last];
  const words = message ? textOf(message.content).trim() : '';
  if (!message || words === '') {
    throw new AppError('invalid_request', {
      message: 'invalid request: messages: the last message of the user has no text',
      detail: { field: 'messages' },
    });
  }
  const own = picturesOf(message);
  return { words, pictures: own.length > 0 ? own : answeredPicture(messages.slice(0, last)) };
}

const picturesOf = ({ content }: ChatMessage): string[] =>
  typeof content === 'string' ? [] : (content ?? []).flatMap((part) => urlOf(part));

function urlOf(part: ContentPart): string[] {
  if (part.type !== 'image_url') return [];
  const image = part.image_url as string | { url?: unknown } | null | undefined;
  const url = typeof image === 'object' ? image?.url : image;
  return typeof url === 'string' && url !== '' ? [url] : [];
}

function answeredPicture(messages: readonly ChatMessage[]): string[] {
  const answer = messages.findLast(({ role }) => role === 'assistant');
  const url = answer && /!\[image\]\((https?:\/\/[^)\s]+)\)/.exec(textOf(answer.content))?.[1];
  return url ? [url] : [];
}
