import { Command } from 'commander';
import pc from 'picocolors';
import { type App, startApp } from '../app.ts';
import { installedEngines } from '../backends/built-in.ts';
import { secretValues } from '../config/describe-settings.ts';
import type { Settings } from '../config/schema.ts';
import { findFfmpeg } from '../media/ffmpeg/find-ffmpeg.ts';
import { createLogger, type Logger } from '../observe/log.ts';
import { version } from '../version.ts';
import { openSettings } from './open-settings.ts';

export function serveCommand(): Command {
  return new Command('serve')
    .description('Run the server until it is told to stop (Ctrl-C).')
    .option('--port <number>', 'TCP port; 0 takes a free one')
    .option('--host <address>', 'address to listen on')
    .option('--data <folder>', 'data folder')
    .action(async (options: { port?: string; host?: string; data?: string }, command: Command) => {
      const settings = openSettings(command, {
        ...(options.port === undefined ? {} : { 'server.port': Number(options.port) }),
        ...(options.host === undefined ? {} : { 'server.host': options.host }),
        ...(options.data === undefined ? {} : { 'storage.dataDir': options.data }),
      });
      await serve(settings);
    });
}

async function serve(settings: Settings): Promise<void> {
  const log = createLogger(settings.log);
  for (const secret of secretValues(settings)) log.protect(secret);
  // Before the start, so that Ctrl-C during it ends cleanly too.
  const stopped = stopOnSignals(log);
  const app = await startApp({ settings, log });
  await introduce(app, settings, log);
  await stopped.then((reason) => {
    log.info(
      { reason, graceMs: settings.server.shutdownGraceMs },
      'stopping: running work gets its grace; again to stop at once',
    );
    return app.stop();
  });
  log.info('stopped');
}

/** Resolves at the first SIGINT or SIGTERM; the second ends the process at once. */
function stopOnSignals(log: Logger): Promise<string> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (asked) {
          log.warn('stopped at once; the next start goes on with what was running');
          process.exit(signal === 'SIGINT' ? 130 : 143);
        }
        asked = true;
        resolve(signal);
      });
    }
  });
}

/** One honest line per part; the key of a first start is printed here and nowhere else. */
async function introduce(app: App, settings: Settings, log: Logger): Promise<void> {
  const tools = await findFfmpeg({
    ...process.env,
    FFMPEG_PATH: settings.engines.ffmpegPath ?? undefined,
    FFPROBE_PATH: settings.engines.ffprobePath ?? undefined,
  }).catch((error: Error) => error);
  const facts = {
    url: app.url,
    version,
    data: settings.storage.dataDir,
    database: settings.database.url === null ? 'embedded (PGlite)' : 'PostgreSQL',
    queue: settings.redis.url === null ? 'in the database' : 'Redis',
    engines: installedEngines(settings).join(', '),
    ffmpeg: tools instanceof Error ? `missing: ${tools.message}` : `${tools.version} (${tools.source})`,
  };
  if (settings.log.format !== 'pretty') {
    log.info(facts, 'ready');
    // Not through the log: a log is kept, and this is shown once.
    if (app.newKey !== null)
      process.stdout.write(
        `${JSON.stringify({ level: 'info', msg: 'first start: admin key, shown once', key: app.newKey })}\n`,
      );
    return;
  }
  const lines = [
    '',
    `  ${pc.bold('Polymuse')} ${version} is ready`,
    '',
    `  address    ${pc.cyan(app.url)}`,
    `  reference  ${app.url}/docs`,
    `  data       ${facts.data}`,
    `  database   ${facts.database}, queue ${facts.queue}`,
    `  engines    ${facts.engines}; ffmpeg ${facts.ffmpeg}`,
    `             ${pc.dim('polymuse doctor tells what serves each model; polymuse engines add … brings more')}`,
    ...(app.newKey === null
      ? []
      : [
          '',
          `  API key    ${pc.green(app.newKey)}`,
          `             ${pc.dim('shown this once: keep it. It is the admin key of the first account.')}`,
        ]),
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
