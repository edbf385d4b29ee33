import {HttpProxyAgent} from 'http-proxy-agent'
import {HttpsProxyAgent} from 'https-proxy-agent'
import {type Agent, type ClientRequest} from 'node:http'
import {SocksProxyAgent} from 'socks-proxy-agent'

/** A proxy that could be asked and would not. */
export class ProxyRefusal extends Error {
  /** One that says it has too much to do, or no way there at the moment, is asked again. */
  readonly code: 'ERR_PROXY_BUSY' | 'ERR_PROXY_REFUSED'

  /** `answer` is its status, or a SOCKS proxy's own word. */
  constructor(readonly answer: number | string) {
    super(`The proxy answered ${answer}`)
    this.code = typeof answer === 'number' && (answer === 429 || answer >= 500) ? 'ERR_PROXY_BUSY' : 'ERR_PROXY_REFUSED'
  }
}

/** A proxy that could not be asked; `code` is the system's. */
export class ProxyTrouble extends Error {
  constructor(
    readonly code: string,
    cause: unknown,
  ) {
    super(`The proxy could not be asked (${code})`, {cause})
  }
}

/** Hands a proxy's refusal of a tunnel over as an error. The library would pass its answer off as the server's. */
class TunnelAgent extends HttpsProxyAgent<string> {
  override async connect(request: ClientRequest, options: Parameters<HttpsProxyAgent<string>['connect']>[1]) {
    let status = 200
    request.once('proxyConnect', (answer: {statusCode: number}) => {
      status = answer.statusCode
    })
    const socket = await super.connect(request, options).catch((error: NodeJS.ErrnoException) => {
      throw new ProxyTrouble(error.code ?? 'ERR_PROXY', error)
    })
    if (status === 200) return socket
    socket.destroy()
    throw new ProxyRefusal(status)
  }
}

/** Tells what the SOCKS library has put into words. */
class SocksAgent extends SocksProxyAgent {
  override async connect(...[request, options]: Parameters<SocksProxyAgent['connect']>) {
    try {
      return await super.connect(request, options)
    } catch (error) {
      const {code, message} = error as NodeJS.ErrnoException
      // A name that is looked up here is the server's, not the proxy's.
      if (code !== undefined) throw error
      const system = message.match(/\bE[A-Z]{3,}\b/)?.[0] ?? (/timed out/i.test(message) ? 'ETIMEDOUT' : undefined)
      if (system) throw new ProxyTrouble(system, error)
      throw new ProxyRefusal(message.match(/(?:rejected connection - |- \()(\w+)/)?.[1] ?? message)
    }
  }
}

/** The agent for requests through `proxy` to a server that is asked over `protocol`. */
export function agentFor(proxy: URL, protocol: string): Agent {
  if (proxy.protocol.startsWith('socks')) return new SocksAgent(proxy)
  return protocol === 'https:' ? new TunnelAgent(proxy.href) : new HttpProxyAgent(proxy.href)
}
