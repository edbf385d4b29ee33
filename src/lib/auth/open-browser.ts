import {spawn} from 'node:child_process'
import {delimiter} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'

import {strangersEnvironment, withStrangersEnvironment} from '../config/environment.js'

/** How long a command of $BROWSER may take to fail, in milliseconds; one that is still there then is a browser. */
const PATIENCE = 1000

/**
 * Opens a URL in the user's browser: with one of the commands of `preferred`, which is $BROWSER, or else with what opens URLs on
 * this system. Resolves to whether there is something that opens URLs; never throws.
 */
export async function openBrowser(url: string, preferred = ''): Promise<boolean> {
  for (const words of browserCommands(preferred, url)) if (await starts(words)) return true
  const {default: open} = await import('open')
  try {
    await withStrangersEnvironment(() => open(url))
    return true
  } catch {
    return false
  }
}

/**
 * The commands that $BROWSER stands for, in words: several are parted as in PATH, a word with blanks is quoted, and `%s` stands for
 * the URL, which else comes last (as xdg-open and Python's webbrowser have it).
 */
export function browserCommands(browser: string, url: string): string[][] {
  return browser.split(delimiter).flatMap((command) => {
    const words = [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
      ([, double, single, plain]) => double ?? single ?? plain ?? '',
    )
    // It runs beside us in any case.
    if (words.at(-1) === '&') words.pop()
    if (words.length === 0) return []
    const filled = words.map((word) => word.replaceAll(/%[s%]/g, (mark) => (mark === '%s' ? url : '%')))
    return [words.some((word) => /(?<!%)(?:%%)*%s/.test(word)) ? filled : [...filled, url]]
  })
}

async function starts([file = '', ...args]: string[]): Promise<boolean> {
  const child = spawn(file, args, {detached: true, env: strangersEnvironment(), stdio: 'ignore'})
  const ended = new Promise<boolean>((resolve) => {
    child.on('error', () => resolve(false))
    child.on('exit', (code) => resolve(code === 0))
  })
  child.unref()
  const over = new AbortController()
  const stays = sleep(PATIENCE, true, {signal: over.signal}).catch(() => true)
  const outcome = await Promise.race([ended, stays])
  over.abort()
  return outcome
}
