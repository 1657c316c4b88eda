import { isIP } from 'node:net';
import { isPublicAddress } from './addresses.ts';
import { FetchRefused } from './fetch-errors.ts';

export interface UrlRules {
  /** Default false. */
  httpsOnly?: boolean;
  /** Whether ports from 1024 on may be used, as many media hosts do. Default true. */
  highPorts?: boolean;
  /** Further ports that may be used, also ones that are refused otherwise. */
  extraPorts?: readonly number[];
}

/** Services that speak other protocols, or HTTP without asking who is there. */
const REFUSED_HIGH_PORTS = new Set([
  ...[
    1433, 1521, 1723, 1883, 2049, 2181, 2375, 2376, 2377, 2379, 2380, 3128, 3268, 3269, 3306, 3389, 4369, 5060, 5061,
    5432, 5433,
  ],
  ...[
    5671, 5672, 5900, 5984, 5985, 5986, 6000, 6066, 6379, 6380, 6432, 6443, 6665, 6666, 6667, 6668, 6669, 6697, 7077,
    8086, 8500,
  ],
  ...[9042, 9092, 9200, 9300, 9418, 10250, 10255, 11211, 11434, 15672, 16379, 26379, 27017, 27018, 27019, 50070],
]);
const REFUSED_SUFFIXES = ['localhost', 'local', 'internal', 'localdomain', 'home.arpa'];
const MAX_URL_CHARS = 8192;

/**
 * Parses a URL and refuses what can be refused before DNS: other schemes, credentials, ports, local names and literal
 * addresses (the parser has turned `0x7f.1`, `2130706433` and the like into dotted form by then).
 */
export function checkUrl(input: string, rules: UrlRules): URL {
  const url = parseUrl(input);
  if (url.protocol !== 'https:' && rules.httpsOnly) throw new FetchRefused('scheme', url);
  if (!isAllowedPort(url, rules)) throw new FetchRefused('port', url);
  const host = hostOf(url);
  if (isIP(host)) {
    if (!isPublicAddress(host)) throw new FetchRefused('address', url);
  } else if (!isPublicName(host)) {
    throw new FetchRefused('name', url);
  }
  return url;
}

/** Only what holds for trusted origins too: http or https, no credentials. The fragment is dropped. */
export function parseUrl(input: string): URL {
  // The parser would drop line feeds and tabs inside the text; whoever writes them tries something.
  if (input.length > MAX_URL_CHARS || /[\0-\x20\x7f\\]/.test(input)) throw new FetchRefused('bad_url', null);
  let url: URL;
  try {
    url = new URL(input);
  } catch {
    throw new FetchRefused('bad_url', null);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new FetchRefused('scheme', url);
  if (url.username !== '' || url.password !== '') throw new FetchRefused('credentials', url);
  url.hash = '';
  return url;
}

/** The host without brackets and without the dot of a fully qualified name. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

export function isPublicName(host: string): boolean {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.');
  if (labels.length < 2 || labels.some((label) => label === '')) return false;
  const name = labels.join('.');
  return !REFUSED_SUFFIXES.some((suffix) => name === suffix || name.endsWith(`.${suffix}`));
}

function isAllowedPort(url: URL, rules: UrlRules): boolean {
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  if (port === 80 || port === 443 || rules.extraPorts?.includes(port)) return true;
  return port >= 1024 && rules.highPorts !== false && !REFUSED_HIGH_PORTS.has(port);
}
