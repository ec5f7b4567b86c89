import ipaddr from 'ipaddr.js';

/** What nobody may reach even on a local network: the metadata services of clouds, and what is no single machine. */
const NEVER = new Set(['linkLocal', 'multicast', 'broadcast', 'unspecified', 'reserved', 'discard']);
/** A cloud's metadata service that stands on a public address (Azure). */
const PUBLIC_METADATA = '168.63.129.16';

/**
 * Whether a server named by somebody else (a Moodle's token URL, a key set) may be called at this address. Without private
 * networks only plainly public unicast addresses pass: forms that wrap an IPv4 address (mapped, NAT64, 6to4, Teredo) do
 * not, whatever they wrap.
 * @param address as the resolver or a URL gives it; brackets around IPv6 are taken off
 */
export function isReachableAddress(address: string, allowPrivateNetworks: boolean): boolean {
  const text = address.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '');
  if (!ipaddr.isValid(text)) return false;
  const parsed = ipaddr.parse(text);
  const range = parsed.range();
  if (parsed.toString() === PUBLIC_METADATA) return false;
  if (!allowPrivateNetworks) return range === 'unicast' && (parsed.kind() === 'ipv4' || isGlobalIpv6(parsed));
  if (range === 'ipv4Mapped') return isReachableAddress(ipaddr.process(text).toString(), true);
  return !NEVER.has(range);
}

/** 2000::/3 is all that has been given out as public unicast (IANA); the old ::a.b.c.d forms lie outside it. */
function isGlobalIpv6(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  const first = address.toByteArray()[0] ?? 0;
  return first >> 5 === 1;
}
