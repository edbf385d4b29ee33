import {once} from 'node:events'
import {type Server} from 'node:http'
import {type AddressInfo} from 'node:net'

import {errorOf, invalidValue} from '../errors/index.js'

const HOST = '127.0.0.1'

/**
 * Has a server listen on a port of 127.0.0.1, 0 for a free one. Resolves to its URL, without a slash at the end. Throws "Port … is
 * already in use" with `otherwise`, how to have a free one, and "Invalid value: --port" for one that nobody may listen on.
 */
export async function listenHere(server: Server, port: number, otherwise: string): Promise<string> {
  try {
    server.listen(port, HOST)
    await once(server, 'listening')
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') {
      throw errorOf('port_in_use', {
        about: [port],
        detail: `Choose another with --port, or ${otherwise} for a free one.`,
      })
    }

    if (code === undefined) throw error
    throw invalidValue(`--port ${port}`, `It cannot be listened on (${code}).`)
  }

  return `http://${HOST}:${(server.address() as AddressInfo).port}`
}
