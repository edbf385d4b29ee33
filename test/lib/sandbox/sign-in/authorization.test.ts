import {createHash, randomBytes} from 'node:crypto'
import {describe, expect, it} from 'vitest'

import {findOperation} from '../../../../src/lib/sandbox/contract.js'
import {compileSchema} from '../../../../src/lib/sandbox/validation.js'
import {call, clock, sandboxFor} from '../support.js'
import {answerPage, authorizePath, CALLBACK, codeFor, exchange} from './support.js'

/** A code verifier and its challenge. */
function pkce() {
  const verifier = randomBytes(32).toString('base64url')
  return {challenge: createHash('sha256').update(verifier).digest('base64url'), verifier}
}

/** What is wrong with a document by the contract's answer of this status. */
const problems = (id: 'authorize' | 'exchangeCode', status: number, document: unknown) =>
  compileSchema(findOperation(id).responses[status]!)(document, [])

describe('signing in at the API', () => {
  describe('the sign-in page', () => {
    it('is where a browser is sent, names the provider and the two people, and loads nothing', async () => {
      const sandbox = await sandboxFor()
      const first = await fetch(sandbox.apiBase + authorizePath({provider: 'apple'}), {redirect: 'manual'})
      expect(first.status).toBe(307)
      const page = await fetch(sandbox.apiBase + authorizePath({provider: 'apple'}))
      const html = await page.text()
      expect(page.status).toBe(200)
      expect(page.headers.get('content-type')).toMatch(/^text\/html/)
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(html).toContain('Sign in with Apple')
      for (const text of ['Mara Vogel', 'mara@example.com', 'Tiago Reis', 'tiago@example.com', '127.0.0.1:4567']) {
        expect(html).toContain(text)
      }

      expect(html).not.toMatch(/\b(?:src|href)=/)
    })

    it('sends the browser back with a code and the state as it was', async () => {
      const sandbox = await sandboxFor()
      const {status, url} = await answerPage(sandbox, {state: 'a b&c=<d>'})
      expect(status).toBe(303)
      expect(url!.origin + url!.pathname).toBe(CALLBACK)
      expect(Object.fromEntries(url!.searchParams)).toEqual({code: expect.stringMatching(/^\S+$/), state: 'a b&c=<d>'})
    })

    it('sends who says no back with an error', async () => {
      const {url} = await answerPage(await sandboxFor(), {redirect_uri: `${CALLBACK}?x=1`, state: 's'}, 'deny')
      expect(url!.href).toBe(`${CALLBACK}?x=1&error=access_denied&state=s`)
    })

    it('knows nobody else', async () => {
      expect(await answerPage(await sandboxFor(), {}, 'sandbox-eve')).toEqual({status: 400, url: undefined})
    })

    it.each(['http://127.0.0.1:1/x', 'http://127.1.2.3/', 'http://localhost:8080/callback', 'http://[::1]:9/'])(
      'goes back to %s',
      async (redirect) => {
        expect((await answerPage(await sandboxFor(), {redirect_uri: redirect})).url?.host).toBe(new URL(redirect).host)
      },
    )

    it.each<Record<string, string>>([
      {redirect_uri: 'https://127.0.0.1:1/x'},
      {redirect_uri: 'http://example.com/'},
      {redirect_uri: 'http://127.0.0.1.example.com/'},
      {redirect_uri: 'ftp://127.0.0.1/'},
      {redirect_uri: '/callback'},
      {redirect_uri: ''},
      {provider: 'github'},
      {code_challenge: 'x', code_challenge_method: 'plain'},
    ])('is not shown for %j', async (query) => {
      const sandbox = await sandboxFor()
      const {body, status} = await call(sandbox, 'GET', authorizePath(query))
      expect(status).toBe(400)
      expect(problems('authorize', 400, body)).toEqual([])
      const pagePath = authorizePath(query).replace('/v1/auth/authorize', '/sign-in')
      for (const method of ['GET', 'POST']) expect((await call(sandbox, method, pagePath)).status).toBe(400)
    })

    it('is not shown without a provider and a way back', async () => {
      const {body, status} = await call(await sandboxFor(), 'GET', '/v1/auth/authorize')
      expect({body, status}).toEqual({body: {detail: 'query.provider: Field required'}, status: 400})
    })
  })

  describe('an authorization code', () => {
    it('works once', async () => {
      const sandbox = await sandboxFor()
      const code = await codeFor(sandbox, {provider: 'apple'})
      const {body, status} = await exchange(sandbox, {code})
      expect({body, status}).toEqual({body: {custom_token: expect.any(String), provider: 'apple'}, status: 200})
      expect(problems('exchangeCode', 200, body)).toEqual([])
      const again = await exchange(sandbox, {code})
      expect(again).toEqual({body: {detail: 'Invalid or expired code'}, status: 400})
      expect(problems('exchangeCode', 400, again.body)).toEqual([])
    })

    it('works for five minutes', async () => {
      const time = clock()
      const sandbox = await sandboxFor({now: time.now})
      const [first, second] = [await codeFor(sandbox), await codeFor(sandbox)]
      time.set(299)
      expect((await exchange(sandbox, {code: first})).status).toBe(200)
      time.set(300)
      expect((await exchange(sandbox, {code: second})).status).toBe(400)
    })

    it('wants the verifier of its challenge', async () => {
      const sandbox = await sandboxFor()
      const {challenge, verifier} = pkce()
      const query = {code_challenge: challenge, code_challenge_method: 'S256'}
      expect((await exchange(sandbox, {code: await codeFor(sandbox, query)})).status).toBe(400)
      const wrong = {code: await codeFor(sandbox, query), code_verifier: challenge}
      expect((await exchange(sandbox, wrong)).body.detail).toContain('code_verifier')
      // A code that somebody tried to guess for is lost.
      expect((await exchange(sandbox, {...wrong, code_verifier: verifier})).status).toBe(400)
      const right = {code: await codeFor(sandbox, query), code_verifier: verifier}
      expect((await exchange(sandbox, right)).status).toBe(200)
    })

    it('is not bound to its challenge on an older server', async () => {
      const sandbox = await sandboxFor({legacy: true})
      const code = await codeFor(sandbox, {code_challenge: pkce().challenge, code_challenge_method: 'S256'})
      expect((await exchange(sandbox, {code})).status).toBe(200)
    })

    it.each<Record<string, string>>([
      {redirect_uri: 'http://127.0.0.1:4568/callback'},
      {grant_type: 'password'},
      {use_custom_token: 'maybe'},
      {code: 'unknown'},
    ])('is refused with %j', async (form) => {
      const sandbox = await sandboxFor()
      const {body, status} = await exchange(sandbox, {code: await codeFor(sandbox), ...form})
      expect(status).toBe(400)
      expect(body.detail).toEqual(expect.any(String))
    })

    it('brings no custom token unless one is asked for', async () => {
      const sandbox = await sandboxFor()
      const {body} = await exchange(sandbox, {code: await codeFor(sandbox), use_custom_token: 'false'})
      expect(body).toEqual({provider: 'google'})
    })
  })
})
