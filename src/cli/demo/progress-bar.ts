import type { WriteStream } from 'node:tty';
import { Presets, SingleBar } from 'cli-progress';

/** A live bar on a terminal; elsewhere one line per phase, so that logs stay readable. */
export function createTaskBar(stream: NodeJS.WriteStream): {
  show(phase: string, percent: number): void;
  stop(): void;
} {
  if (!stream.isTTY) {
    let last = '';
    return {
      show(phase, percent) {
        if (phase === last) return;
        last = phase;
        stream.write(`  ${phase} ${percent} %\n`);
      },
      stop() {},
    };
  }
  const bar = new SingleBar(
    {
      format: '  {bar} {percentage} %  {phase}',
      stream: stream as WriteStream,
      hideCursor: true,
      barsize: 32,
      autopadding: true,
    },
    Presets.shades_classic,
  );
  bar.start(100, 0, { phase: 'queued' });
  return {
    show: (phase, percent) => bar.update(percent, { phase }),
    stop: () => bar.stop(),
  };
}
