import ipaddr from 'ipaddr.js';

/** Whether a text is one address or a CIDR range. */
export function isAddressRange(text: string): boolean {
  return ipaddr.isValid(text) || ipaddr.isValidCIDR(text);
}

/**
 * Whether a caller's address is among the allowed ones.
 * @param json the stored array; null = from anywhere. What cannot be read allows nobody.
 */
export function isAllowedAddress(json: string | null, address: string): boolean {
  if (json === null) return true;
  let ranges: unknown;
  try {
    ranges = JSON.parse(json);
  } catch {
    return false;
  }
  if (!Array.isArray(ranges) || !ipaddr.isValid(address)) return false;
  const from = ipaddr.process(address);
  return ranges.some((range) => typeof range === 'string' && isAddressRange(range) && isInside(from, range));
}

function isInside(address: ipaddr.IPv4 | ipaddr.IPv6, range: string): boolean {
  if (!range.includes('/')) return ipaddr.process(range).toString() === address.toString();
  const [network, bits] = ipaddr.parseCIDR(range);
  return network.kind() === address.kind() && address.match([network, bits] as never);
}
