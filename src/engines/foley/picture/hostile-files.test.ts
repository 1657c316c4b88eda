import { execFileSync } from 'node:child_process';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineInputError } from '../../engine.ts';
import { analysePicture } from './index.ts';

let folder = '';
const at = (name: string) => join(folder, name);
const ffmpeg = (...args: string[]) =>
  execFileSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', ...args], { cwd: folder });
const analyse = (name: string, signal = new AbortController().signal) =>
  analysePicture(at(name), { signal, ffmpegPath: 'ffmpeg', ffprobePath: 'ffprobe' });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'polymuse-hostile-'));
  ffmpeg('-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=2', '-c:v', 'mpeg4', at('good.mp4'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The reason is public: short, and without paths of ours. */
async function expectRefused(name: string, reason: RegExp): Promise<void> {
  const error = await analyse(name).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(EngineInputError);
  expect((error as EngineInputError).kind).toBe('video');
  expect((error as EngineInputError).message).toMatch(reason);
  expect((error as EngineInputError).message.length).toBeLessThan(120);
  expect((error as EngineInputError).message).not.toContain(folder);
}

/**
 * Sets the duration in every header box of an mp4 (version 0: mvhd, tkhd, mdhd; ISO/IEC 14496-12). The edit list stays:
 * one that shows only a part makes the video truly shorter.
 */
function withClaimedSeconds(mp4: Buffer, seconds: number): Buffer {
  const out = Buffer.from(mp4);
  const movieScale = out.readUInt32BE(out.indexOf('mvhd') + 16);
  out.writeUInt32BE(seconds * movieScale, out.indexOf('mvhd') + 20);
  out.writeUInt32BE(seconds * movieScale, out.indexOf('tkhd') + 24);
  const mediaScale = out.readUInt32BE(out.indexOf('mdhd') + 16);
  out.writeUInt32BE(seconds * mediaScale, out.indexOf('mdhd') + 20);
  return out;
}

describe('files that are no video', () => {
  it('text is refused', async () => {
    await writeFile(at('text.mp4'), 'this is not a video, whatever its name says\n'.repeat(50));
    await expectRefused('text.mp4', /not a video/);
  });

  it('playlists that name other files are refused, whatever their extension', async () => {
    await writeFile(at('hls.mp4'), '#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\ngood.mp4\n#EXT-X-ENDLIST\n');
    await writeFile(at('concat.mp4'), "ffconcat version 1.0\nfile 'good.mp4'\n");
    await writeFile(at('dash.mp4'), '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>');
    for (const name of ['hls.mp4', 'concat.mp4', 'dash.mp4']) await expectRefused(name, /not a video/);
  });

  it('images are refused', async () => {
    for (const name of ['image.png', 'image.jpg']) {
      ffmpeg('-f', 'lavfi', '-i', 'testsrc2=s=64x64:d=1', '-frames:v', '1', at(name));
      await expectRefused(name, /not a video/);
    }
  });

  it('sound without a picture is refused, also when it carries a cover', async () => {
    ffmpeg('-f', 'lavfi', '-i', 'sine=d=1', '-c:a', 'aac', at('sound.mp4'));
    await expectRefused('sound.mp4', /no picture stream/);
    const cover = ['-i', at('image.png'), '-map', '0', '-map', '1', '-c:v', 'png', '-disposition:v:0', 'attached_pic'];
    ffmpeg('-f', 'lavfi', '-i', 'sine=d=1', ...cover, '-c:a', 'aac', at('cover.mp4'));
    await expectRefused('cover.mp4', /no picture stream/);
  });

  it('subtitles alone are refused', async () => {
    await writeFile(at('lines.srt'), '1\n00:00:00,000 --> 00:00:01,000\nhello\n');
    ffmpeg('-i', at('lines.srt'), '-c:s', 'srt', at('lines.mkv'));
    await expectRefused('lines.mkv', /no picture stream/);
  });

  it('an empty file, a folder and a missing file are refused', async () => {
    await writeFile(at('empty.mp4'), '');
    await expectRefused('empty.mp4', /empty/);
    await expectRefused('.', /not a file/);
    await expectRefused('missing.mp4', /cannot be opened/);
  });
});

describe('damaged videos', () => {
  it('an mp4 without its moov is refused', async () => {
    const whole = await readFile(at('good.mp4'));
    await writeFile(at('cut.mp4'), whole.subarray(0, Math.floor(whole.length / 2)));
    await expectRefused('cut.mp4', /damaged or incomplete/);
  });

  it('an mp4 whose pictures are noise is refused or read, never a crash', async () => {
    const noise = Buffer.from(await readFile(at('good.mp4')));
    const start = noise.indexOf('mdat') + 4;
    const end = noise.indexOf('moov') - 4;
    for (let byte = start; byte < end; byte++) noise[byte] = (byte * 131 + 89) & 0xff;
    await writeFile(at('noise.mp4'), noise);
    await expectRefused('noise.mp4', /no frame|damaged|no size/);
  });

  it('a video with no frames is refused', async () => {
    ffmpeg('-i', at('good.mp4'), '-frames:v', '0', '-c', 'copy', at('none.mkv'));
    await expectRefused('none.mkv', /no frame|no picture|no size|damaged/);
  });

  it('a video that breaks off is used as far as it goes', async () => {
    ffmpeg('-i', at('good.mp4'), '-c:v', 'mpeg2video', at('whole.ts'));
    const whole = await readFile(at('whole.ts'));
    await writeFile(at('short.ts'), whole.subarray(0, Math.floor(whole.length / 2)));
    const analysis = await analyse('short.ts');
    expect(analysis.durationSeconds).toBeGreaterThan(0.3);
    expect(analysis.durationSeconds).toBeLessThan(1.8);
  });
});

describe('limits', () => {
  it('more than 100 MiB are refused before anything is read', async () => {
    const file = await open(at('huge.mp4'), 'w');
    await file.truncate(104_857_601);
    await file.close();
    await expectRefused('huge.mp4', /larger than 104857600 bytes/);
  });

  it('a header that claims two hours is refused without decoding', async () => {
    await writeFile(at('claims.mp4'), withClaimedSeconds(await readFile(at('good.mp4')), 7200));
    await expectRefused('claims.mp4', /longer than 600 seconds/);
  });

  it('eleven minutes behind a header that says nothing, or five seconds, are refused', async () => {
    const long = ['-f', 'lavfi', '-i', 'color=s=32x32:r=2:d=660', '-c:v', 'mpeg4', '-g', '100'];
    await writeFile(at('silent.mkv'), ffmpeg(...long, '-f', 'matroska', '-live', '1', 'pipe:1'));
    await expectRefused('silent.mkv', /longer than 600 seconds/);
    ffmpeg(...long, at('long.mp4'));
    await writeFile(at('lies.mp4'), withClaimedSeconds(await readFile(at('long.mp4')), 5));
    await expectRefused('lies.mp4', /longer than 600 seconds/);
  });

  it('of a longer video the first 30 s are used, and the whole length is known', async () => {
    ffmpeg('-f', 'lavfi', '-i', 'color=s=64x64:r=10:d=47', '-c:v', 'mpeg4', at('longer.mp4'));
    const analysis = await analyse('longer.mp4');
    expect(analysis.durationSeconds).toBe(30);
    expect(analysis.frameCount).toBe(750);
    expect(analysis.sourceSeconds).toBeCloseTo(47, 0);
  });

  it('an absurd picture size is refused', async () => {
    const giant = Buffer.from(await readFile(at('good.mp4')));
    // The sample entry's width and height (ISO/IEC 14496-12, VisualSampleEntry).
    const entry = giant.indexOf('mp4v');
    giant.writeUInt16BE(65_000, entry + 28);
    giant.writeUInt16BE(65_000, entry + 30);
    await writeFile(at('giant.mp4'), giant);
    const outcome = await analyse('giant.mp4').then(
      (analysis) => `${analysis.width}x${analysis.height}`,
      (error: unknown) => (error instanceof EngineInputError ? 'refused' : 'crash'),
    );
    // The decoder may know better than the box; what must not happen is a giant picture or a crash.
    expect(['refused', '320x180']).toContain(outcome);
    ffmpeg('-f', 'lavfi', '-i', 'color=s=16400x16:r=5:d=0.4', '-c:v', 'mjpeg', at('wide.mkv'));
    await expectRefused('wide.mkv', /too large/);
  });
});

describe('stopping', () => {
  it('an abort while decoding ends the analysis at once with the reason', async () => {
    ffmpeg('-f', 'lavfi', '-i', 'testsrc2=s=1280x720:r=30:d=6', '-c:v', 'mpeg4', at('busy.mp4'));
    const controller = new AbortController();
    const started = performance.now();
    const running = analyse('busy.mp4', controller.signal);
    setTimeout(() => controller.abort(new Error('not wanted any more')), 120);
    await expect(running).rejects.toThrow('not wanted any more');
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('containers', () => {
  it.each(['good.mkv', 'good.avi', 'good.ts', 'good.gif', 'good.mov'])('%s is read', async (name) => {
    const codec = name.endsWith('gif') ? ['-t', '1'] : ['-c:v', name.endsWith('ts') ? 'mpeg2video' : 'copy'];
    ffmpeg('-i', at('good.mp4'), ...codec, at(name));
    const analysis = await analyse(name);
    expect(analysis.width).toBe(320);
    expect(analysis.durationSeconds).toBeGreaterThan(0.9);
  });

  it('a turned picture is measured as it is shown', async () => {
    ffmpeg('-i', at('good.mp4'), '-c', 'copy', '-metadata:s:v:0', 'rotate=90', at('turned.mp4'));
    const analysis = await analyse('turned.mp4');
    expect([analysis.width, analysis.height]).toEqual([180, 320]);
  });
});
