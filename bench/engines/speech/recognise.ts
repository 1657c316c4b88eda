import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runTool } from '../../../src/media/ffmpeg/run-tool.ts';

const MODEL = '/usr/share/pocketsphinx/model/en-us';
const DEADLINE_MS = 300_000;

/**
 * What pocketsphinx (CMU; Debian's `pocketsphinx` and `pocketsphinx-en-us`, its generic English model) understands of
 * sound files, one text per file. It knows nothing of flite. @throws when it is not installed.
 */
export async function recognise(files: readonly string[], workDir: string): Promise<string[]> {
  if (!existsSync(MODEL)) throw new Error('missing: run "apt-get install pocketsphinx pocketsphinx-en-us"');
  const names = files.map((_, at) => `heard-${at}`);
  for (const [at, file] of files.entries()) {
    // Headerless samples, since the recogniser would take a header for sound.
    const raw = ['-ac', '1', '-ar', '16000', '-f', 's16le', path.join(workDir, `${names[at]}.raw`)];
    await runTool('ffmpeg', ['-v', 'error', '-nostdin', '-y', '-i', file, ...raw], {
      timeoutMs: DEADLINE_MS,
      maxOutputBytes: 1_000_000,
    });
  }
  const [list, hypotheses] = [path.join(workDir, 'heard.ctl'), path.join(workDir, 'heard.hyp')];
  await writeFile(list, `${names.join('\n')}\n`);
  // One run for all: loading the model takes longer than a sentence.
  await runTool(
    'pocketsphinx_batch',
    [
      ...['-adcin', 'yes', '-cepdir', workDir, '-cepext', '.raw', '-ctl', list, '-hyp', hypotheses],
      ...['-hmm', path.join(MODEL, 'en-us'), '-lm', path.join(MODEL, 'en-us.lm.bin')],
      ...['-dict', path.join(MODEL, 'cmudict-en-us.dict'), '-logfn', '/dev/null'],
    ],
    { timeoutMs: DEADLINE_MS, maxOutputBytes: 1_000_000 },
  );
  const lines = (await readFile(hypotheses, 'utf8')).split('\n');
  return names.map(
    (name) =>
      lines
        .find((line) => line.includes(`(${name} `))
        ?.replace(/\([^)]*\)\s*$/, '')
        .trim() ?? '',
  );
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z']+/g) ?? [];

/** Errors (substituted, left out, added words) and the number of words that were said. */
export function wordErrors(said: string, heard: string): { errors: number; words: number } {
  const [wanted, got] = [wordsOf(said), wordsOf(heard)];
  let row = Array.from({ length: got.length + 1 }, (_, i) => i);
  for (const [i, word] of wanted.entries()) {
    const next = [i + 1];
    for (let j = 0; j < got.length; j++) {
      const change = (row[j] as number) + (got[j] === word ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] as number) + 1, (next[j] as number) + 1));
    }
    row = next;
  }
  return { errors: row[got.length] as number, words: wanted.length };
}
