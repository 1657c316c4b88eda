import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FetchRefused } from './fetch-errors.ts';
import { guardedConnector } from './guarded-connector.ts';

let server: http.Server;
let port = 0;
let connections = 0;
const agents: Agent[] = [];
beforeAll(async () => {
  server = http.createServer((_request, response) => void response.end('here'));
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  await Promise.all(agents.map((agent) => agent.close()));
  server.closeAllConnections();
  server.close();
});

const agentWith = (reach: 'public' | 'any'): Agent => {
  const resolve = async () => Promise.reject(new Error('nothing is looked up here'));
  const agent = new Agent({ connect: guardedConnector({ resolve, reach, dnsTimeoutMs: 200, connectTimeoutMs: 500 }) });
  agents.push(agent);
  return agent;
};

/** Without the rules on URLs in front: the connector alone must hold, since no `lookup` hook is called for these. */
describe('the connector', () => {
  const spellings = [
    '127.0.0.1',
    '0x7f000001',
    '2130706433',
    '0177.0.0.1',
    '127.1',
    '0',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::1]',
    '169.254.169.254',
    '[64:ff9b::7f00:1]',
  ];

  it.each(spellings)('opens no socket to %s', async (host) => {
    connections = 0;
    const asked = request(`http://${host}:${port}/`, { dispatcher: agentWith('public') });
    await expect(asked).rejects.toMatchObject({ name: 'FetchRefused', reason: 'address' });
    await expect(asked).rejects.toBeInstanceOf(FetchRefused);
    expect(connections).toBe(0);
  });

  it.each(['127.0.0.1', '0x7f000001', '2130706433', '127.1', '[::ffff:127.0.0.1]'])(
    'would reach %s without its check',
    async (host) => {
      const reply = await request(`http://${host}:${port}/`, { dispatcher: agentWith('any') });
      expect(await reply.body.text()).toBe('here');
    },
  );
});
