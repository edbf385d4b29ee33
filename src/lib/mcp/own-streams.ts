import {Readable} from 'node:stream'

import {hostProcess} from '../config/environment.js'
import {type Io} from '../io/io.js'
import {writeAs} from '../output/own-writes.js'
import {keepStdout, replaceExit} from '../plugins/foreign-code.js'

/** How long what is under way may take to end once nobody is there any more, in milliseconds. */
const GRACE = 500

/** What the protocol has for itself. */
export interface OwnStreams {
  /** Lets the process end, and ends it soon where something keeps it. */
  readonly release: () => void
  readonly stdin: Readable
  /** Resolves once the text is on its way. */
  readonly write: (text: string) => Promise<void>
}

/**
 * Takes stdin and stdout for the protocol, for as long as the process lives: what anything else prints goes to stderr, and who
 * reads finds an empty stdin. Code of plugins, where there are any, cannot reach them by their numbers, and cannot end the process
 * until it is over.
 */
export async function takeStreams(
  {stdin, stdout}: Pick<Io, 'stdin' | 'stdout'>,
  hasPlugins: boolean,
): Promise<OwnStreams> {
  const host = hostProcess()
  const {exit} = host
  const owner = {}
  keepStdout(owner)
  if (hasPlugins) {
    const {guardStdin} = await import('../plugins/guard-descriptors.js')
    guardStdin()
  }

  Object.defineProperty(host, 'stdin', {configurable: true, get: () => Readable.from([])})
  replaceExit(((code) => {
    throw new Error(`process.exit(${code ?? ''}) was called`)
  }) as typeof exit)
  // Where the client has gone, the run ends as any other without a reader.
  stdout.prependOnceListener('error', () => replaceExit(exit))
  return {
    release() {
      replaceExit(exit)
      setTimeout(() => exit.call(host), GRACE).unref()
    },
    stdin,
    write: (text) =>
      new Promise((resolve) => {
        const told = (error: Error | null | undefined) => {
          // Where nobody reads any more, nobody's requests are waited for.
          if (error) stdin.destroy()
          resolve()
        }

        writeAs(owner, () => stdout.write(text, told))
      }),
  }
}
