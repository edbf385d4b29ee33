import {type RequestError, type TimeoutError} from 'got'
import {type Agent} from 'node:http'

import {connectionFailed, invalidValue, type OmiError} from '../errors/index.js'
import {passwordOf} from '../text/url-credentials.js'
import {isLoopback} from './loopback.js'
import {goesAround} from './no-proxy.js'
import {type ProxyVariable, type ProxyVariables} from './proxy-variables.js'

/** The way to a server through a proxy. */
export interface Proxy {
  readonly agent: Agent
  /** What a failure of the proxy itself means to a user; undefined for what failed beyond it. */
  explain(error: RequestError): OmiError | undefined
}

const SCHEMES = new Set(['http:', 'https:', 'socks4:', 'socks4a:', 'socks5:', 'socks5h:', 'socks:'])

/**
 * The way to `url` through the proxy that the variables name; undefined when none applies. Loopback never goes through a
 * proxy. Throws a UsageError that names a variable of no use.
 */
export async function proxyFor(url: URL, variables: ProxyVariables): Promise<Proxy | undefined> {
  const variable = (url.protocol === 'https:' ? variables.https : variables.http) ?? variables.all
  if (!variable || isLoopback(url.hostname) || goesAround(url, variables.exceptions ?? '')) return undefined
  const proxy = proxyUrl(variable)
  const {agentFor, ProxyRefusal, ProxyTrouble} = await import('./proxy-agents.js')
  return {
    agent: agentFor(proxy, url.protocol),
    explain(error) {
      const {cause, code} = error
      if (cause instanceof ProxyRefusal) {
        return connectionFailed(`Could not reach ${url.host} (the proxy answered ${cause.answer}).`, {cause: error})
      }

      if (!(cause instanceof ProxyTrouble || isOnTheWay(error, url))) return
      const trouble = `Could not reach the proxy ${proxy.host} (${code}).`
      return connectionFailed(`${trouble} The variable ${variable.name} names it.`, {cause: error})
    },
  }
}

/** The address in a variable, with the port that curl takes where it has none. Its password is never repeated. */
function proxyUrl({name, value}: ProxyVariable): URL {
  const text = /^[a-z][\d+.a-z-]*:\/\//i.test(value) ? value : `http://${value}`
  const proxy = URL.canParse(text) ? new URL(text) : undefined
  if (!proxy || !SCHEMES.has(proxy.protocol) || proxy.hostname === '') {
    throw invalidValue(
      name,
      'Expected the URL of a proxy such as http://proxy.example:3128; https, socks4, socks4a, socks5 and socks5h do as well.',
    )
  }

  passwordOf(proxy, name)
  // An URL drops the port that its scheme has anyway, and with http curl means another one.
  const hasPort = /:\d+\/?$/.test(text)
  if (!hasPort && proxy.protocol !== 'https:') proxy.port = '1080'
  return proxy
}

/** Failures of a connection before it stands. A proxy's is the only one that is made from here. */
const CONNECTING = new Set([
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
])

function isOnTheWay(error: RequestError, url: URL): boolean {
  const {hostname} = (error.cause ?? {}) as {hostname?: string}
  // With SOCKS the server's name may be looked up from here.
  if (hostname === url.hostname) return false
  const {event} = error as Partial<TimeoutError>
  return CONNECTING.has(error.code) || (error.code === 'ETIMEDOUT' && (event === 'lookup' || event === 'connect'))
}
