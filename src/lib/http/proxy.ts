import {type Agent as HttpAgent} from 'node:http'

import {invalidValue} from '../errors.js'
import {isLoopback} from './loopback.js'

/**
 * The agent that takes requests for `url` through the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name; undefined
 * when none applies. Loopback never goes through a proxy.
 */
export async function proxyAgent(url: URL): Promise<HttpAgent | undefined> {
  if (isLoopback(url.hostname)) return undefined
  const {getProxyForUrl} = await import('proxy-from-env')
  const proxy = getProxyForUrl(url.href)
  if (!proxy) return undefined
  if (!URL.canParse(proxy) || !['http:', 'https:'].includes(new URL(proxy).protocol)) {
    throw invalidValue(
      'the proxy variable',
      `Expected a URL such as http://proxy.example:3128 in ${url.protocol.slice(0, -1).toUpperCase()}_PROXY.`,
    )
  }

  if (url.protocol === 'https:') {
    const {HttpsProxyAgent} = await import('https-proxy-agent')
    return new HttpsProxyAgent(proxy)
  }

  const {HttpProxyAgent} = await import('http-proxy-agent')
  return new HttpProxyAgent(proxy)
}
