/**
 * Measures the speech engine and prints tables: `node --import tsx bench/engines/speech/main.ts [words [VOICE …]|follow|voices|speed]`.
 *
 * - words: word error rate of an independent recogniser (pocketsphinx) over 20 plain sentences and 10 Harvard sentences,
 *   each sentence a file of its own, per base voice; and when the voice follows a reference. Budget: 0.3 on the plain ones.
 * - follow: references are made by the engine at other voices and speeds; pitch, range, level and rate of what follows
 *   them are measured from the sound (YIN, syllable nuclei, BS.1770). The rate is the asked speed, known exactly.
 * - voices: every named voice's measured pitch and rate, and seconds per word.
 * - speed: run time against length of the speech.
 */
import { cpus } from 'node:os';
import path from 'node:path';
import { speechVoices } from '../../../src/engines/speech/delivery/voices.ts';
import { baseVoices } from '../../../src/engines/speech/speak/base-voices.ts';
import { decimals, printTable } from '../../foley/table.ts';
import { recognise, wordErrors } from './recognise.ts';
import { FOLLOWING_TEXT, REFERENCE_TEXT, references } from './references.ts';
import { HARVARD_SENTENCES, PLAIN_SENTENCES } from './sentences.ts';
import { forget, measure, speak } from './speak.ts';

const asked = process.argv[2];
const parts: Record<string, () => Promise<void>> = { words, follow, voices, speed };
console.log(`speech engine; Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`);
for (const [name, run] of Object.entries(parts)) if (asked === undefined || asked === name) await run();

async function errorRates(how: { voice?: string; referencePath?: string }): Promise<[plain: number, harvard: number]> {
  const sentences = [...PLAIN_SENTENCES, ...HARVARD_SENTENCES];
  const files: string[] = [];
  for (const text of sentences) files.push((await speak({ text, ...how })).path);
  const heard = await recognise(files, path.dirname(files[0] ?? ''));
  for (const file of files) await forget(file);
  const rate = (from: number, to: number) => {
    const counts = sentences.slice(from, to).map((said, at) => wordErrors(said, heard[from + at] ?? ''));
    const sum = (of: 'errors' | 'words') => counts.reduce((total, count) => total + count[of], 0);
    return sum('errors') / sum('words');
  };
  return [rate(0, PLAIN_SENTENCES.length), rate(PLAIN_SENTENCES.length, sentences.length)];
}

async function words(): Promise<void> {
  const rows: string[][] = [];
  const keep = (name: string, rates: readonly number[]) => {
    rows.push([name, ...rates.map((rate) => decimals(rate))]);
    console.error(rows.at(-1)?.join('  '));
  };
  for (const voice of process.argv.length > 3 ? process.argv.slice(3) : ['slt', 'rms', 'awb', 'kal']) {
    keep(voice, await errorRates({ voice }));
  }
  const reference = await speak({ text: REFERENCE_TEXT, voice: 'shimmer', speed: 1.2 });
  keep('following shimmer at 1.2', await errorRates({ referencePath: reference.path }));
  await forget(reference.path);
  printTable('Word error rate (pocketsphinx)', ['voice', '20 plain', '10 Harvard'], rows);
}

async function follow(): Promise<void> {
  const rows: string[][] = [];
  for (const { voice, speed } of references) {
    const reference = await speak({ text: REFERENCE_TEXT, voice, speed });
    const following = await speak({ text: FOLLOWING_TEXT, referencePath: reference.path });
    const [wanted, got] = [await measure(reference.path), await measure(following.path)];
    const chosen = following.facts.delivery as { stretch: number };
    const asked = (speechVoices[voice]?.rate ?? 1) * speed;
    rows.push([
      `${voice} at ${speed}`,
      String(following.facts.voice),
      `${decimals(wanted.f0, 0)} → ${decimals(got.f0, 0)}`,
      decimals(12 * Math.log2(got.f0 / wanted.f0)),
      `${decimals(wanted.rangeSemitones, 1)} → ${decimals(got.rangeSemitones, 1)}`,
      `${decimals(asked)} → ${decimals(1 / chosen.stretch)}`,
      `${decimals(wanted.syllableRate)} → ${decimals(got.syllableRate)}`,
      `${decimals(wanted.loudnessLufs, 1)} → ${decimals(got.loudnessLufs, 1)}`,
    ]);
    await forget(reference.path);
    await forget(following.path);
  }
  const head = ['reference', 'voice', 'f0 Hz', 'semitones off', 'range st', 'speed', 'syllables/s', 'LUFS'];
  printTable('Following a reference', head, rows);
}

async function voices(): Promise<void> {
  const wordCount = FOLLOWING_TEXT.split(' ').length;
  const rows: string[][] = [];
  for (const [name, { base }] of Object.entries(speechVoices)) {
    const { path: file } = await speak({ text: FOLLOWING_TEXT, voice: name });
    const got = await measure(file);
    rows.push([
      name,
      base,
      String(baseVoices[base].f0),
      decimals(got.f0, 0),
      decimals(got.rangeSemitones, 1),
      decimals(got.syllableRate),
      decimals(got.seconds / wordCount),
      decimals(got.loudnessLufs, 1),
    ]);
    await forget(file);
  }
  printTable('Named voices', ['voice', 'base', 'base f0', 'f0', 'range st', 'syllables/s', 's/word', 'LUFS'], rows);
}

async function speed(): Promise<void> {
  const rows: string[][] = [];
  for (const [name, count] of [
    ['one sentence', 1],
    ['20 sentences', 20],
    ['180 sentences', 180],
  ] as const) {
    const text = Array.from({ length: count }, (_, i) => PLAIN_SENTENCES[i % PLAIN_SENTENCES.length]).join(' ');
    const run = await speak({ text });
    const seconds = Number(run.facts.durationSeconds);
    rows.push([
      name,
      String(text.length),
      decimals(seconds, 1),
      decimals(run.runSeconds),
      decimals(run.runSeconds / seconds, 3),
    ]);
    await forget(run.path);
  }
  printTable('Run time', ['text', 'characters', 'speech s', 'run s', 'real-time factor'], rows);
}
