import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine, EngineContext, EngineFile, EngineResult } from '../engine.ts';
import { EngineInputError } from '../engine.ts';
import type { EngineTools } from '../engine-tools.ts';
import { openMp3Encoder } from '../foley/mix/encode-mp3.ts';
import { createRandom } from '../foley/sound/dsp/random.ts';
import type { Random } from '../foley/sound/voice.ts';
import { compose } from './compose/compose.ts';
import { type Score, secondsOfBeat } from './compose/score.ts';
import { tonicName } from './compose/theory.ts';
import { type CoverRole, type LyricsInput, SONG_LIMITS, type SongEngineInput, type SongInput } from './contract.ts';
import { drawCover } from './cover/draw-cover.ts';
import { type HeardReference, hearReference } from './listen/hear-reference.ts';
import type { LyricSection } from './lyrics/lyric-section.ts';
import { readLrc } from './lyrics/read-lrc.ts';
import { isInstrumental, readLyrics } from './lyrics/read-lyrics.ts';
import { inventTitle, writeLyrics } from './lyrics/write-lyrics.ts';
import { masterSong } from './sound/master.ts';
import { openSynth, type Synth } from './sound/open-synth.ts';
import { renderScore } from './sound/render-score.ts';
import { chooseStyle, type SongStyle } from './style/choose-style.ts';
import { readStyle, type StyleReading } from './style/read-style.ts';

export type { LyricsInput, SongEngineInput, SongInput } from './contract.ts';

const NAME = 'song@1';
export const SONG_QUALITY =
  'A composed MIDI arrangement played from a sound font; words are carried by a lead instrument, not sung; not a neural model.';
const LYRICS_QUALITY =
  "The prompt's own words set into stock lines by templates and rhyme lists; not a language model.";

/** Songs from style words and lyrics: composes, plays and masters `song-1.mp3`, `song-2.mp3` … with covers. */
export function createSong(tools: EngineTools): Engine<SongEngineInput> {
  return {
    name: NAME,
    quality: SONG_QUALITY,
    run: async (input, context) =>
      input.task === 'lyrics' ? makeLyrics(input, context) : makeSongs(input, context, tools),
  };
}

function makeLyrics(input: LyricsInput, context: EngineContext): EngineResult {
  if (input.about.trim() === '') throw new EngineInputError('text', 'there is nothing to write about');
  const { valence } = chooseStyle(readStyle(input.about, ''), createRandom(context.seed));
  const lyrics = Array.from({ length: input.candidates }, (_, i) =>
    writeLyrics(input.about, valence, createRandom(context.seed + i)),
  );
  context.onProgress('writing', 1);
  return { files: [], facts: { engine: NAME, lyrics }, logs: [`${NAME}: ${LYRICS_QUALITY}`] };
}

async function makeSongs(input: SongInput, context: EngineContext, tools: EngineTools): Promise<EngineResult> {
  checkInput(input);
  context.onProgress('reading', 0);
  const reading = readStyle(input.style, input.avoid);
  const heard = input.reference ? await hear(input.reference, reading, tools, context) : null;
  const synth = await openSynth(tools);
  const files: EngineFile[] = [];
  const songs: Record<string, unknown>[] = [];
  const logs: string[] = heard && !input.reference?.ignored ? [logOf(heard)] : [];
  const wishes =
    heard && input.seconds === null && !(input.words.kind === 'given' && input.words.timed)
      ? { ...input, seconds: clampSeconds(heard.seconds, input.maxSeconds) }
      : input;
  for (let i = 0; i < input.songs; i++) {
    const made = await makeSong(wishes, { reading, heard }, synth, tools, { ...context, seed: context.seed + i }, i);
    files.push(...made.files);
    songs.push(made.facts);
    for (const line of made.logs) if (!logs.includes(line)) logs.push(line);
  }
  // Roles in the order of the result: all songs, then all covers.
  const order = ['audio', 'cover', 'large_cover'];
  files.sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role));
  context.onProgress('encoding', 1);
  return {
    files,
    facts: { engine: NAME, ...songs[0], songs, ...(heard ? { heardReference: heard } : {}) },
    logs: [...logs, `${NAME}: ${SONG_QUALITY}`],
  };
}

function checkInput({ seconds, songs, style, words, maxSeconds }: SongInput): void {
  const { minSeconds, maxSongs } = SONG_LIMITS;
  if (maxSeconds > SONG_LIMITS.maxSeconds || songs < 1 || songs > maxSongs)
    throw new RangeError('more than the limits of the engine');
  if (seconds !== null && !(seconds >= minSeconds && seconds <= maxSeconds)) {
    throw new EngineInputError('text', `a song is ${minSeconds} to ${maxSeconds} seconds long, not ${seconds}`);
  }
  if (
    style.length > SONG_LIMITS.maxTextLength ||
    (words.kind === 'given' && words.text.length > SONG_LIMITS.maxTextLength)
  ) {
    throw new EngineInputError('text', `the text is longer than ${SONG_LIMITS.maxTextLength} characters`);
  }
}

interface MadeSong {
  files: EngineFile[];
  facts: Record<string, unknown>;
  logs: string[];
}

async function makeSong(
  input: SongInput,
  { reading, heard }: { reading: StyleReading; heard: HeardReference | null },
  synth: Synth,
  tools: EngineTools,
  context: EngineContext,
  index: number,
): Promise<MadeSong> {
  const { signal } = context;
  const { sampleRate } = SONG_LIMITS;
  const report = (phase: string, fraction: number) => context.onProgress(phase, (index + fraction) / input.songs);
  // The words count as well, so that seed 1 is not in the same key for every prompt.
  const random = createRandom(`${context.seed}:${input.style}`);
  report('composing', 0.02);
  const style = chooseStyle(reading, random.fork('style'), heard && !input.reference?.ignored ? heard : {});
  const words = wordsOf(input, style, random.fork('words'));
  const { score, logs } = compose({
    style,
    lyrics: words.sections,
    isTimed: words.isTimed,
    seconds: input.seconds ?? secondsSaid(reading, input.maxSeconds),
    maxSeconds: input.maxSeconds,
    random: random.fork('song'),
  });
  signal.throwIfAborted();
  const mix = await renderScore(score, style, synth, {
    sampleRate,
    signal,
    onPart: (fraction) => report('playing', 0.05 + 0.7 * fraction),
  });
  report('mastering', 0.76);
  const { sound, loudnessLufs, truePeakDbtp } = masterSong(mix, sampleRate);
  signal.throwIfAborted();
  report('encoding', 0.9);
  const path = join(context.workDir, `song-${index + 1}.mp3`);
  await openMp3Encoder({ ffmpegPath: tools.ffmpeg, path, sampleRate, signal }).finish(sound);
  const durationMs = Math.round((sound.left.length / sampleRate) * 1000);
  const files: EngineFile[] = [{ role: 'audio', path, contentType: 'audio/mpeg', width: 0, height: 0, durationMs }];
  for (const role of input.covers) {
    const coverPath = join(context.workDir, `${role}-${index + 1}.jpg`);
    files.push(await writeCover(role, score, style, coverPath, random.fork('cover')));
  }
  report('encoding', 0.99);
  return {
    files,
    facts: {
      title: input.title || words.title || hookOf(words.sections) || inventTitle(input.style, random.fork('title')),
      lyrics: words.text,
      ...factsOf(score, style, reading),
      durationSeconds: durationMs / 1000,
      loudnessLufs: round(loudnessLufs),
      truePeakDbtp: round(truePeakDbtp),
    },
    logs: [...words.logs, ...logs, ...wordLogs(reading, words.sections.length > 0)],
  };
}

const COVER_SIDES: Readonly<Record<CoverRole, number>> = { cover: 512, large_cover: 1_024 };

async function writeCover(
  role: CoverRole,
  score: Score,
  style: SongStyle,
  path: string,
  random: Random,
): Promise<EngineFile> {
  const side = COVER_SIDES[role];
  // The same picture in both sizes: a fork depends on its label only.
  await writeFile(path, await drawCover(score, style, side, random));
  return { role, path, contentType: 'image/jpeg', width: side, height: side, durationMs: 0 };
}

interface Words {
  sections: LyricSection[];
  isTimed: boolean;
  /** As the result tells them; empty for an instrumental. */
  text: string;
  title: string;
  logs: string[];
}

function wordsOf({ words, style: about, maxSeconds }: SongInput, style: SongStyle, random: Random): Words {
  const none: Words = { sections: [], isTimed: false, text: '', title: '', logs: [] };
  if (words.kind === 'none') return none;
  if (words.kind === 'write') {
    const { title, text } = writeLyrics(about, style.valence, random);
    return { ...none, sections: readLyrics(text).sections, text, title, logs: [`lyrics: ${LYRICS_QUALITY}`] };
  }
  if (isInstrumental(words.text)) return none;
  if (words.timed) {
    const { sections, logs } = readLrc(words.text, maxSeconds);
    if (sections.length > 0) return { ...none, sections, isTimed: true, text: words.text, logs };
    if (logs.length > 0) return { ...none, logs };
  }
  const { sections, omitted } = readLyrics(words.text);
  const logs =
    omitted > 0 ? [`only the first ${SONG_LIMITS.maxLyricLines} lyric lines are used; ${omitted} were left out`] : [];
  const hasLines = sections.some(({ lines }) => lines.length > 0);
  return { ...none, sections: hasLines ? sections : [], text: words.text, logs };
}

/** The line people would ask for: the first of the chorus, else the first. */
function hookOf(sections: readonly LyricSection[]): string {
  const home =
    sections.find(({ kind, lines }) => kind === 'chorus' && lines.length > 0) ??
    sections.find(({ lines }) => lines.length > 0);
  const line = home?.lines[0]?.text.replace(/[\s,.;:!?…]+$/u, '') ?? '';
  const short = line.length <= 48 ? line : line.slice(0, 48).replace(/\s+\S*$/, '');
  return short.replace(/(^|\s)\p{L}/gu, (letter) => letter.toUpperCase());
}

/** "a 40 second jingle" counts where no field says the length. */
function secondsSaid({ seconds }: StyleReading, maxSeconds: number): number | null {
  return seconds === null ? null : clampSeconds(seconds, maxSeconds);
}

const clampSeconds = (seconds: number, maxSeconds: number): number =>
  Math.min(maxSeconds, Math.max(SONG_LIMITS.minSeconds, seconds));

/** Measures the recording; where it decides, what the words say of tempo and key is dropped. */
async function hear(
  { path, minSeconds, decides }: NonNullable<SongInput['reference']>,
  reading: StyleReading,
  tools: EngineTools,
  { signal, onProgress }: EngineContext,
): Promise<HeardReference> {
  const heard = await hearReference(path, minSeconds, { ffmpeg: tools.ffmpeg, signal });
  onProgress('listening', 0.01);
  if (decides) {
    if (heard.bpm !== null) reading.bpm = null;
    if (heard.tonic !== null) reading.tonic = null;
    if (heard.mode !== null) reading.mode = null;
  }
  return heard;
}

function logOf({ bpm, tonic, mode }: HeardReference): string {
  const tempo = bpm === null ? 'no clear beat' : `${bpm.toFixed(1)} beats per minute (or half, or double)`;
  const key = tonic === null || mode === null ? 'no clear key' : `${tonicName(tonic, mode)} ${mode}`;
  return `measured of the recording: ${tempo}, ${key}; tempo and key are followed, its instruments and sound are not`;
}

function factsOf(score: Score, style: SongStyle, reading: StyleReading): Record<string, unknown> {
  const seconds = (beat: number) => Math.max(0, round(secondsOfBeat(score, beat)) ?? 0);
  const played = new Set(score.notes.map(({ part }) => part));
  const players = {
    lead: style.lead,
    second: style.secondLead,
    chords: style.chords,
    pad: style.pad,
    bass: style.bassInstrument,
    extra: style.extra,
  };
  const names = Object.entries(players).flatMap(([part, player]) =>
    player && played.has(part as keyof typeof players) ? [player.name] : [],
  );
  return {
    tempoBpm: round(score.bpm),
    key: tonicName(score.tonic, score.mode),
    mode: score.mode,
    metre: score.metre.name,
    genres: style.genres,
    form: score.sections.map(({ kind, bar, bars }) => ({ name: kind, start: seconds(bar * score.metre.beats), bars })),
    lyricLines: score.sections.flatMap(({ lines }) => lines.map(({ text, beat }) => ({ text, start: seconds(beat) }))),
    instruments: [...new Set([...names, ...(played.has('drums') ? [`${style.kit} drum kit`] : [])])],
    understood: reading.understood,
    notUnderstood: reading.notUnderstood,
  };
}

function wordLogs(reading: StyleReading, hasWords: boolean): string[] {
  const logs: string[] = [];
  if (reading.understood.length > 0) logs.push(`style words followed: ${reading.understood.join(', ')}`);
  if (reading.notUnderstood.length > 0)
    logs.push(`words without a meaning for this engine: ${reading.notUnderstood.join(', ')}`);
  if (hasWords) logs.push('the lyrics are not sung: a lead instrument plays one note per syllable');
  else if (reading.wantsVoice)
    logs.push('voices were asked for, but this engine does not sing: the piece is instrumental');
  return logs;
}

/** Two decimals; null for what JSON cannot say. */
const round = (value: number): number | null => (Number.isFinite(value) ? Math.round(value * 100) / 100 : null);
