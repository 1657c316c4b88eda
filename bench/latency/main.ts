/**
 * How long GET /api/v1/task/{id} takes while nothing runs, and while the engine works on 8 s clips of 720p one after the
 * other. A real server process (the build when it is current), asked 200 times a second by a process of its own; see
 * poll.ts for how. The promise is a 99th percentile under 25 ms.
 *
 *   node --import tsx bench/latency/main.ts
 */
import { rm } from 'node:fs/promises';
import { cpus } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { makeClip } from '../../test/harness/clips.ts';
import { scratchFolder, startServer } from '../../test/harness/server.ts';
import { type LatencyFigures, startPoller } from './poller.ts';

const RATE = 200;
const MEASURED_MS = 8_000;

const folder = await scratchFolder('latency');
const server = await startServer({ env: { POLYMUSE_LIMITS_REQUESTS_PER_MINUTE: '1000000' } });
try {
  const clip = await makeClip(folder, 'clip.mp4', { seconds: 8, size: '1280x720' });
  const video = await server.admin.upload(clip);
  const probe = await server.admin.waitFor((await server.admin.create({ video })).task_id);
  const url = `${server.url}/api/v1/task/${probe.task_id}`;

  const idle = await measured(async () => void (await wait(MEASURED_MS)));
  let runs = 0;
  const busy = await measured(async () => {
    const until = performance.now() + MEASURED_MS;
    while (performance.now() < until) {
      await server.admin.waitFor((await server.admin.create({ video, prompt: 'rain and distant thunder' })).task_id);
      runs += 1;
    }
  });

  console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${RATE} GETs a second\n`);
  console.log('                    answers  failed     p50     p90     p99     max  (ms)');
  row('idle', idle);
  row(`engine, ${runs} runs`, busy);
  console.log(`\np99 while the engine works: ${(busy.p99 / idle.p99).toFixed(1)} times that of an idle server`);

  async function measured(during: () => Promise<void>): Promise<LatencyFigures> {
    const poller = startPoller(url, server.admin.key, RATE);
    await during();
    return poller.stop();
  }
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}

function row(name: string, figures: LatencyFigures): void {
  const cells = [figures.p50, figures.p90, figures.p99, figures.max].map((ms) => ms.toFixed(2).padStart(8)).join('');
  console.log(`${name.padEnd(18)}${String(figures.count).padStart(9)}${String(figures.failures).padStart(8)}${cells}`);
}
