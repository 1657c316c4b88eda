import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { isPublicAddress } from './addresses.ts';
import { FetchRefused } from './fetch-errors.ts';

export interface ResolvedAddress {
  address: string;
  family: number;
}
/** Gives every address of a name. */
export type Resolve = (hostname: string) => Promise<ResolvedAddress[]>;

/** In the order of the system's resolver; all of them, because one bad answer refuses the name. */
export const systemResolve: Resolve = (hostname) => systemLookup(hostname, { all: true, verbatim: true });

export class DnsFailed extends Error {}

export interface ConnectorOptions {
  resolve: Resolve;
  dnsTimeoutMs: number;
  connectTimeoutMs: number;
  /** Further certificate authorities, PEM. */
  ca?: string | readonly string[];
  /** `any` only for origins that the operator named. */
  reach: 'public' | 'any';
}

/**
 * A connector for undici that decides where a socket may go. It must wrap the connector: a `lookup` hook alone is not
 * called for literal addresses, so `http://2130706433` would pass it. The name is resolved once, all answers are
 * checked, and exactly those are dialled (no second look-up, so no rebinding).
 */
export function guardedConnector(options: ConnectorOptions): buildConnector.connector {
  return (target, callback) => {
    addressesOf(target.hostname, options).then(
      (addresses) => dial(addresses, options)(target, callback),
      (thrown: unknown) => callback(thrown instanceof Error ? thrown : new Error(String(thrown)), null),
    );
  };
}

async function addressesOf(hostname: string, options: ConnectorOptions): Promise<ResolvedAddress[]> {
  const host = hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  const addresses = family === 0 ? await resolveAll(host, options) : [{ address: host, family }];
  if (options.reach === 'public' && !addresses.every(({ address }) => isPublicAddress(address)))
    throw new FetchRefused('address', host);
  return addresses;
}

async function resolveAll(host: string, options: ConnectorOptions): Promise<ResolvedAddress[]> {
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DnsFailed(`no answer in ${options.dnsTimeoutMs} ms`)), options.dnsTimeoutMs);
  });
  try {
    const answers = await Promise.race([options.resolve(host), tooSlow]);
    if (answers.length === 0) throw new DnsFailed('no address');
    return answers;
  } catch (thrown) {
    throw thrown instanceof DnsFailed ? thrown : new DnsFailed('the name was not resolved', { cause: thrown });
  } finally {
    clearTimeout(timer);
  }
}

/** Hands the checked answers to the dialler, which tries the families in parallel (RFC 8305) and asks nobody else. */
function dial(addresses: ResolvedAddress[], options: ConnectorOptions): buildConnector.connector {
  const pinned: LookupFunction = (_hostname, wanted, callback) => {
    const [first] = addresses;
    if (wanted.all) callback(null, addresses);
    else if (first) callback(null, first.address, first.family);
    else callback(new DnsFailed('no address'), '', 0);
  };
  return buildConnector({
    timeout: options.connectTimeoutMs,
    lookup: pinned,
    autoSelectFamily: true,
    maxCachedSessions: 0,
    ...(options.ca === undefined ? {} : { ca: [options.ca].flat() }),
  });
}
