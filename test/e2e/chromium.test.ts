import {describe, expect, it} from 'vitest'

import {CHROMIUM, chromiumDeceivedBy, chromiumOpens, hasChromium} from '../support/chromium.js'
import {omi, temporaryFolder} from '../support/omi.js'
import {type Sandbox, sandboxForTest} from '../support/server.js'

if (!hasChromium) console.warn(`Skipped: what a real browser does, as there is no ${CHROMIUM} on this machine.`)

/** The variables of `sandbox start`, but for its key: there is none yet. */
const environment = (sandbox: Sandbox, path: string) => ({
  FIREBASE_AUTH_EMULATOR_HOST: sandbox.authEmulatorHost,
  OMI_API_BASE: sandbox.apiBase,
  PATH: path,
})

// Longer than Playwright itself waits for one thing, so that it says for which.
describe.skipIf(!hasChromium)('signing in with Chromium', {timeout: 90_000}, () => {
  it('leaves a key that works', async () => {
    const sandbox = await sandboxForTest({seedData: true})
    const home = temporaryFolder()
    const {page: opened, path} = await chromiumOpens()
    const login = omi(['auth', 'login', '--browser'], {env: environment(sandbox, path), home})

    const page = await opened
    await page.getByRole('heading', {name: 'Sign in with Google'}).waitFor()
    await page.getByRole('button', {name: 'Continue as Mara Vogel'}).click()
    await page.getByText('You can close this tab.').waitFor()
    expect(new URL(page.url()).pathname).toBe('/callback')
    expect(await login).toMatchObject({code: 0})

    const {code, stdout} = await omi(['--json', 'memory', 'list'], {home})
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toHaveLength(25)
    const {authorization} = sandbox.requests.findLast(({path}) => path === '/v1/dev/user/memories')!.headers
    expect(authorization).toMatch(/^Bearer omi_dev_/)
    expect([`Bearer ${sandbox.apiKey}`, `Bearer ${sandbox.readOnlyKey}`]).not.toContain(authorization)
  })

  it('leaves nothing when it is cancelled there', async () => {
    const sandbox = await sandboxForTest()
    const home = temporaryFolder()
    const {page: opened, path} = await chromiumOpens()
    const args = ['auth', 'login', '--browser', '--provider', 'apple']
    const login = omi(args, {env: environment(sandbox, path), home})

    const page = await opened
    await page.getByRole('heading', {name: 'Sign in with Apple'}).waitFor()
    await page.getByRole('button', {name: 'Cancel'}).click()
    await page.getByText('access_denied').waitFor()
    const {code, stderr} = await login
    expect(code).toBe(2)
    expect(stderr).toContain('✗ OAuth provider returned an error\n')
    expect(await omi(['memory', 'list'], {home})).toMatchObject({code: 2})
  })
})

describe.skipIf(!hasChromium)('a web page whose name was made to mean this machine', {timeout: 90_000}, () => {
  it('reaches nothing of a running sandbox', async () => {
    const sandbox = await sandboxForTest({seedData: true})
    const {port} = new URL(sandbox.apiBase)
    const page = await chromiumDeceivedBy('page.example')
    const visit = async (host: string) => (await page.goto(`http://${host}:${port}/openapi.json`))?.status()
    expect(await visit('page.example')).toBe(400)
    const answers = await page.evaluate(async (key) => {
      const authorization = `Bearer ${key}`
      const all = [
        fetch('/v1/dev/user/memories', {headers: {authorization}}),
        fetch('/v1/dev/user/memories', {body: '{"content":"x"}', headers: {authorization}, method: 'POST'}),
        fetch('/v1/auth/authorize?provider=google&redirect_uri=http://127.0.0.1:1/callback&state=s'),
        fetch('/sign-in', {body: 'answer=mara', method: 'POST'}),
        fetch('/identitytoolkit.googleapis.com/v1/accounts:signInWithCustomToken', {body: '{}', method: 'POST'}),
      ]
      return Promise.all(all.map(async (answer) => (await answer).status))
    }, sandbox.apiKey)
    expect(answers).toEqual([400, 400, 400, 400, 400])
    expect(sandbox.requests).toEqual([])
    // The same under a name that cannot be anybody else's.
    expect(await visit('localhost')).toBe(200)
  })
})
