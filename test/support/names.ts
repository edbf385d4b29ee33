import {writeFileSync} from 'node:fs'
import {join} from 'node:path'

import {temporaryFolder} from './omi.js'

/** What has a run of the binary take these addresses for those of names, whoever asks; it asks nobody else. */
export function namesFor(addresses: Readonly<Record<string, readonly string[]>>): {NODE_OPTIONS: string} {
  const file = join(temporaryFolder(), 'names.cjs')
  writeFileSync(
    file,
    `const dns = require('node:dns')
    const known = ${JSON.stringify(addresses)}
    const find = (host) => {
      const found = known[host] ?? (require('node:net').isIP(host) ? [host] : undefined)
      if (!found) throw Object.assign(new Error('getaddrinfo ENOTFOUND ' + host), {code: 'ENOTFOUND', syscall: 'getaddrinfo'})
      return found.map((address) => ({address, family: address.includes(':') ? 6 : 4}))
    }
    dns.promises.lookup = async (host, options) => (options?.all ? find(host) : find(host)[0])
    dns.lookup = (host, options, done) => {
      const all = typeof options === 'object' && options.all
      const answer = typeof options === 'function' ? options : done
      let found
      try { found = find(host) } catch (error) { return process.nextTick(answer, error) }
      // Whatever a name is told to be, a test contacts this machine alone.
      const here = [{address: '127.0.0.1', family: 4}]
      process.nextTick(() => (all ? answer(null, here) : answer(null, here[0].address, 4)))
    }
    require('node:module').syncBuiltinESMExports()`,
  )
  return {NODE_OPTIONS: `--require ${file}`}
}
