import ipaddr from 'ipaddr.js';

/** What nobody may reach even on a local network: the metadata services of clouds, and what is no single machine. */
const NEVER = new Set(['linkLocal', 'multicast', 'broadcast', 'unspecified', 'reserved', 'discard']);
/** Metadata services of clouds outside the link-local ranges: Azure, Alibaba, Scaleway, AWS, Google. */
const METADATA = new Set(['168.63.129.16', '100.100.100.200', 'fd00:42::42', 'fd00:ec2::254', 'fd20:ce::254']);
/** Forms that wrap an IPv4 address, which the network may unwrap: nothing is called by them. */
const WRAPPED = new Set(['rfc6145', 'rfc6052', '6to4', 'teredo']);

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
  if (METADATA.has(parsed.toString())) return false;
  if (!allowPrivateNetworks) return range === 'unicast' && (parsed.kind() === 'ipv4' || isGlobalIpv6(parsed));
  if (range === 'ipv4Mapped') return isReachableAddress(ipaddr.process(text).toString(), true);
  if (isNat64(parsed)) return isReachableAddress(parsed.toByteArray().slice(-4).join('.'), true);
  return !NEVER.has(range) && !WRAPPED.has(range);
}

/** 64:ff9b::/96: how a machine without IPv4 reaches an address of it (RFC 6052). */
function isNat64(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return address.kind() === 'ipv6' && address.match(ipaddr.parseCIDR('64:ff9b::/96'));
}

/** 2000::/3 is all that has been given out as public unicast (IANA); the old ::a.b.c.d forms lie outside it. */
function isGlobalIpv6(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  const first = address.toByteArray()[0] ?? 0;
  return first >> 5 === 1;
}
