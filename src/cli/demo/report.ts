import pc from 'picocolors';
import type { FinishedTask } from './demo-client.ts';

const POINTS_PER_USD = 10_000_000;

export function printReport(facts: { audio: string; preview: string; seconds: number; task: FinishedTask }): void {
  const { task, seconds } = facts;
  const factor = task.durationSeconds > 0 ? (seconds / task.durationSeconds).toFixed(2) : '?';
  const rows = [
    ['sound track', facts.audio],
    ['preview', facts.preview],
    ['duration', `${task.durationSeconds.toFixed(2)} s`],
    ['made in', `${seconds.toFixed(2)} s from create to done: real-time factor ${factor}`],
    ['charged', `${task.points.toLocaleString('en-US')} points (US$${(task.points / POINTS_PER_USD).toFixed(4)})`],
    ['engine', task.engine],
    ['seed', String(task.seed)],
    ...task.logs.map((line, index) => [index === 0 ? 'logs' : '', line]),
  ];
  process.stdout.write(
    `\n${rows.map(([name, value]) => `  ${pc.dim((name ?? '').padEnd(12))} ${value}`).join('\n')}\n`,
  );
}

/** The lines that do the same by hand, against a server started with `npm start`. */
export function curlLines(made: {
  file: string | null;
  video: string | undefined;
  options: { prompt: string; negativePrompt: string; seed?: string; steps?: string };
}): string {
  const { file, options } = made;
  const input = {
    video: file === null ? made.video : 'VIDEO_URL',
    ...(options.prompt ? { prompt: options.prompt } : {}),
    ...(options.negativePrompt ? { negative_prompt: options.negativePrompt } : {}),
    ...(options.seed === undefined ? {} : { seed: Number(options.seed) }),
    ...(options.steps === undefined ? {} : { steps: Number(options.steps) }),
  };
  const body = JSON.stringify({ model: 'Qubico/mmaudio', task_type: 'video2audio', input });
  const json = file === null ? quoted(body) : quoted(body).replace('VIDEO_URL', `'"$VIDEO"'`);
  const read = (member: string) => `node -pe 'JSON.parse(fs.readFileSync(0)).${member}'`;
  const lines = [
    'export BASE=http://127.0.0.1:8787 KEY=sk-…',
    ...(file === null
      ? []
      : [
          `VIDEO=$(curl -s $BASE/api/ephemeral_resource -H "X-API-Key: $KEY" -F ${quoted(`file=@${file}`)} | ${read('url')})`,
        ]),
    `TASK=$(curl -s $BASE/api/v1/task -H "X-API-Key: $KEY" -H 'Content-Type: application/json' -d ${json} | ${read('data.task_id')})`,
    'curl -s $BASE/api/v1/task/$TASK -H "X-API-Key: $KEY"   # repeat until "status":"completed"',
    `curl -s -o sound-track.mp3 $(curl -s $BASE/api/v1/task/$TASK -H "X-API-Key: $KEY" | ${read('data.output.audio_url')})`,
  ];
  return lines.map((line) => `  ${line}`).join('\n');
}

/** For a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
