import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EngineResult } from '../../../src/engines/engine.ts';
import { resample } from '../../../src/engines/speech/change/resample.ts';
import { SPEECH_LIMITS, type SpeechInput } from '../../../src/engines/speech/contract.ts';
import { createSpeech } from '../../../src/engines/speech/index.ts';
import { describeVoice, type VoiceDescription } from '../../../src/engines/speech/listen/describe-voice.ts';
import { readWave } from '../../../src/engines/speech/speak/wave.ts';

const engine = createSpeech({ ffmpeg: 'ffmpeg' });

/** Speaks into a folder of its own below the temporary one; the caller removes it with `forget`. */
export async function speak(input: SpeechInput): Promise<EngineResult & { path: string; runSeconds: number }> {
  const workDir = await mkdtemp(path.join(tmpdir(), 'speech-'));
  const startedAt = performance.now();
  const result = await engine.run(input, { workDir, seed: 1, signal: new AbortController().signal, onProgress() {} });
  const runSeconds = (performance.now() - startedAt) / 1000;
  return { ...result, path: result.files[0]?.path ?? '', runSeconds };
}

export const forget = (file: string): Promise<void> => rm(path.dirname(file), { recursive: true, force: true });

/** What a listener measures of a WAV of the engine. */
export async function measure(wave: string): Promise<VoiceDescription & { seconds: number }> {
  const { samples, sampleRate } = readWave(await readFile(wave));
  const seconds = samples.length / sampleRate;
  return { seconds, ...describeVoice(resample(samples, SPEECH_LIMITS.workRate / sampleRate), SPEECH_LIMITS.workRate) };
}
