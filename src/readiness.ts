import type { TaskParts } from './tasks/task-parts.ts';

const PING_MS = 2_000;

/** Whether tasks can be served now, with the reason when not. */
export function createReadiness({ database, store, settings }: TaskParts) {
  let phase: 'starting' | 'started' | 'stopping' = 'starting';
  return {
    started: () => {
      phase = 'started';
    },
    stopping: () => {
      phase = 'stopping';
    },
    /** While running work is drained: reads are answered, new work is not taken. */
    isStopping: () => phase === 'stopping',
    async notReady(): Promise<string | null> {
      if (phase !== 'started') return `the server is ${phase}`;
      if (!(await database.ping(PING_MS))) return 'the database does not answer';
      if ((await store.freeBytes()) < settings.storage.minFreeBytes) return 'too little free disk space';
      return null;
    },
  };
}
