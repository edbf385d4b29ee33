import {BlockList, isIPv6} from 'node:net'

/** Networks that are this machine. */
const LOOPBACK: ReadonlyArray<readonly [network: string, bits: number]> = [
  ['127.0.0.0', 8],
  ['::1', 128],
]

/** Networks that no address of the public internet is in: the special-purpose registries of IANA (RFC 6890). */
const SPECIAL: typeof LOOPBACK = [
  ...LOOPBACK,
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 128],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
]

/** An IPv4 address within an IPv6 one counts as itself: the list sees to it. */
function listOf(networks: typeof LOOPBACK): (address: string) => boolean {
  const list = new BlockList()
  for (const [network, bits] of networks) list.addSubnet(network, bits, familyOf(network))
  return (address) => list.check(address, familyOf(address))
}

const familyOf = (address: string) => (isIPv6(address) ? 'ipv6' : 'ipv4')

/** Whether an IP address is this machine. */
export const isOfThisMachine = listOf(LOOPBACK)

const isSpecial = listOf(SPECIAL)

/** Whether an IP address is one of the public internet. */
export const isPublic = (address: string): boolean => !isSpecial(address)
