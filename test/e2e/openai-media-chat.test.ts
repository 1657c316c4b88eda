import OpenAI from 'openai';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { TaskReply } from '../harness/client.ts';
import { PATIENT } from '../harness/patience.ts';
import { until } from '../harness/until.ts';
import { openTestMode, type TestMode } from '../sandbox/open-test-mode.ts';

vi.setConfig(PATIENT);

/** Pictures, videos and the local assistant through chat, read as clients read them. */

let mode: TestMode;
let openai: OpenAI;
let live: OpenAI;

const clientOf = (apiKey: string) => new OpenAI({ apiKey, baseURL: `${mode.live.base}/v1`, maxRetries: 0 });

beforeAll(async () => {
  mode = await openTestMode();
  openai = clientOf(mode.test.key);
  live = clientOf(mode.live.key);
});
afterAll(() => mode?.close());

type Content = OpenAI.ChatCompletionUserMessageParam['content'];
const user = (content: Content): OpenAI.ChatCompletionMessageParam => ({ role: 'user', content });

/** The deltas of a streamed answer, and how it ended. */
async function streamed(client: OpenAI, model: string, messages: OpenAI.ChatCompletionMessageParam[]) {
  const deltas: string[] = [];
  let finish: string | null = null;
  let fingerprint: string | undefined;
  for await (const chunk of await client.chat.completions.create({ model, messages, stream: true })) {
    const [choice] = chunk.choices;
    if (choice?.delta.content) deltas.push(choice.delta.content);
    finish = choice?.finish_reason ?? finish;
    fingerprint = chunk.system_fingerprint ?? fingerprint;
  }
  return { deltas, text: deltas.join(''), finish, fingerprint };
}

const newest = async () => (await mode.test.get<{ tasks: TaskReply[] }>('/api/v1/tasks?limit=1')).tasks[0]!;
const pictureAt = async (url: string) => sharp(Buffer.from(await (await fetch(url)).arrayBuffer())).metadata();

describe('gpt-4o-image', () => {
  it('ends with the picture, whole in one chunk, then a download link', async () => {
    const { deltas, text, finish } = await streamed(openai, 'gpt-4o-image', [
      user('Image size: 1024:1536. A red fox in the snow'),
    ]);
    const at = deltas.findIndex((delta) => /^!\[image\]\(\S+\)$/.test(delta));
    const url = /^!\[image\]\((\S+)\)$/.exec(deltas[at] ?? '')?.[1] ?? '';
    expect(deltas.slice(0, at).join('')).not.toMatch(/https?:|\]\(/);
    expect(deltas.slice(at + 1).join('')).toContain(`[Download](${url})`);
    expect(text).toMatch(/^> /);
    expect(finish).toBe('stop');
    expect(await pictureAt(url)).toMatchObject({ format: 'png', width: 1024, height: 1536 });
  });

  it('can be found in the raw event stream by a search for the link', async () => {
    const reply = await mode.test.send('POST', '/v1/chat/completions', {
      body: { model: 'gpt-4o-image-preview', stream: true, messages: [user('a boat')] },
    });
    expect(reply.headers.get('content-type')).toContain('text/event-stream');
    const url = /!\[image\]\((https?:\/\/[^)\s]+)\)/.exec(reply.text)?.[1];
    expect((await pictureAt(url!)).width).toBe(1024);
    for (const event of reply.text.split('\n\n').filter((one) => one !== '' && !one.startsWith(':')))
      expect(event).toMatch(/^data: (\{.*\}|\[DONE\])$/);
  });

  it('is one task with the price of a picture, under the name that was asked for', async () => {
    await streamed(openai, 'gpt-4o-image-preview', [user('a pear')]);
    expect(await newest()).toMatchObject({
      model: 'gpt-4o-image-preview',
      task_type: 'chat-image',
      status: 'completed',
      meta: { usage: { consume: 200_000 } },
    });
  });

  it('answers an ordinary request with the same text', async () => {
    const { choices } = await openai.chat.completions.create({ model: 'gpt-4o-image', messages: [user('a tower')] });
    expect(choices[0]).toMatchObject({ finish_reason: 'stop', message: { role: 'assistant' } });
    expect(choices[0]!.message.content).toMatch(/!\[image\]\(\S+\)\n\n\[Download\]\(\S+\)\n$/);
  });

  it('goes on from pictures of the message, and from its own last picture', async () => {
    const bytes = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#36c' } })
      .png()
      .toBuffer();
    const image_url = { url: `data:image/png;base64,${bytes.toString('base64')}` };
    const first = await streamed(openai, 'gpt-4o-image', [
      user([
        { type: 'image_url', image_url },
        { type: 'text', text: 'make it a sea' },
      ]),
    ]);
    expect((await newest()).input.image).toHaveLength(1);
    const made = /!\[image\]\((\S+)\)/.exec(first.text)?.[1];
    await streamed(openai, 'gpt-4o-image', [
      user('a sea'),
      { role: 'assistant', content: first.text },
      user('now at night'),
    ]);
    expect((await newest()).input).toMatchObject({ image: [made], prompt: 'now at night' });
  });

  it('tells a failure as text, with reason and suggestion, and charges nothing', async () => {
    const { text, finish } = await streamed(openai, 'gpt-4o-image', [user('x [test:fail content_violation]')]);
    expect(text).toMatch(/Generation failed\nFailure reason: content violation.*\nSuggestion: .+\n$/);
    expect(finish).toBe('stop');
    expect(await newest()).toMatchObject({ status: 'failed', meta: { usage: { consume: 0 } } });
  });

  it('refuses before the first byte with an HTTP status', async () => {
    const asked = live.chat.completions.create({ model: 'gpt-4o-image', stream: true, messages: [user('a fox')] });
    await expect(asked).rejects.toMatchObject({ status: 503, code: 'no_backend' });
    const empty = openai.chat.completions.create({ model: 'gpt-4o-image', messages: [user('')] });
    await expect(empty).rejects.toMatchObject({ status: 400, type: 'invalid_request_error' });
  });

  it('goes on when the reader leaves', async () => {
    const controller = new AbortController();
    const asked = { model: 'gpt-4o-image', stream: true, messages: [user('slowly [test:slow 2]')] } as const;
    const stream = await openai.chat.completions.create(
      { ...asked, messages: [...asked.messages] },
      { signal: controller.signal },
    );
    for await (const _ of stream) controller.abort();
    const task = await newest();
    expect(await mode.test.waitFor(task.task_id)).toMatchObject({ status: 'completed' });
  });
});

describe('sora-2-preview', () => {
  it('ends with a link to the video', async () => {
    const { text } = await streamed(openai, 'sora-2-preview', [user('a kite, vertical video, 4 seconds')]);
    const url = /\[video\]\((\S+)\)/.exec(text)?.[1];
    const reply = await fetch(url!);
    expect(reply.headers.get('content-type')).toBe('video/mp4');
    expect(await newest()).toMatchObject({
      model: 'sora2',
      task_type: 'sora2-video',
      input: { duration: 4, aspect_ratio: '9:16' },
    });
  });

  it('in HD is Sora 2 Pro', async () => {
    const controller = new AbortController();
    const stream = await openai.chat.completions.create(
      { model: 'sora-2-hd-preview', stream: true, messages: [user('a ship for 8 s [test:stuck]')] },
      { signal: controller.signal },
    );
    for await (const _ of stream) controller.abort();
    const task = await newest();
    expect(task).toMatchObject({ task_type: 'sora2-pro-video', input: { duration: 8, resolution: '1080p' } });
    await mode.test.send('DELETE', `/api/v1/task/${task.task_id}?force=true`);
  });
});

describe('polymuse-local', () => {
  it('is streamed token by token, says what it is, and costs nothing', async () => {
    const before = await mode.live.balance();
    const { deltas, text, fingerprint } = await streamed(live, 'polymuse-local', [user('Who are you?')]);
    expect(deltas.length).toBeGreaterThan(50);
    expect(text).toContain('polymuse-local');
    expect(text).toMatch(/not a large language model/);
    expect(fingerprint).toMatch(/^polymuse-local/);
    expect(await mode.live.balance()).toEqual(before);
  });

  it('counts tokens, stops at max_tokens, and is in the history', async () => {
    const asked = { model: 'polymuse-local', messages: [user('What does Kling lip_sync cost?')] };
    const whole = await live.chat.completions.create(asked);
    expect(whole.usage!.completion_tokens).toBeGreaterThan(10);
    expect(whole.usage!.total_tokens).toBe(whole.usage!.prompt_tokens + whole.usage!.completion_tokens);
    const cut = await live.chat.completions.create({ ...asked, max_tokens: 5 });
    expect(cut.choices[0]!.finish_reason).toBe('length');
    expect(whole.choices[0]!.message.content!.startsWith(cut.choices[0]!.message.content!)).toBe(true);
    const rows = await until(
      async () => {
        const { tasks } = await mode.live.get<{ tasks: TaskReply[] }>('/api/v1/tasks?model=llm');
        return tasks.length >= 2 ? tasks : undefined;
      },
      { what: 'the calls are in the history', deadlineMs: 20_000, everyMs: 100 },
    );
    expect(rows[0]).toMatchObject({ status: 'completed', meta: { usage: { consume: 0 } } });
  });

  it('answers a test key too, and refuses what it cannot write', async () => {
    const { text } = await streamed(openai, 'polymuse-local', [user('How do I change the port?')]);
    expect(text).toContain('server.port');
    const asked = openai.chat.completions.create({
      model: 'polymuse-local',
      messages: [user('hi')],
      response_format: { type: 'json_object' },
    });
    await expect(asked).rejects.toMatchObject({ status: 400, param: 'response_format' });
  });
});

describe('the list of models', () => {
  const idsOf = async (client: OpenAI): Promise<string[]> => {
    const ids: string[] = [];
    for await (const { id } of client.models.list()) ids.push(id);
    return ids;
  };

  it('has what a key is served now: everything for a test key', async () => {
    const media = [
      'tts-1',
      'tts-1-hd',
      'gpt-image-1',
      'gpt-image-2-preview',
      'gpt-4o-image',
      'sora-2',
      'sora-2-preview',
    ];
    expect(await idsOf(openai)).toEqual(expect.arrayContaining(['polymuse-local', ...media]));
    const lively = await idsOf(live);
    expect(lively).toEqual(expect.arrayContaining(['polymuse-local', 'tts-1', 'gpt-4o-mini-tts']));
    for (const id of ['gpt-image-1', 'gpt-4o-image', 'sora-2']) expect(lively).not.toContain(id);
  });

  it('leaves out what the key is not good for', async () => {
    const terms = { name: 'narrow', mode: 'test', models: ['tts-1'] };
    const { key } = await mode.live.post<{ key: string }>('/api/v1/keys', terms);
    expect((await idsOf(clientOf(key))).sort()).toEqual(['gpt-4o-mini-tts', 'tts-1', 'tts-1-hd']);
  });
});
