import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/**
 * Where a key may be used from: an address or a network in CIDR form, IPv4 or IPv6. Returns its plain form
 * (`10.0.0.0/8`, `2001:db8::/32`, host bits cleared), or null for anything else: names, octal and short forms, zones.
 */
export function plainNetwork(text: string): string | null {
  const parsed = parseNetwork(text);
  if (!parsed) return null;
  const [address, bits] = parsed;
  const whole = address.kind() === 'ipv4' ? 32 : 128;
  if (bits === whole) return address.toString();
  const Family = address.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  return `${Family.networkAddressFromCIDR(`${address.toString()}/${bits}`).toString()}/${bits}`;
}

/** Whether the client's address lies in one of the networks. IPv4 inside IPv6 (`::ffff:…`) counts as IPv4. */
export function isInNetworks(ip: string, networks: readonly string[]): boolean {
  if (!ipaddr.isValid(ip)) return false;
  const address = ipaddr.process(ip);
  return networks.some((network) => {
    const parsed = parseNetwork(network);
    return parsed !== null && parsed[0].kind() === address.kind() && address.match(parsed);
  });
}

function parseNetwork(text: string): [Address, number] | null {
  const [host = '', bits, ...rest] = text.split('/');
  if (rest.length > 0 || !isWrittenOut(host)) return null;
  const address = ipaddr.process(host);
  const inV6 = ipaddr.parse(host).kind() === 'ipv6' && address.kind() === 'ipv4';
  const whole = address.kind() === 'ipv4' ? 32 : 128;
  if (bits === undefined) return [address, whole];
  if (!/^\d{1,3}$/.test(bits)) return null;
  const length = Number(bits) - (inV6 ? 96 : 0);
  return length >= 0 && length <= whole ? [address, length] : null;
}

/** The library also reads `127.1` and `0x7f000001`, which are more likely mistakes. */
function isWrittenOut(host: string): boolean {
  return (
    ipaddr.IPv4.isValidFourPartDecimal(host) || (host.includes(':') && !host.includes('%') && ipaddr.isValid(host))
  );
}
