// A sound track for a video: create a task, poll it, download the result. Nothing but fetch.
// PiAPI or any compatible server: only the base URL differs.
//
//   PIAPI_BASE_URL=http://127.0.0.1:8787 PIAPI_KEY=… node --import tsx client.ts https://example.com/clip.mp4 track.mp3
import { writeFile } from 'node:fs/promises';

const BASE_URL = process.env.PIAPI_BASE_URL ?? 'https://api.piapi.ai';
const HEADERS = { 'X-API-Key': process.env.PIAPI_KEY ?? '', 'Content-Type': 'application/json' };
const POLL_MS = 1_000;
const GIVE_UP_MS = 600_000;

interface Task {
  task_id: string;
  status: string;
  output: { audio_url: string } | null;
  error: { message: string };
}

async function call(method: 'GET' | 'POST', path: string, body?: object): Promise<Task> {
  const reply = await fetch(BASE_URL + path, {
    method,
    headers: HEADERS,
    signal: AbortSignal.timeout(30_000),
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const { code, data, message } = (await reply.json()) as { code: number; data: Task; message: string };
  if (code !== 200) throw new Error(`${code}: ${message}`);
  return data;
}

async function main([video, file]: string[]): Promise<void> {
  if (!video || !file) throw new Error('usage: client.ts <URL of a video> <file to write>');
  let task = await call('POST', '/api/v1/task', {
    model: 'Qubico/mmaudio',
    task_type: 'video2audio',
    input: { video, prompt: 'rain on a tin roof' },
  });
  const giveUpAt = Date.now() + GIVE_UP_MS;
  while (task.status !== 'completed') {
    if (task.status === 'failed') throw new Error(task.error.message);
    if (Date.now() > giveUpAt) throw new Error(`task ${task.task_id} took too long`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    task = await call('GET', `/api/v1/task/${task.task_id}`);
  }
  const url = task.output?.audio_url;
  if (!url) throw new Error('the task has no audio_url');
  const download = await fetch(url, { signal: AbortSignal.timeout(60_000) });
  if (!download.ok) throw new Error(`download: ${download.status}`);
  await writeFile(file, Buffer.from(await download.arrayBuffer()));
  console.log(`${task.task_id} ${task.status} ${file}`);
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
