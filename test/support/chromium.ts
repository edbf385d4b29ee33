import {once} from 'node:events'
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {text} from 'node:stream/consumers'
import {type Page, chromium as playwright} from 'playwright-core'
import {onTestFinished} from 'vitest'

import {pathWithOpener} from './browser.js'
import {temporaryFolder} from './omi.js'
import {serverForTest} from './server.js'

/** Where Debian's package puts it. */
export const CHROMIUM = '/usr/bin/chromium'

export const hasChromium = existsSync(CHROMIUM)

/** A page in a Chromium of its own that takes `name` for this machine, as a browser does whose DNS lies; gone after the test. */
export async function chromiumDeceivedBy(name: string): Promise<Page> {
  const browser = await playwright.launch({
    args: [...FLAGS.filter((flag) => !flag.startsWith('--remote')), `--host-resolver-rules=MAP ${name} 127.0.0.1`],
    executablePath: CHROMIUM,
  })
  onTestFinished(() => browser.close())
  return browser.newPage()
}

/** Nobody looks at the window, and nothing but the page is asked for. */
const FLAGS = [
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--remote-debugging-port=0',
  // Root cannot have Chromium's own sandbox.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
]

interface Running {
  readonly endpoint: string
  readonly pid: number
}

/**
 * Makes Chromium what opens URLs: `path` is a PATH for the CLI, and `page` resolves to the page that Chromium has been
 * opened with. Chromium is gone after the test.
 */
export async function chromiumOpens(): Promise<{page: Promise<Page>; path: string}> {
  const news = new EventTarget()
  let running: null | Running = null
  const listener = await serverForTest(async (request, response) => {
    running = JSON.parse(await text(request)) as null | Running
    news.dispatchEvent(new Event(running ? 'running' : 'ended'))
    response.end()
  })
  const bin = pathWithOpener(opener(listener, join(temporaryFolder(), 'chromium')))
  onTestFinished(async () => {
    if (!running) return
    const ended = once(news, 'ended')
    process.kill(running.pid)
    await ended
  })
  const page = once(news, 'running').then(() => pageOf(running!.endpoint))
  return {page, path: `${bin}:${process.env.PATH}`}
}

async function pageOf(endpoint: string): Promise<Page> {
  const [context] = (await playwright.connectOverCDP(endpoint)).contexts()
  return context!.pages()[0] ?? context!.waitForEvent('page')
}

/** A script that starts Chromium with `url`, and tells the test how to get hold of it, and (null) when it has ended. */
const opener = (listener: string, profile: string) => `
const flags = ${JSON.stringify([...FLAGS, `--user-data-dir=${profile}`])}
const tell = (news) => fetch(${JSON.stringify(listener)}, {body: JSON.stringify(news), method: 'POST'})
const chromium = require('node:child_process').spawn(${JSON.stringify(CHROMIUM)}, [...flags, url], {
  stdio: ['ignore', 'ignore', 'pipe'],
})
require('node:readline').createInterface({input: chromium.stderr}).on('line', (line) => {
  const [, endpoint] = line.match(/DevTools listening on (.+)/) ?? []
  if (endpoint) tell({endpoint, pid: chromium.pid})
})
chromium.on('exit', () => tell(null))
`
