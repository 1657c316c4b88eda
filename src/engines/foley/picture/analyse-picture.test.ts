import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Clip, renderClips } from '../../../../bench/clips/render-clips.ts';
import { correlation } from '../../../../bench/foley/correlation.ts';
import { matchEvents, median } from '../../../../bench/foley/match-events.ts';
import type { PictureAnalysis } from '../contract.ts';
import { analysePicture } from './index.ts';

const names = [
  'ball-rubber-24',
  'ball-tennis-25',
  'ball-upright-30',
  'ball-pingpong-60',
  'hammer-25',
  'crossing',
  'rain',
  'scene-cut',
  'flashes',
  'still',
];
let folder = '';
const seen = new Map<string, { clip: Clip; analysis: PictureAnalysis }>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'polymuse-picture-'));
  for (const clip of await renderClips(folder, names)) {
    const signal = new AbortController().signal;
    const analysis = await analysePicture(clip.path, { signal, ffmpegPath: 'ffmpeg', ffprobePath: 'ffprobe' });
    seen.set(clip.name, { clip, analysis });
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const of = (name: string) => seen.get(name)!;

describe('impacts', () => {
  it.each(['ball-rubber-24', 'ball-tennis-25', 'ball-upright-30', 'ball-pingpong-60', 'hammer-25'])(
    '%s: at least 0.7 of the contacts are found, none is invented, within 20 ms in the median',
    (name) => {
      const { clip, analysis } = of(name);
      const truth = clip.events.map((event) => event.time);
      const match = matchEvents(
        truth,
        analysis.onsets.map((onset) => onset.time),
      );
      expect(match.recall).toBeGreaterThanOrEqual(0.7);
      expect(match.precision).toBeGreaterThanOrEqual(0.9);
      expect(median(match.distances)).toBeLessThanOrEqual(0.02);
    },
  );

  it('over all clips 0.9 of the contacts are found', () => {
    const matches = ['ball-rubber-24', 'ball-tennis-25', 'ball-upright-30', 'ball-pingpong-60', 'hammer-25'].map(
      (name) =>
        matchEvents(
          of(name).clip.events.map((event) => event.time),
          of(name).analysis.onsets.map((onset) => onset.time),
        ),
    );
    const found = matches.reduce((sum, match) => sum + match.distances.length, 0);
    const all = matches.reduce((sum, match) => sum + match.truthCount, 0);
    expect(found / all).toBeGreaterThanOrEqual(0.9);
  });

  it('a contact knows where it happened', () => {
    const { clip, analysis } = of('ball-rubber-24');
    for (const event of clip.events) {
      const onset = analysis.onsets.find((one) => Math.abs(one.time - event.time) < 0.04);
      if (onset !== undefined) expect(Math.abs(onset.panX - event.panX)).toBeLessThan(0.1);
    }
  });

  it('a harder contact is stronger', () => {
    const { onsets } = of('ball-upright-30').analysis;
    expect(onsets[0]!.strength).toBeGreaterThan(onsets.at(-1)!.strength * 1.5);
  });

  it.each(['rain', 'crossing', 'still', 'scene-cut'])('%s: nothing strikes anything', (name) => {
    expect(of(name).analysis.onsets).toEqual([]);
  });
});

describe('pictures as cameras and converters make them', () => {
  it.each([
    ['a noisy camera', 'noise=alls=18:allf=t'],
    ['a pale picture', 'eq=contrast=0.35'],
    ['24 fps shown at 60', 'fps=60'],
    ['a camera that drifts', 'crop=560:320:20*t:20'],
  ])('%s: the contacts are still found', async (_, filter) => {
    const { clip } = of('ball-rubber-24');
    const path = join(folder, 'spoilt.mp4');
    const quiet = ['-loglevel', 'error', '-nostdin', '-y'];
    execFileSync('ffmpeg', [...quiet, '-i', clip.path, '-vf', filter, '-c:v', 'mpeg4', '-q:v', '4', path]);
    const signal = new AbortController().signal;
    const { onsets } = await analysePicture(path, { signal, ffmpegPath: 'ffmpeg', ffprobePath: 'ffprobe' });
    const match = matchEvents(
      clip.events.map((event) => event.time),
      onsets.map((onset) => onset.time),
    );
    expect(match.recall).toBeGreaterThanOrEqual(0.8);
    expect(match.precision).toBeGreaterThanOrEqual(0.8);
    expect(median(match.distances)).toBeLessThanOrEqual(0.03);
  });
});

describe('position and direction', () => {
  it.each(['crossing', 'ball-pingpong-60', 'ball-rubber-24'])('%s: pan follows the body', (name) => {
    const { clip, analysis } = of(name);
    const pairs = Array.from(analysis.panX, (pan, frame) => [clip.positionX?.(frame / 25) ?? null, pan] as const);
    const known = pairs.filter((pair): pair is [number, number] => pair[0] !== null);
    expect(
      correlation(
        known.map((pair) => pair[0]),
        known.map((pair) => pair[1]),
      ),
    ).toBeGreaterThanOrEqual(0.95);
  });

  it('a ball that crosses to the right in 4 s moves at a quarter of the width per second', () => {
    const { velocityX, frameCount } = of('crossing').analysis;
    expect(velocityX[Math.floor(frameCount / 2)]).toBeCloseTo(600 / 640 / 4, 1);
  });
});

describe('weather, light and scenes', () => {
  it('rain flickers everywhere, one ball does not', () => {
    expect(median([...of('rain').analysis.flicker])).toBeGreaterThan(0.6);
    expect(Math.max(...of('ball-rubber-24').analysis.flicker)).toBeLessThan(0.1);
    expect(median([...of('rain').analysis.texture])).toBeGreaterThan(median([...of('still').analysis.texture]));
  });

  it('a cut is found at its frame and is no flash', () => {
    const { clip, analysis } = of('scene-cut');
    expect(analysis.cuts).toHaveLength(1);
    expect(Math.abs(analysis.cuts[0]! - clip.events[0]!.time)).toBeLessThanOrEqual(0.04);
  });

  it('lightning is found at its frame and is no cut', () => {
    const { clip, analysis } = of('flashes');
    expect(analysis.cuts).toEqual([]);
    expect(analysis.onsets.map((onset) => onset.kind)).toEqual(['appear', 'appear', 'appear']);
    analysis.onsets.forEach((onset, index) => {
      expect(Math.abs(onset.time - clip.events[index]!.time)).toBeLessThanOrEqual(0.04);
    });
  });

  it('a still picture does not move', () => {
    expect(Math.max(...of('still').analysis.motion)).toBeLessThan(0.01);
  });
});

it('every series has one finite value per 25 fps frame of the duration', () => {
  for (const { clip, analysis } of everySeen()) {
    expect(Math.abs(analysis.durationSeconds - clip.durationSeconds)).toBeLessThanOrEqual(1 / clip.fps + 1e-6);
    expect(analysis.frameCount).toBe(Math.round(analysis.durationSeconds * 25));
    const { motion, panX, panY, velocityX, velocityY, brightness, texture, flicker } = analysis;
    for (const series of [motion, panX, panY, velocityX, velocityY, brightness, texture, flicker]) {
      expect(series).toHaveLength(analysis.frameCount);
      expect(series.every(Number.isFinite)).toBe(true);
    }
    for (const series of [motion, brightness, texture, flicker]) {
      expect(series.every((value) => value >= 0 && value <= 1)).toBe(true);
    }
    for (const series of [panX, panY]) expect(series.every((value) => value >= -1 && value <= 1)).toBe(true);
  }
});

function everySeen() {
  return [...seen.values()];
}
