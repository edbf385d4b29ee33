import {Readable} from 'node:stream'

import {hostProcess} from '../config/environment.js'
import {type Io} from '../io/io.js'
import {writeAs} from '../output/own-writes.js'
import {keepStdout, replaceExit} from '../plugins/foreign-code.js'
import {guardDescriptors} from '../plugins/guard-descriptors.js'

/** What the protocol has for itself. */
export interface OwnStreams {
  /** Lets the process end, and ends it after so many milliseconds where something keeps it. */
  readonly isOver: (grace: number) => void
  readonly stdin: Readable
  /** Resolves once the text is on its way. */
  readonly write: (text: string) => Promise<void>
}

/**
 * Takes stdin and stdout for the protocol, for as long as the process lives: what anything else prints goes to stderr, and who
 * reads finds an empty stdin. Code of plugins cannot end the process either, until it is over.
 */
export function takeStreams({stdin, stdout}: Pick<Io, 'stdin' | 'stdout'>): OwnStreams {
  const host = hostProcess()
  const {exit} = host
  const owner = {}
  keepStdout(owner)
  guardDescriptors()
  Object.defineProperty(host, 'stdin', {configurable: true, get: () => Readable.from([])})
  replaceExit(((code) => {
    throw new Error(`process.exit(${code ?? ''}) was called`)
  }) as typeof exit)
  // Where the client has gone, the run ends as any other without a reader.
  stdout.prependOnceListener('error', () => replaceExit(exit))
  return {
    isOver(grace) {
      replaceExit(exit)
      setTimeout(() => exit.call(host), grace).unref()
    },
    stdin,
    write: (text) =>
      new Promise((resolve) => {
        writeAs(owner, () => stdout.write(text, () => resolve()))
      }),
  }
}
