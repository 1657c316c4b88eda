import { expect, it } from 'vitest';
import { tts } from '../../../catalog/tts.ts';
import type { BackendContext, BackendJob } from '../../backend.ts';
import { speechMappings } from './speech.ts';

it('a zero-shot task becomes a text and the staged recording; the transcript is not needed', async () => {
  const asked: unknown[] = [];
  const context: BackendContext = {
    workDir: '/work',
    signal: new AbortController().signal,
    progress() {},
    log() {},
    async media(...args) {
      asked.push(args);
      return '/work/ref.mp3';
    },
    originFile: () => Promise.reject(new Error('none')),
  };
  const input = { gen_text: 'Hello there.', ref_audio: 'https://example.com/v.mp3', ref_text: 'anything' };
  const taskType = tts[0]!;
  const job: BackendJob = { taskId: 't', taskType, input, attempt: 1, token: 'x', origins: [] };
  const mapping = speechMappings[`${taskType.model}/${taskType.taskType}`]!;
  const home = { isInstalled: () => true, faceSwapConsent: false, cutoutModel: null };
  expect(await mapping.prepare(input, context, job, home)).toEqual({
    text: 'Hello there.',
    referencePath: '/work/ref.mp3',
    format: 'wav',
  });
  expect(asked).toEqual([['ref_audio', 'audio', { maxBytes: 20_971_520 }]]);
  expect(taskType.produces(input)).toEqual([{ role: 'audio', kind: 'audio' }]);
});
