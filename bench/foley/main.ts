/**
 * `npm run bench:foley [-- all|sync|pan|speed|sounds]`: how well the embedded foley engine listens to the picture.
 *
 * Method. Clips with known event times are rendered (bench/clips). Sync: the picture half's onsets, and the onsets heard
 * in the engine's final mp3, are paired one to one with the truth within 150 ms. Pan: correlation of the true position of
 * the one moving body with the picture half's panX, and with the left/right power of the mp3. Speed: the whole engine in a
 * process of its own on the 8 s 720p demo clip, best and median of five, without the start of Node. Sounds: spectral
 * descriptors of every class against ranges from the literature.
 * Budgets: median ≤ 40 ms, p90 ≤ 80 ms, recall ≥ 0.9, pan ≥ 0.8, real-time factor ≤ 0.25, memory ≤ 350 MB.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { analysePicture } from '../../src/engines/foley/picture/index.ts';
import { type Clip, renderClips } from '../clips/render-clips.ts';
import { audioOnsets } from './audio-onsets.ts';
import { correlation } from './correlation.ts';
import { decodeAudio, toMono } from './decode-audio.ts';
import { type EngineRun, runEngineProcess } from './engine-process.ts';
import { type EventMatch, matchEvents, quantile } from './match-events.ts';
import { panAtOnsets, panOfSound } from './pan-of-sound.ts';
import { decimals, milliseconds, printTable } from './table.ts';

const wanted = process.argv[2] ?? 'all';
const wants = (part: string) => wanted === 'all' || wanted === part;
const outDir = mkdtempSync(join(tmpdir(), 'polymuse-bench-foley-'));
process.on('exit', () => rmSync(outDir, { recursive: true, force: true }));

const promptOf = (clip: Clip): string => {
  if (clip.name.startsWith('hammer')) return 'hammer on metal';
  if (clip.name.startsWith('ball') || clip.name === 'demo') return 'ball bouncing on a wooden floor';
  if (clip.name === 'crossing') return 'engine';
  return 'thunder';
};

console.log(`foley bench: node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`);
if (wants('sync') || wants('pan') || wants('speed')) {
  const clips = await renderClips(outDir);
  const runs = new Map<string, EngineRun>();
  const heard = (clip: Clip): EngineRun => {
    const run = runs.get(clip.name) ?? runEngineProcess(clip.path, promptOf(clip), outDir, `run-${clip.name}`);
    runs.set(clip.name, run);
    return run;
  };
  if (wants('sync')) await printSync(clips, heard);
  if (wants('pan')) await printPan(clips, heard);
  if (wants('speed')) printSpeed(clips);
}
if (wants('sounds')) (await import('./sound-classes.ts')).measureSounds();

function analyse(clip: Clip) {
  return analysePicture(clip.path, {
    signal: new AbortController().signal,
    ffmpegPath: 'ffmpeg',
    ffprobePath: 'ffprobe',
  });
}

function syncRows(matches: { name: string; match: EventMatch }[]): string[][] {
  const all: EventMatch = {
    truthCount: matches.reduce((sum, { match }) => sum + match.truthCount, 0),
    foundCount: matches.reduce((sum, { match }) => sum + match.foundCount, 0),
    distances: matches.flatMap(({ match }) => match.distances),
    recall: 0,
    precision: 0,
  };
  all.recall = all.distances.length / all.truthCount;
  all.precision = all.distances.length / all.foundCount;
  return [...matches, { name: 'ALL', match: all }].map(({ name, match }) => [
    name,
    String(match.truthCount),
    String(match.foundCount),
    milliseconds(quantile(match.distances, 0.5)),
    milliseconds(quantile(match.distances, 0.9)),
    decimals(match.recall),
    decimals(match.precision),
  ]);
}

async function printSync(clips: Clip[], heard: (clip: Clip) => EngineRun): Promise<void> {
  const head = ['clip', 'true', 'found', 'median', 'p90', 'recall', 'precision'];
  const seen: { name: string; match: EventMatch }[] = [];
  const cuts: (string | number)[][] = [];
  for (const clip of clips) {
    const analysis = await analyse(clip);
    const truth = clip.events.filter((event) => event.kind !== 'cut').map((event) => event.time);
    const match = matchEvents(
      truth,
      analysis.onsets.map((onset) => onset.time),
    );
    seen.push({ name: clip.name, match });
    const trueCuts = clip.events.filter((event) => event.kind === 'cut').map((event) => event.time);
    if (trueCuts.length + analysis.cuts.length > 0)
      cuts.push([clip.name, trueCuts.join(' '), analysis.cuts.map((time) => decimals(time)).join(' ')]);
  }
  printTable('Sync, picture half: onsets seen against true events', head, syncRows(seen));
  printTable('Scene cuts, seconds', ['clip', 'true', 'found'], cuts);
  const sounding = clips
    .filter((clip) => clip.events.some((event) => event.kind !== 'cut'))
    .map((clip) => {
      const truth = clip.events.filter((event) => event.kind !== 'cut').map((event) => event.time);
      return { name: clip.name, match: matchEvents(truth, audioOnsets(toMono(decodeAudio(heard(clip).path)))) };
    });
  printTable('Sync, final sound: onsets heard in the mp3 against true events', head, syncRows(sounding));
}

async function printPan(clips: Clip[], heard: (clip: Clip) => EngineRun): Promise<void> {
  const rows: string[][] = [];
  for (const clip of clips) {
    if (clip.positionX === undefined) continue;
    const { panX } = await analyse(clip);
    const truth = Array.from(panX, (_, frame) => clip.positionX?.((frame + 0.5) / 25) ?? null);
    const against = (values: ArrayLike<number | null>) => {
      const pairs = truth.flatMap((value, at) => {
        const other = values[at] ?? null;
        return value === null || other === null ? [] : [[value, other] as const];
      });
      return correlation(
        pairs.map((pair) => pair[0]),
        pairs.map((pair) => pair[1]),
      );
    };
    const positions = truth.filter((value) => value !== null);
    // A body that stays where it is has no direction to follow.
    if (Math.max(...positions) - Math.min(...positions) < 0.2) continue;
    const sound = decodeAudio(heard(clip).path);
    // Struck sounds are placed by their beginnings, lasting ones all the time.
    const starts = audioOnsets(toMono(sound)).filter((time) => (clip.positionX?.(time) ?? null) !== null);
    const places = starts.map((time) => clip.positionX?.(time) ?? 0);
    const struck = clip.events.length > 0;
    const heardPan = struck ? correlation(places, panAtOnsets(sound, starts)) : against(panOfSound(sound));
    rows.push([clip.name, struck ? 'onsets' : 'all along', decimals(against(panX), 3), decimals(heardPan, 3)]);
  }
  printTable('Pan: correlation with the true position', ['clip', 'sound measured at', 'picture', 'sound'], rows);
}

function printSpeed(clips: Clip[]): void {
  const demo = clips.find((clip) => clip.name === 'demo');
  if (demo === undefined) return;
  const runs = Array.from({ length: 5 }, (_, round) =>
    runEngineProcess(demo.path, promptOf(demo), outDir, `speed-${round}`),
  ).sort((a, b) => a.wallMs - b.wallMs);
  const rows = [['best', runs[0]] as const, ['median', runs[2]] as const].flatMap(([name, run]) =>
    run === undefined
      ? []
      : [
          [
            name,
            `${(run.wallMs / 1000).toFixed(2)} s`,
            decimals(run.wallMs / 1000 / demo.durationSeconds, 3),
            `${(run.peakRssBytes / 1e6).toFixed(0)} MB`,
            Object.entries(run.phases)
              .map(([phase, at]) => `${phase} ${at}`)
              .join(', '),
          ],
        ],
  );
  printTable(
    'Speed: 8 s of 720p in a process of its own',
    ['run', 'time', 'real-time factor', 'peak memory', 'phases begin at ms'],
    rows,
  );
}
