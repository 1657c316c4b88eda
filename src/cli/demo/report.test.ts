import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { curlLines } from './report.ts';

/** What each program of the printed lines is called with, as a POSIX shell reads them. */
function argumentsOf(lines: string): string[][] {
  const script = `
    curl() { printf 'curl\\n' >&3; for a in "$@"; do printf '%s\\0' "$a" >&3; done; printf '\\n\\1' >&3; echo REPLY; }
    node() { cat >/dev/null; echo https://host/video.mp4; }
    ${lines.replace(/#.*$/gm, '')}
  `;
  const out = execFileSync('sh', ['-c', `exec 3>&1; { ${script}\n} >/dev/null`], { encoding: 'utf8', timeout: 10_000 });
  return out
    .split('\u0001')
    .filter((call) => call.startsWith('curl\n'))
    .map((call) => call.slice('curl\n'.length).split('\0').slice(0, -1));
}
const bodyOf = (calls: string[][]) => {
  const create = calls.find((call) => call.includes('-d')) ?? [];
  return JSON.parse(create[create.indexOf('-d') + 1] ?? '');
};

const options = { prompt: '', negativePrompt: '' };
const nasty = `it's "loud" $HOME \`id\` \\ $(id) ! ü\nVIDEO_URL`;

describe('the curl lines of the demo', () => {
  test('upload the file, create with its URL, read and download', () => {
    const calls = argumentsOf(curlLines({ file: '/tmp/a.mp4', video: '/tmp/a.mp4', options }));
    expect(calls.map(([, url]) => url)).toEqual(
      expect.arrayContaining(['http://127.0.0.1:8787/api/ephemeral_resource']),
    );
    expect(calls[0]).toContain('file=@/tmp/a.mp4');
    expect(bodyOf(calls)).toEqual({
      model: 'Qubico/mmaudio',
      task_type: 'video2audio',
      input: { video: 'https://host/video.mp4' },
    });
    expect(calls.some((call) => call.includes('sound-track.mp3'))).toBe(true);
  });

  test('need no upload for a URL', () => {
    const video = "https://example.com/a.mp4?x='1'&y=2";
    const lines = curlLines({ file: null, video, options });
    expect(lines).not.toContain('ephemeral_resource');
    expect(bodyOf(argumentsOf(lines)).input).toEqual({ video });
  });

  test.each(['/tmp/a.mp4', null])('bring every character of the prompt through a shell (file: %s)', (file) => {
    const lines = curlLines({
      file,
      video: 'https://host/video.mp4',
      options: { prompt: nasty, negativePrompt: nasty, seed: '7', steps: '30' },
    });
    expect(bodyOf(argumentsOf(lines)).input).toEqual({
      video: 'https://host/video.mp4',
      prompt: nasty,
      negative_prompt: nasty,
      seed: 7,
      steps: 30,
    });
  });

  test('bring a file name with quotes and blanks through a shell', () => {
    const file = `/tmp/it's "my" $clip.mp4`;
    expect(argumentsOf(curlLines({ file, video: file, options }))[0]).toContain(`file=@${file}`);
  });
});
