import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeClip, probeMedia } from '../harness/clips.ts';
import { root } from '../harness/program.ts';
import { scratchFolder, startServer, type TestServer } from '../harness/server.ts';

const run = promisify(execFile);
const DEADLINE_MS = 90_000;
const folder = path.join(root, 'examples/piapi-client');

let server: TestServer;
let scratch: string;
let video: string;
beforeAll(async () => {
  scratch = await scratchFolder('piapi-client');
  server = await startServer();
  video = await server.admin.upload(await makeClip(scratch, 'clip.mp4', { seconds: 2 }));
}, 60_000);
afterAll(async () => {
  await server?.stop();
  await rm(scratch, { recursive: true, force: true });
});

const clients: { name: string; command: string; args: string[] }[] = [
  { name: 'client.ts', command: process.execPath, args: ['--import', 'tsx', path.join(folder, 'client.ts')] },
  { name: 'client.py', command: 'python3', args: [path.join(folder, 'client.py')] },
  { name: 'client.sh', command: 'bash', args: [path.join(folder, 'client.sh')] },
];

/** With nothing of ours but the base URL and the key. */
const start = ({ command, args }: (typeof clients)[number], key: string, file: string) =>
  run(command, [...args, video, file], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PIAPI_BASE_URL: server.url, PIAPI_KEY: key },
    timeout: DEADLINE_MS,
  });

describe.each(clients)('the PiAPI client $name', (client) => {
  test(
    'creates, polls and downloads with another base URL and nothing else',
    async () => {
      const file = path.join(scratch, `${client.name}.mp3`);
      const { stdout } = await start(client, server.admin.key, file);
      expect(stdout).toMatch(/^[0-9a-f-]{36} completed /);
      const { durationSeconds, streams } = await probeMedia(file);
      expect(durationSeconds).toBeCloseTo(2, 1);
      expect(streams.map(({ codec_name }) => codec_name)).toEqual(['mp3']);
    },
    DEADLINE_MS,
  );

  test(
    'ends with the reason when the key is wrong',
    async () => {
      const refused = start(client, 'sk-wrong', path.join(scratch, 'none.mp3'));
      await expect(refused).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('unauthorized') });
    },
    DEADLINE_MS,
  );
});
