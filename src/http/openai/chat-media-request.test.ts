import { expect, test } from 'vitest';
import type { ChatMessage } from '../../llm/chat-model.ts';
import { chatMediaRequest } from './chat-media-request.ts';

const asked = (model: string, ...messages: ChatMessage[]) => chatMediaRequest({ model, messages });
const user = (content: ChatMessage['content']): ChatMessage => ({ role: 'user', content: content ?? null });
const picture = (url: unknown) => ({ type: 'image_url', image_url: url }) as never;

test('the last message of the user counts, with its pictures in both spellings', () => {
  const parts = [
    picture({ url: 'https://a.example/1.png' }),
    picture('https://a.example/2.png'),
    { type: 'text', text: 'join them' },
  ];
  expect(asked('GPT-4o-Image', user('earlier'), { role: 'assistant', content: 'ok' }, user(parts as never))).toEqual({
    model: 'gpt-4o-image',
    taskType: 'chat-image',
    input: { prompt: 'join them', size: 'auto', image: ['https://a.example/1.png', 'https://a.example/2.png'] },
  });
});

test('what is no picture in the parts is left out', () => {
  const parts = [picture(null), picture({}), picture(5), { type: 'input_audio' }, { type: 'text', text: 'a sea' }];
  expect(asked('gpt-4o-image', user(parts as never)).input).toEqual({ prompt: 'a sea', size: 'auto' });
});

test('a conversation goes on from the last picture of the assistant only', () => {
  const answer = {
    role: 'assistant',
    content: '> Done\n\n![image](https://a.example/made.png)\n\n[Download](https://a.example/made.png)',
  };
  const { input } = asked('gpt-4o-image', user('a sea'), answer, user('now at night'));
  expect(input.image).toEqual(['https://a.example/made.png']);
  const failed = { role: 'assistant', content: 'Generation failed' };
  expect(asked('gpt-4o-image', user('a sea'), answer, user('x'), failed, user('again')).input.image).toBeUndefined();
});

test('videos take the first picture as their start, and HD is Pro in 1080p', () => {
  const parts = [picture({ url: 'https://a.example/1.png' }), { type: 'text', text: 'it moves, 9:16, 12 seconds' }];
  expect(asked('sora-2-preview', user(parts as never))).toEqual({
    model: 'sora2',
    taskType: 'sora2-video',
    input: {
      prompt: 'it moves, 9:16, 12 seconds',
      duration: 12,
      aspect_ratio: '9:16',
      image_url: 'https://a.example/1.png',
    },
  });
  expect(asked('sora-2-hd-preview', user('a kite'))).toMatchObject({
    taskType: 'sora2-pro-video',
    input: { resolution: '1080p', duration: 4 },
  });
});

test.each([[[]], [[user('')]], [[user('   ')]], [[user(null)]], [[{ role: 'system', content: 'draw' }]]])(
  'a chat without words of the user is refused: %j',
  (messages) => {
    expect(() => asked('gpt-4o-image', ...messages)).toThrow(/messages/);
  },
);
