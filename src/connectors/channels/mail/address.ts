/** One address and nothing else: no second one, no name, no line end, no quoting. */
const single =
  /^[^\s\u0000-\u0020\u007f@<>()[\]\\,;:"]{1,64}@(?=.{1,253}$)[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?$/u

/** Domains nobody can have, kept for documentation and tests (RFC 2606, RFC 6761): a mail there could only bounce. */
const reserved = /(?:^|\.)(?:example\.(?:com|org|net)|example|test|invalid|localhost)$/i

export function refusalOf(address: string): 'address_invalid' | 'address_reserved' | null {
  if (!single.test(address)) return 'address_invalid'
  return reserved.test(address.slice(address.lastIndexOf('@') + 1)) ? 'address_reserved' : null
}
