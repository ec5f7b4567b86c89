import ipaddr from 'ipaddr.js';

/** How much of a client's address is kept. */
export type AddressDetail = 'full' | 'truncated' | 'none';

const KEPT_PARTS = 3;
const NETWORK_PARTS = 4;

/** A client's address as it may be kept: cut to its first three bytes (IPv4) or 48 bits (IPv6) where it is truncated. */
export function keptAddress(address: string, detail: AddressDetail): string | null {
  if (detail === 'none') return null;
  if (detail === 'full') return address;
  // A mapped IPv4 address keeps its form.
  if (address.includes('.')) return address.replace(/\.\d+$/, '.0');
  return beginningOf(address, KEPT_PARTS) ?? null;
}

/** What one client has of addresses: an IPv4 address, the 64 bits of an IPv6 network. */
export function networkOf(address: string): string {
  return address.includes('.') ? address : (beginningOf(address, NETWORK_PARTS) ?? address);
}

/** The first parts of an IPv6 address, the others zero; undefined when it is none. */
function beginningOf(address: string, parts: number): string | undefined {
  if (!ipaddr.IPv6.isValid(address)) return undefined;
  const kept = ipaddr.IPv6.parse(address).parts.map((part, at) => (at < parts ? part : 0));
  return new ipaddr.IPv6(kept).toString();
}
