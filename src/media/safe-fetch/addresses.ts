import { isIP, isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';

/** IPv4 ranges that are not the public Internet (IANA special-purpose registry), plus cloud addresses that look public. */
const REFUSED_IPV4 = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carrier NAT; Alibaba metadata 100.100.100.200
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // Azure platform
  '169.254.0.0/16', // link-local; cloud metadata
  '172.16.0.0/12', // private
  '192.0.0.0/24', // IETF protocol
  '192.0.2.0/24', // documentation
  '192.31.196.0/24', // AS112
  '192.52.193.0/24', // AMT
  '192.88.99.0/24', // 6to4 relay
  '192.168.0.0/16', // private
  '192.175.48.0/24', // AS112
  '198.18.0.0/15', // benchmarking
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
].map((range) => ipaddr.IPv4.parseCIDR(range));

/** All public IPv6 is in here; loopback, link-local, unique local, NAT64 and IPv4-compatible addresses are not. */
const PUBLIC_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');
const REFUSED_IPV6 = [
  '2001::/23', // IETF protocols: Teredo, benchmarking, ORCHID
  '2001:db8::/32', // documentation
  '3fff::/20', // documentation
  '2002::/16', // 6to4: can carry any IPv4 address
  '2620:4f:8000::/48', // AS112
].map((range) => ipaddr.IPv6.parseCIDR(range));

/**
 * Whether an address, written as `net.isIP` takes it and without brackets, lies on the public Internet. Does not use
 * `range()` of ipaddr.js: it calls `::7f00:1` (IPv4-compatible loopback) unicast.
 */
export function isPublicAddress(address: string): boolean {
  // A zone id names one of our own interfaces.
  if (isIP(address) === 0 || address.includes('%')) return false;
  if (isIPv4(address)) return isPublicIpv4(ipaddr.IPv4.parse(address));
  // ipaddr.js reads `::8.8.8.8` as the mapped `::ffff:8.8.8.8`; the URL parser writes it in hex without that mistake.
  const parsed = ipaddr.IPv6.parse(new URL(`http://[${address}]/`).hostname.slice(1, -1));
  if (parsed.isIPv4MappedAddress()) return isPublicIpv4(parsed.toIPv4Address());
  return parsed.match(PUBLIC_IPV6) && !REFUSED_IPV6.some((range) => parsed.match(range));
}

function isPublicIpv4(address: ipaddr.IPv4): boolean {
  return !REFUSED_IPV4.some((range) => address.match(range));
}
