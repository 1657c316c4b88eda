import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { createServer } from '../../src/http/server.ts';
import { createKeyLookup } from '../../src/ledger/key-lookup.ts';
import { createTaskWatch } from '../../src/tasks/task-watch.ts';
import { type Holder, type MemoryParts, openMemoryParts } from './memory-parts.ts';
import { scripted } from './scripted-backend.ts';

export interface MemoryServer {
  parts: MemoryParts;
  app: FastifyInstance;
  /** Holder of a key for tasks and the own account. */
  user: Holder;
  admin: Holder;
  /** One request with the user's key, unless the headers bring another. */
  ask(options: InjectOptions): Promise<LightMyRequestResponse>;
  /** Makes every further request find the server so. */
  state: { isStopping: boolean; notReady: string | null };
  close(): Promise<void>;
}

/** The whole HTTP face without a socket, on real parts in memory. */
export async function openMemoryServer(options: Parameters<typeof openMemoryParts>[0] = {}): Promise<MemoryServer> {
  const parts = await openMemoryParts(options);
  parts.serveWith(scripted());
  const user = await parts.account();
  const admin = await parts.account({ scopes: ['task', 'account', 'admin'] });
  const watch = await createTaskWatch(parts.database);
  const state: MemoryServer['state'] = { isStopping: false, notReady: null };
  const app = await createServer({
    ...parts,
    watch,
    keys: createKeyLookup(parts.database, parts.clock),
    version: '9.9.9',
    isStopping: () => state.isStopping,
    notReady: async () => state.notReady,
  });
  return {
    parts,
    app,
    user,
    admin,
    state,
    ask: ({ headers, ...rest }) => app.inject({ ...rest, headers: { 'x-api-key': user.key, ...headers } }),
    async close() {
      await app.close();
      await watch.close();
      await parts.close();
    },
  };
}

export const task = { model: 'Test/sample', task_type: 'make', input: { prompt: 'rain' } };

/** Every route that was registered, as `METHOD /path/:param`; HEAD twins of GET left out. */
export function routesOf(app: FastifyInstance): { method: string; url: string }[] {
  const tree = app.printRoutes({ commonPrefix: false, includeHooks: false });
  const stack: string[] = [];
  const routes: { method: string; url: string }[] = [];
  for (const line of tree.split('\n')) {
    const match = /^(?<indent>[│ ]*)(?:├──|└──) (?<segment>\S*)(?: \((?<methods>[A-Z, ]+)\))?/.exec(line);
    if (!match?.groups) continue;
    const depth = (match.groups.indent ?? '').length / 4;
    stack.length = depth;
    stack.push(match.groups.segment ?? '');
    for (const method of (match.groups.methods ?? '').split(', ').filter((name) => name && name !== 'HEAD'))
      routes.push({ method, url: stack.join('') });
  }
  return routes;
}
