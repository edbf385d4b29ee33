import {BlockList, isIP} from 'node:net'

/**
 * Whether NO_PROXY takes `url` out, read as curl does: names separated by commas or white space, each for itself and for
 * what is below it, with a dot before it or without; addresses, also with the length of a prefix (`10.0.0.0/8`), IPv6 with
 * brackets or without; `*` for all. Beyond curl, a name may begin with `*.`, and a port behind it limits it to that port.
 */
export function goesAround(url: URL, exceptions: string): boolean {
  const host = plainHost(url.hostname)
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return exceptions
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((entry) => entry === '*' || matches(entry, host, port))
}

function matches(entry: string, host: string, port: string): boolean {
  const {address, name, wanted} = partsOf(entry)
  if (wanted !== undefined && wanted !== port) return false
  if (isIP(host) > 0) return address !== undefined && covers(address, host)
  return name !== '' && (host === name || host.endsWith(`.${name}`))
}

/** An entry without its port: as an address, with a prefix or without, and as a name. */
function partsOf(entry: string): {address?: string; name: string; wanted?: string} {
  // An IPv6 address without brackets has colons, and no port.
  if (isIP(entry.split('/', 1)[0] ?? '') > 0) return {address: entry, name: ''}
  const {
    before = entry,
    inner,
    prefix = '',
    wanted,
  } = entry.match(/^(?<before>\[(?<inner>[^\]]+)\](?<prefix>\/\d+)?|[^:]*)(?::(?<wanted>\d+))?$/)?.groups ?? {}
  const text = inner === undefined ? before : inner + prefix
  const address = isIP(text.split('/', 1)[0] ?? '') > 0 ? text : undefined
  return {address, name: plainHost(before.replace(/^\*?\./, '')), wanted}
}

/** Whether an address, or the network of one with a prefix, has `host` in it. */
function covers(entry: string, host: string): boolean {
  const [address = '', prefix] = entry.split('/', 2)
  const family = isIP(address)
  const bits = prefix === undefined ? (family === 6 ? 128 : 32) : Number(prefix)
  if (prefix === '' || !Number.isInteger(bits) || bits < 0 || bits > (family === 6 ? 128 : 32)) return false
  const list = new BlockList()
  list.addSubnet(address, bits, kind(family))
  return list.check(host, kind(isIP(host)))
}

const kind = (family: number) => (family === 6 ? 'ipv6' : 'ipv4')

/** In small letters, without the brackets of an IPv6 address and without the dot that a full name may end with. */
const plainHost = (name: string) =>
  name
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
