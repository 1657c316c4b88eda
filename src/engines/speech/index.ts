import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { type Engine, type EngineContext, EngineInputError, type EngineResult } from '../engine.ts';
import { SPEECH_LIMITS, type SpeechInput } from './contract.ts';
import { deliveryOfReference, deliveryOfVoice, totalStretch } from './delivery/delivery.ts';
import { rehearse } from './delivery/rehearse.ts';
import { assemble, type SpokenPart } from './finish/assemble.ts';
import { encodeSpeech } from './finish/encode-speech.ts';
import { describeVoice, type VoiceDescription } from './listen/describe-voice.ts';
import { readReference } from './listen/read-reference.ts';
import { baseVoices, espeakVoices, fliteVoices } from './speak/base-voices.ts';
import { loadFlite } from './speak/flite.ts';
import { type SpeakOptions, speakPart } from './speak/speak-part.ts';
import { guessLanguage, type Language, namedLanguage } from './text/language.ts';
import { splitText, type TextPart } from './text/sentences.ts';
import { hasWords, toAscii, withoutSilentSigns } from './text/speakable.ts';

export type { SpeechInput } from './contract.ts';

/** Where the programs are. */
export interface SpeechTools {
  ffmpeg: string;
  /** Default: `espeak-ng` in the PATH. Asked for only when a text is not English. */
  espeak?: string;
}

const NAME = 'speech@1';
const NOTHING = 'the text holds nothing that can be spoken';
const QUALITY =
  "Clear, robotic speech; a reference steers pitch, rate, level and band, not the speaker's identity. Not a neural model.";

/** Speaks a text and writes `speech.wav` (or another format). The seed is not used: there is nothing random in it. */
export function createSpeech(tools: SpeechTools): Engine<SpeechInput> {
  return { name: NAME, quality: QUALITY, run: (input, context) => run(input, context, tools) };
}

/** @throws EngineInputError for a text or reference that cannot be used; the signal's reason when aborted. */
async function run(input: SpeechInput, context: EngineContext, tools: SpeechTools): Promise<EngineResult> {
  const { signal, onProgress } = context;
  onProgress('listening', 0);
  const script = readScript(input);
  const reference = await listen(input, tools, signal);
  signal.throwIfAborted();

  const speed = Math.min(SPEECH_LIMITS.maxSpeed, Math.max(SPEECH_LIMITS.minSpeed, input.speed ?? 1));
  const candidates = script.language.code === 'en' ? fliteVoices : espeakVoices;
  const planned = reference
    ? deliveryOfReference(reference, speed, candidates)
    : deliveryOfVoice(input.voice, speed, candidates);
  onProgress('speaking', 0.1);
  const { language, parts } = script;
  const espeakProgram = tools.espeak ?? 'espeak-ng';
  const flite = await loadFlite();
  const { delivery, gainsDb } = await rehearse(
    parts,
    { flite, espeakProgram, language, delivery: planned, signal },
    reference,
  );
  const spoken = await speak(parts, {
    options: { flite, espeakProgram, language, delivery, signal },
    gainsDb,
    onProgress: (done) => onProgress('speaking', 0.2 + 0.6 * done),
  });

  onProgress('levelling', 0.8);
  const speech = assemble(spoken, delivery.loudnessLufs);
  signal.throwIfAborted();
  onProgress('encoding', 0.9);
  const format = input.format ?? 'wav';
  const file = await encodeSpeech(speech.samples, { ffmpeg: tools.ffmpeg, workDir: context.workDir, format, signal });
  onProgress('encoding', 1);

  return {
    files: [{ role: 'audio', ...file, width: 0, height: 0, durationMs: Math.round(speech.durationSeconds * 1000) }],
    facts: {
      engine: NAME,
      language: script.language.code,
      voice: delivery.base,
      parts: script.parts.length,
      durationSeconds: round(speech.durationSeconds),
      loudnessLufs: round(speech.loudnessLufs),
      delivery: {
        f0: round(delivery.f0),
        liveliness: round(delivery.liveliness),
        tract: round(delivery.tract),
        stretch: round(totalStretch(delivery)),
      },
      ...(reference ? { reference: measuresOf(reference) } : {}),
    },
    logs: [
      ...script.notes,
      ...delivery.notes,
      `spoken by ${delivery.base}: ${baseVoices[delivery.base].about}`,
      `${NAME}: ${QUALITY}`,
    ],
  };
}

interface Script {
  language: Language;
  parts: TextPart[];
  notes: string[];
}

function readScript({ text, language: named }: SpeechInput): Script {
  if ([...text].length > SPEECH_LIMITS.maxCharacters) {
    throw new EngineInputError('text', `the text is longer than ${SPEECH_LIMITS.maxCharacters} characters`);
  }
  const speakable = withoutSilentSigns(text);
  const language = named === undefined ? guessLanguage(speakable) : namedLanguage(named);
  const notes: string[] = [];
  let spelled = speakable;
  if (language.code === 'en') {
    const ascii = toAscii(speakable);
    spelled = ascii.text;
    if (ascii.dropped > 0) notes.push(`${ascii.dropped} letters of other scripts were left out`);
  }
  if (!hasWords(spelled)) throw new EngineInputError('text', NOTHING);
  return { language, parts: splitText(spelled, language.code), notes };
}

async function listen(
  { referencePath }: SpeechInput,
  tools: SpeechTools,
  signal: AbortSignal,
): Promise<VoiceDescription | null> {
  if (referencePath === undefined) return null;
  const samples = await readReference(referencePath, { ffmpeg: tools.ffmpeg, signal });
  return describeVoice(samples, SPEECH_LIMITS.workRate);
}

interface SpeakContext {
  options: SpeakOptions;
  gainsDb: Float32Array;
  onProgress(fraction: number): void;
}

async function speak(
  parts: readonly TextPart[],
  { options, gainsDb, onProgress }: SpeakContext,
): Promise<SpokenPart[]> {
  const spoken: SpokenPart[] = [];
  let seconds = 0;
  for (const [at, { text, pauseSeconds }] of parts.entries()) {
    await turnOfTheLoop();
    options.signal.throwIfAborted();
    const samples = await speakPart(text, options, gainsDb);
    // Pauses shrink less than speech does.
    const pause = pauseSeconds * Math.sqrt(totalStretch(options.delivery));
    seconds += samples.length / SPEECH_LIMITS.workRate + pause;
    if (seconds > SPEECH_LIMITS.maxSeconds) throw new EngineInputError('text', 'the text takes too long to speak');
    if (samples.length > 0) spoken.push({ samples, pauseSeconds: pause });
    onProgress((at + 1) / parts.length);
  }
  if (spoken.length === 0) throw new EngineInputError('text', NOTHING);
  return spoken;
}

const measuresOf = (voice: VoiceDescription) => ({
  f0: round(voice.f0),
  rangeSemitones: round(voice.rangeSemitones),
  syllableRate: round(voice.syllableRate),
  loudnessLufs: round(voice.loudnessLufs),
  centroidHz: round(voice.spectrum.centroidHz),
  edgeHz: round(voice.spectrum.edgeHz),
});

/** Two decimals; null for what JSON cannot say (the loudness of silence). */
const round = (value: number): number | null => (Number.isFinite(value) ? Math.round(value * 100) / 100 : null);
