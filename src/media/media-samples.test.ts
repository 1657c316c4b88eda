import { randomBytes } from 'node:crypto';
import { mkdtemp, open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../errors.ts';
import { type FoundFfmpeg, findFfmpeg } from './ffmpeg/find-ffmpeg.ts';
import { runFfmpeg } from './ffmpeg/run-ffmpeg.ts';
import { type MediaFacts, type ProbeOptions, probeMedia } from './probe.ts';
import { sniff, sniffFile } from './sniff.ts';

let folder: string;
let found: FoundFfmpeg;
const at = (name: string): string => path.join(folder, name);
const render = (name: string, ...args: string[]): Promise<unknown> =>
  runFfmpeg(found.ffmpeg, ['-v', 'error', '-y', ...args, at(name)], { timeoutMs: 20_000, maxOutputBytes: 1000 });
const picture = ['-f', 'lavfi', '-i', 'testsrc=s=64x48:r=25:d=1'];
const sound = ['-f', 'lavfi', '-i', 'sine=r=44100:d=1'];
const both = [...picture, ...sound, '-shortest'];
const x264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-preset', 'ultrafast'];

/** Rendered with the real ffmpeg: name, arguments, content type, and what the probe must say. */
const samples: [string, string[], string, Partial<MediaFacts>][] = [
  [
    'a.mp4',
    [...both, ...x264],
    'video/mp4',
    {
      kind: 'video',
      width: 64,
      height: 48,
      fps: 25,
      videoCodec: 'h264',
      audioCodec: 'aac',
      sampleRate: 44_100,
      channels: 1,
    },
  ],
  ['silent.mp4', [...picture, ...x264], 'video/mp4', { kind: 'video', durationMs: 1000, sampleRate: 0, channels: 0 }],
  ['sound.mp4', sound, 'video/mp4', { kind: 'audio', width: 0, height: 0, fps: 0, audioCodec: 'aac' }],
  ['a.mov', [...both, ...x264], 'video/quicktime', { kind: 'video', videoCodec: 'h264' }],
  ['a.webm', [...both, '-c:v', 'libvpx', '-deadline', 'realtime'], 'video/webm', { kind: 'video', videoCodec: 'vp8' }],
  [
    'live.webm',
    [...picture, '-c:v', 'libvpx', '-deadline', 'realtime', '-live', '1'],
    'video/webm',
    { kind: 'video', durationMs: 1000 },
  ],
  ['a.mkv', [...both, ...x264], 'video/x-matroska', { kind: 'video', fps: 25 }],
  ['a.avi', both, 'video/x-msvideo', { kind: 'video', width: 64 }],
  ['a.mpg', both, 'video/mpeg', { kind: 'video', width: 64 }],
  ['a.ts', [...both, ...x264], 'video/mp2t', { kind: 'video', width: 64 }],
  ['a.flv', [...both, ...x264], 'video/x-flv', { kind: 'video', width: 64 }],
  ['a.gif', picture, 'image/gif', { kind: 'image', width: 64, height: 48, durationMs: 1000 }],
  [
    'a.png',
    [...picture, '-frames:v', '1'],
    'image/png',
    { kind: 'image', width: 64, height: 48, durationMs: 0, fps: 0 },
  ],
  ['a.jpg', [...picture, '-frames:v', '1'], 'image/jpeg', { kind: 'image', width: 64, durationMs: 0 }],
  ['a.webp', [...picture, '-frames:v', '1'], 'image/webp', { kind: 'image', width: 64, durationMs: 0 }],
  ['a.bmp', [...picture, '-frames:v', '1'], 'image/bmp', { kind: 'image', width: 64, durationMs: 0 }],
  ['a.tiff', [...picture, '-frames:v', '1'], 'image/tiff', { kind: 'image', width: 64, durationMs: 0 }],
  ['a.wav', sound, 'audio/wav', { kind: 'audio', durationMs: 1000, sampleRate: 44_100, audioCodec: 'pcm_s16le' }],
  ['rf64.wav', [...sound, '-rf64', 'always'], 'audio/wav', { kind: 'audio', durationMs: 1000 }],
  ['a.mp3', sound, 'audio/mpeg', { kind: 'audio', audioCodec: 'mp3' }],
  [
    'bare.mp3',
    [...sound, '-id3v2_version', '0', '-write_xing', '0'],
    'audio/mpeg',
    { kind: 'audio', audioCodec: 'mp3' },
  ],
  ['a.flac', sound, 'audio/flac', { kind: 'audio', durationMs: 1000 }],
  ['a.ogg', [...sound, '-c:a', 'libvorbis'], 'audio/ogg', { kind: 'audio', audioCodec: 'vorbis' }],
  ['a.opus', [...sound, '-c:a', 'libopus'], 'audio/ogg', { kind: 'audio', audioCodec: 'opus' }],
  ['a.m4a', sound, 'audio/mp4', { kind: 'audio', audioCodec: 'aac' }],
  ['a.aac', sound, 'audio/aac', { kind: 'audio', audioCodec: 'aac' }],
  ['a.aiff', sound, 'audio/aiff', { kind: 'audio', durationMs: 1000 }],
];

const probe = (name: string, options: Partial<ProbeOptions> = {}): Promise<MediaFacts> =>
  probeMedia(at(name), { ffprobe: found.ffprobe, timeoutMs: 10_000, ...options });
const refusal = async (work: Promise<unknown>): Promise<string> => {
  const thrown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof AppError)) throw new Error('no AppError', { cause: thrown });
  return `${thrown.code}: ${thrown.detail?.reason}`;
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'polymuse-samples-'));
  found = await findFfmpeg();
  for (const [name, args] of samples) await render(name, ...args);
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('real files', () => {
  it.each(samples)('%s is told by its bytes and probed', async (name, _args, contentType, facts) => {
    expect(await sniffFile(at(name))).toBe(contentType);
    const probed = await probe(name);
    expect(probed).toMatchObject({ contentType, ...facts });
    if (probed.kind !== 'image') expect(Math.abs(probed.durationMs - 1000)).toBeLessThan(100);
  });

  it('the name changes nothing', async () => {
    await writeFile(at('lie.jpg'), await readFile(at('a.mp4')));
    await writeFile(at('no-extension'), await readFile(at('a.png')));
    await writeFile(at('odd %03d*?.png'), await readFile(at('a.png')));
    expect(await probe('lie.jpg')).toMatchObject({ kind: 'video', contentType: 'video/mp4' });
    expect(await probe('no-extension')).toMatchObject({ kind: 'image' });
    // ffmpeg would take the pattern in the name for a sequence and open other files.
    expect(await probe('odd %03d*?.png', { as: 'image' })).toMatchObject({ kind: 'image', format: 'png_pipe' });
  });

  it('a turned phone video has the size that is seen', async () => {
    await render('turned.mp4', '-display_rotation', '90', '-i', at('a.mp4'), '-c', 'copy').catch(() =>
      render('turned.mp4', '-i', at('a.mp4'), '-c', 'copy', '-metadata:s:v', 'rotate=90'),
    );
    expect(await probe('turned.mp4')).toMatchObject({ width: 48, height: 64 });
  });

  it('a cover picture makes no video of a song, however large it is', async () => {
    await render('cover.png', '-f', 'lavfi', '-i', 'nullsrc=s=200x200,geq=random(1)*255:128:128', '-frames:v', '1');
    await render(
      'cover.mp3',
      '-i',
      at('a.mp3'),
      '-i',
      at('cover.png'),
      '-map',
      '0',
      '-map',
      '1',
      '-c',
      'copy',
      '-disposition:v',
      'attached_pic',
    );
    expect(await sniffFile(at('cover.mp3'))).toBe('audio/mpeg');
    expect(await probe('cover.mp3', { as: 'audio' })).toMatchObject({ kind: 'audio', width: 0 });
    expect(await refusal(probe('cover.mp3', { as: 'video' }))).toBe('bad_video: no_picture');
  });

  it('a picture with a long text or profile in front is a picture, a moving PNG too', async () => {
    const whole = await readFile(at('a.png'));
    const chunk = Buffer.concat([
      Buffer.from([0, 0, 0x40, 0]),
      Buffer.from('tEXt'),
      Buffer.alloc(0x4000, 'w'),
      Buffer.alloc(4),
    ]);
    expect(await sniff(Buffer.concat([whole.subarray(0, 33), chunk, whole.subarray(33)]))).toBe('image/png');
    await render('moving.apng', ...picture, '-plays', '0');
    expect(await sniffFile(at('moving.apng'))).toBe('image/png');
    expect(await sniff(Buffer.concat([zip('big.bin', randomBytes(9000).toString('hex')), Buffer.alloc(10)]))).toBe(
      'application/zip',
    );
  });

  it.each<[string, 'image' | 'video' | 'audio', string]>([
    ['a.mp3', 'video', 'bad_video: no_picture'],
    ['a.png', 'video', 'bad_video: no_picture'],
    ['a.png', 'audio', 'bad_audio: no_sound'],
    ['silent.mp4', 'audio', 'bad_audio: no_sound'],
    ['a.mp4', 'image', 'bad_image: not_a_still'],
    ['a.mp3', 'image', 'bad_image: not_a_still'],
    ['sound.mp4', 'video', 'bad_video: no_picture'],
  ])('%s is no good as %s', async (name, as, expected) => {
    expect(await refusal(probe(name, { as }))).toBe(expected);
  });

  it.each<[string, 'image' | 'video' | 'audio']>([
    ['a.mp4', 'video'],
    ['a.mp4', 'audio'],
    ['a.jpg', 'image'],
    ['a.gif', 'image'],
    ['a.ogg', 'audio'],
  ])('%s is good as %s', async (name, as) => {
    await probe(name, { as });
  });
});

describe('hostile files', () => {
  const text: [string, string][] = [
    ['plain text', 'hello, this is no video at all'],
    ['a letter about a car', 'BMW sends you 40 kind regards, and this goes on for a while'],
    ['a text that begins with GIF', 'GIF89a is the name of a format; so much for that'],
    ['HTML', '<!doctype html><html></html>'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['SVG behind white space', '\n\n   \t<svg/>'],
    ['SVG behind a mark', '\ufeff<svg/>'],
    ['XML', '<?xml version="1.0"?><svg/>'],
    ['a DASH manifest', '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>http://169.254.169.254/</BaseURL></MPD>'],
    [
      'a playlist to a local file',
      '#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n',
    ],
    ['a playlist to the metadata service', '#EXTM3U\n#EXTINF:10.0,\nhttp://169.254.169.254/latest/\n#EXT-X-ENDLIST\n'],
    ['a playlist with control characters', '#EXTM3U\n\0\u0001#EXTINF:10.0,\nfile:///etc/passwd\n'],
    ['a concat list', "ffconcat version 1.0\nfile '/etc/passwd'\n"],
    ['JSON', '{"a": 1}'],
    ['a script', '#!/bin/sh\nid'],
    ['subtitles', '1\n00:00:00,000 --> 00:00:01,000\nhello\n'],
    ['nothing', ''],
    ['one byte', 'G'],
  ];
  it.each(text)('%s is not media', async (_what, content) => {
    expect(await sniff(Buffer.from(content))).toBeNull();
    await writeFile(at('hostile.mp4'), content);
    expect(await refusal(probe('hostile.mp4', { as: 'video' }))).toBe('bad_video: unknown_type');
  });

  it.each<[string, Buffer]>([
    ['UTF-16 text', Buffer.from('\ufeff<svg/>', 'utf16le')],
    ['PDF', Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj', 'latin1')],
    ['an ELF program', Buffer.from('\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0', 'latin1')],
    ['a Windows program', Buffer.concat([Buffer.from('MZ\x90\0\x03\0\0\0'), Buffer.alloc(100)])],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])],
    ['zero bytes', Buffer.alloc(5000)],
    ['a PNG signature cut short', Buffer.from([0x89, 0x50, 0x4e, 0x47])],
  ])('%s is not media', async (_what, content) => {
    expect(await sniff(content)).toBeNull();
  });

  it('a file that holds a kind we keep but cannot play is no video', async () => {
    await writeFile(at('a.zip'), zip('readme.txt', 'hello'));
    expect(await sniffFile(at('a.zip'))).toBe('application/zip');
    expect(await refusal(probe('a.zip', { as: 'video' }))).toBe('bad_video: unknown_type');
    const glb = Buffer.concat([
      Buffer.from('glTF'),
      Buffer.from([2, 0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0]),
      Buffer.from('JSON'),
    ]);
    expect(await sniff(glb)).toBe('model/gltf-binary');
    expect(await sniff(Buffer.from('MThd\0\0\0\x06\0\x01\0\x01\0\x60', 'latin1'))).toBe('audio/midi');
  });

  it('a video cut off before its index is unreadable', async () => {
    await writeFile(at('cut.mp4'), await readFile(at('a.mp4')));
    await truncate(at('cut.mp4'), 1000);
    expect(await refusal(probe('cut.mp4', { as: 'video' }))).toBe('bad_video: unreadable');
  });

  it('a header without frames is unreadable', async () => {
    const whole = await readFile(at('a.mp4'));
    await writeFile(at('empty.mp4'), whole.subarray(0, 32));
    expect(await refusal(probe('empty.mp4', { as: 'video' }))).toBe('bad_video: unreadable');
  });

  it('a video with a whole header and no frame is empty', async () => {
    await render('pieces.mp4', ...picture, ...x264, '-movflags', 'frag_keyframe+empty_moov');
    const pieces = await readFile(at('pieces.mp4'));
    await writeFile(at('frameless.mp4'), pieces.subarray(0, pieces.indexOf('moof') - 4));
    expect(await refusal(probe('frameless.mp4', { as: 'video' }))).toMatch(/^bad_video: (empty|unreadable)$/);
  });

  it('a header that claims two hours is told as it is, for the caller to refuse', async () => {
    const bytes = await readFile(at('silent.mp4'));
    for (const box of ['mvhd', 'mdhd', 'tkhd']) {
      const start = bytes.indexOf(box) + 4;
      const duration = start + (box === 'tkhd' ? 20 : 16);
      const scale = box === 'mdhd' ? bytes.readUInt32BE(start + 12) : 1000;
      bytes.writeUInt32BE(7200 * scale, duration);
    }
    await writeFile(at('long.mp4'), bytes);
    expect((await probe('long.mp4')).durationMs).toBeGreaterThan(1_000_000);
  });

  it('random bytes behind a true signature do no harm', async () => {
    const whole = await readFile(at('a.mkv'));
    for (let seed = 1; seed <= 8; seed++) {
      const broken = Buffer.from(whole);
      for (let i = 64; i < broken.length; i += 7) broken[i] = (i * 31 * seed) & 255;
      await writeFile(at('broken.mkv'), broken);
      expect(['ok', 'bad_video: unreadable']).toContain(
        await probe('broken.mkv').then(
          () => 'ok',
          () => refusal(probe('broken.mkv')),
        ),
      );
    }
  });

  it('a file that is not there is unreadable, and an abort is no fault of the file', async () => {
    expect(await refusal(probe('nowhere.mp4'))).toBe('bad_video: unreadable');
    await expect(probe('a.mp4', { signal: AbortSignal.abort(new Error('stop')) })).rejects.toMatchObject({
      name: 'ToolFailed',
      reason: 'aborted',
    });
    await expect(probeMedia(at('a.mp4'), { ffprobe: '/nowhere/ffprobe', timeoutMs: 1000 })).rejects.toMatchObject({
      name: 'ToolFailed',
      reason: 'not_started',
    });
  });

  it('the error shows no path', async () => {
    const thrown = await probe('cut.mp4').catch((error: unknown) => error as AppError);
    expect(JSON.stringify([(thrown as AppError).message, (thrown as AppError).detail])).not.toContain(folder);
  });

  it('a huge file is sniffed by its start only', async () => {
    const file = await open(at('huge.mp4'), 'w');
    await file.write(await readFile(at('a.mp4')));
    await file.truncate(5e9);
    await file.close();
    expect(await sniffFile(at('huge.mp4'))).toBe('video/mp4');
  });
});

/** The smallest zip with one file. */
function zip(name: string, content: string): Buffer {
  const data = deflateRawSync(content);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(data.length, 18);
  local.writeUInt32LE(content.length, 22);
  local.writeUInt16LE(name.length, 26);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  return Buffer.concat([local, Buffer.from(name), data, end]);
}
