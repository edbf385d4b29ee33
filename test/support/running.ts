import {once} from 'node:events'
import {onTestFinished} from 'vitest'

import {type RunOptions, startOmi} from './omi.js'

/** A run of the built binary that is still going. It is gone after the test. */
export function running(args: string[], options: RunOptions = {}) {
  const child = startOmi(args, options)
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const output = {stderr: '', stdout: ''}
  for (const name of ['stderr', 'stdout'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
    })
  }

  let read = 0
  return {
    /** Resolves once something stands on stdout. */
    async begun(): Promise<void> {
      while (output.stdout === '') await once(child.stdout, 'data')
    },
    /** Sends a signal and resolves to what became of the run. */
    async end(signal: NodeJS.Signals) {
      const closed = once(child, 'close')
      child.kill(signal)
      const [code] = (await closed) as [null | number]
      return {code, ...output}
    },
    /** The next line on stdout. */
    async nextLine(): Promise<string> {
      while (!output.stdout.includes('\n', read)) await once(child.stdout, 'data')
      const line = output.stdout.slice(read, output.stdout.indexOf('\n', read))
      read += line.length + 1
      return line
    },
    /** Resolves once `text` stands on stderr, to all that does. */
    async warned(text: string): Promise<string> {
      while (!output.stderr.includes(text)) await once(child.stderr, 'data')
      return output.stderr
    },
  }
}
