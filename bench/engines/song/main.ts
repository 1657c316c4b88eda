/**
 * `npm run bench:song [-- seconds [style …]]`: how well the song engine keeps what it says.
 *
 * Method. One song per style, 45 s, seed 7; everything is measured on the decoded mp3. Tempo: autocorrelation of onset
 * strength, best metrical level. Key: Krumhansl-Kessler profiles on the chroma; modes other than major and minor count
 * by their third. Loudness and true peak: BS.1770. Descriptors: spectral centroid, onsets per second, energy by band.
 * Budgets: tempo error ≤ 1 % where there is a beat, loudness −14 ± 1 LU, true peak ≤ −1 dBTP, no clipping, 60 s in ≤ 6 s.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { decimals, printTable } from '../../foley/table.ts';
import { measureSong } from './measure-song.ts';

const [secondsText = '45', ...given] = process.argv.slice(2);
const seconds = Number(secondsText);
const styles =
  given.length > 0
    ? given
    : 'pop|rock|metal|folk|country|blues|jazz|bossa nova|reggae|funk|soul|disco|house|techno|trance|drum and bass|dubstep|hip hop|trap|lo-fi|synthwave|chiptune|ambient|epic cinematic|classical piano|waltz|celtic|salsa|lullaby|sad ballad'.split(
        '|',
      );
const enginesDir = process.env.POLYMUSE_ENGINES_DIR ?? resolve('.setup/engines');
const outDir = mkdtempSync(join(tmpdir(), 'polymuse-bench-song-'));
process.on('exit', () => rmSync(outDir, { recursive: true, force: true }));

console.log(`song bench: node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`);
const rows: string[][] = [];
for (const [i, style] of styles.entries()) {
  const workDir = join(outDir, String(i));
  mkdirSync(workDir);
  const song = await measureSong(style, 7, seconds, workDir, enginesDir);
  rows.push([
    style,
    decimals(song.told.bpm, 1),
    song.heardBpm === null ? '–' : decimals(song.heardBpm, 1),
    decimals(song.tempoErrorPercent),
    `${song.told.tonic} ${song.told.mode}`,
    song.key,
    song.keyRelation,
    decimals(song.loudnessLufs, 1),
    decimals(song.truePeakDbtp, 1),
    String(song.clippedSamples),
    decimals(100 * song.silentShare, 0),
    decimals(song.centroidHz, 0),
    decimals(song.onsetsPerSecond, 1),
    song.bands.map((band) => decimals(band, 0)).join('/'),
    decimals(song.wallSeconds, 1),
  ]);
}
printTable(
  `songs of ${seconds} s`,
  [
    'style',
    'bpm',
    'heard',
    'err %',
    'key',
    'heard',
    'relation',
    'LUFS',
    'dBTP',
    'clip',
    'silent %',
    'centroid',
    'ons/s',
    'low/mid/high %',
    's',
  ],
  rows,
);
