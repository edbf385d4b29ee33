import {createServer as createTlsServer} from 'node:https'
import {describe, expect, it} from 'vitest'

import {hasOpenssl, selfSigned} from '../support/certificate.js'
import {omi as binary} from '../support/omi.js'
import {listening, socksTo, tunnelTo} from '../support/proxies.js'
import {KEY, NOBODY, pointedAt, serverAnswering, serverForTest} from '../support/server.js'
import {omi} from '../support/within.js'

/** A name that cannot exist (RFC 2606), so that only a proxy can be asked for it. */
const FAR = 'http://omi.invalid'

const list = ['--json', 'memory', 'list']
const GOOD = {code: 0, stderr: '', stdout: '[]\n'}

/** An https server with an empty list of everything. Resolves to its port. */
const tlsServer = (certificate: {cert: string; key: string}) =>
  listening(
    createTlsServer(certificate, (_request, response) => {
      response.end('[]')
    }),
  )

describe('the network', () => {
  it('without a server at the other end', async () => {
    const env = {...pointedAt(NOBODY), OMI_MAX_ATTEMPTS: '2'}
    const run = await omi(['-v', 'memory', 'list'], {env})
    expect(run).toMatchObject({code: 3, stdout: ''})
    expect(run.stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^\[debug] GET \/v1\/dev\/user\/memories → ECONNREFUSED \(\d+\.\d\ds\)$/),
      expect.stringMatching(/^\[debug] retry 2 of 2 in \d\.\ds$/),
      expect.stringMatching(/^\[debug] GET \/v1\/dev\/user\/memories → ECONNREFUSED \(\d+\.\d\ds\)$/),
      '✗ Connection failed',
      `  Could not reach ${new URL(NOBODY).host} (ECONNREFUSED).`,
    ])
  })

  it('without a host of that name', async () => {
    const run = await omi(list, {env: {...pointedAt('https://omi.invalid'), OMI_MAX_ATTEMPTS: '1'}})
    expect(run).toMatchObject({code: 3, stdout: ''})
    expect(JSON.parse(run.stderr)).toEqual({
      error: 'Connection failed',
      code: 'connection_failed',
      detail: expect.stringMatching(/^Could not reach omi\.invalid \((?:ENOTFOUND|EAI_AGAIN)\)\.$/),
      exit_code: 3,
    })
  })

  describe.skipIf(!hasOpenssl)('with a certificate that nobody knows', () => {
    it('is told at once, with the variable that mends it', async () => {
      const port = await tlsServer(selfSigned('127.0.0.1'))
      const run = await omi(['-v', 'memory', 'list'], {env: pointedAt(`https://127.0.0.1:${port}`)})
      expect(run).toMatchObject({code: 3, stdout: ''})
      const [attempt, title, detail, hint, ...more] = run.stderr.trimEnd().split('\n')
      expect(attempt).toMatch(/^\[debug] GET \/v1\/dev\/user\/memories → DEPTH_ZERO_SELF_SIGNED_CERT \(/)
      expect(title).toBe('✗ Connection failed')
      expect(detail).toBe(`  Could not reach 127.0.0.1:${port} (DEPTH_ZERO_SELF_SIGNED_CERT).`)
      expect(hint).toContain('NODE_EXTRA_CA_CERTS')
      expect(more).toEqual([])
    })

    it('works once that variable names it', async () => {
      const certificate = selfSigned('127.0.0.1')
      const port = await tlsServer(certificate)
      const env = {...pointedAt(`https://127.0.0.1:${port}`), NODE_EXTRA_CA_CERTS: certificate.file}
      expect(await binary(list, {env})).toEqual(GOOD)
    })

    it('works, with a warning, where Node.js is told not to check', async () => {
      const port = await tlsServer(selfSigned('elsewhere.invalid'))
      const env = {...pointedAt(`https://127.0.0.1:${port}`), NODE_TLS_REJECT_UNAUTHORIZED: '0'}
      const run = await binary(['memory', 'list'], {env})
      expect(run).toMatchObject({code: 0, stderr: expect.stringMatching(/^! .*NODE_TLS_REJECT_UNAUTHORIZED.*\n$/)})
      const {proxy} = await tunnelTo(port)
      const behind = {...env, ...pointedAt('https://omi.invalid'), HTTPS_PROXY: proxy}
      expect(await binary(['--json', 'memory', 'list'], {env: behind})).toEqual({code: 0, stderr: '', stdout: '[]\n'})
    })

    it('is told for a certificate of another host', async () => {
      const certificate = selfSigned('elsewhere.invalid')
      const port = await tlsServer(certificate)
      const env = {...pointedAt(`https://127.0.0.1:${port}`), NODE_EXTRA_CA_CERTS: certificate.file}
      const run = await binary(['memory', 'list'], {env})
      expect(run.code).toBe(3)
      expect(run.stderr).toMatch(/\(ERR_TLS_CERT_ALTNAME_INVALID\)\.\n.*NODE_EXTRA_CA_CERTS/)
    })

    it('passes through a proxy as it is', async () => {
      const certificate = selfSigned('omi.invalid')
      const {proxy, targets} = await tunnelTo(await tlsServer(certificate))
      const env = {...pointedAt('https://omi.invalid'), HTTPS_PROXY: proxy, NODE_EXTRA_CA_CERTS: certificate.file}
      expect(await binary(list, {env})).toEqual(GOOD)
      expect(targets).toEqual(['omi.invalid:443'])
    })
  })

  it('does not take a server without TLS for one with it', async () => {
    const {apiBase} = await serverAnswering({body: []})
    const run = await omi(['-v', 'memory', 'list'], {env: pointedAt(apiBase.replace('http:', 'https:'))})
    expect(run.code).toBe(3)
    expect(run.stderr).not.toContain('retry')
    expect(run.stderr).toMatch(/^✗ Connection failed\n {2}Could not reach .*\n.*NODE_EXTRA_CA_CERTS/m)
  })

  describe('behind a proxy', () => {
    it.each(['HTTP_PROXY', 'http_proxy', 'ALL_PROXY'])('asks the one that %s names', async (variable) => {
      const {apiBase: proxy, requests} = await serverAnswering({body: []})
      expect(await omi(list, {env: {...pointedAt(FAR), [variable]: proxy}})).toEqual(GOOD)
      expect(requests).toEqual([
        expect.objectContaining({method: 'GET', url: `${FAR}/v1/dev/user/memories?limit=25&offset=0`}),
      ])
      expect(requests[0]?.headers).toMatchObject({authorization: `Bearer ${KEY}`, host: 'omi.invalid'})
    })

    it('says who it is when the variable does', async () => {
      const {apiBase, requests} = await serverAnswering({body: []})
      const proxy = apiBase.replace('//', '//ann:pass%20word@')
      expect(await omi(list, {env: {...pointedAt(FAR), HTTP_PROXY: proxy}})).toEqual(GOOD)
      expect(requests[0]?.headers['proxy-authorization']).toBe(
        `Basic ${Buffer.from('ann:pass word').toString('base64')}`,
      )
    })

    it.each(['omi.invalid', '.invalid', 'example.com,omi.invalid', '*'])(
      'goes around it with NO_PROXY=%s',
      async (exceptions) => {
        const {apiBase: proxy, requests} = await serverAnswering({body: []})
        const env = {...pointedAt(FAR), HTTP_PROXY: proxy, NO_PROXY: exceptions, OMI_MAX_ATTEMPTS: '1'}
        expect(await omi(list, {env})).toMatchObject({code: 3, stdout: ''})
        expect(requests).toEqual([])
      },
    )

    it('takes an empty variable for none', async () => {
      const env = {...pointedAt(FAR), HTTP_PROXY: '', OMI_MAX_ATTEMPTS: '1'}
      const run = await omi(list, {env})
      expect(JSON.parse(run.stderr)).toMatchObject({error: 'Connection failed', exit_code: 3})
    })

    it.each(['127.0.0.1', 'localhost'])('never asks it for %s', async (host) => {
      const {apiBase: proxy, requests} = await serverAnswering({status: 500})
      const {apiBase} = await serverAnswering({body: []})
      const env = {...pointedAt(apiBase.replace('127.0.0.1', host)), ALL_PROXY: proxy, HTTP_PROXY: proxy}
      expect(await omi(list, {env})).toEqual(GOOD)
      expect(requests).toEqual([])
    })

    it.each(['not a url', 'http://[::bad', 'http://', 'ftp://127.0.0.1'])('refuses %j for one', async (proxy) => {
      const run = await omi(list, {env: {...pointedAt(FAR), HTTP_PROXY: proxy}})
      expect(run).toMatchObject({code: 1, stdout: ''})
      expect(JSON.parse(run.stderr)).toMatchObject({
        error: 'Invalid value: HTTP_PROXY',
        detail: expect.stringContaining('socks5'),
      })
    })

    it('refuses one whose password could not be sent', async () => {
      const run = await omi(list, {env: {...pointedAt(FAR), HTTP_PROXY: 'http://ann:5%off@127.0.0.1:9'}})
      expect(run).toMatchObject({code: 1, stdout: ''})
      expect(JSON.parse(run.stderr)).toMatchObject({
        error: 'Invalid value: HTTP_PROXY',
        detail: 'A % in the user or the password is written as %25.',
      })
    })

    it('does not tell what the proxy variable says', async () => {
      const env = {...pointedAt(FAR), HTTP_PROXY: 'http://ann:secret@bad host'}
      const run = await omi(['-v', 'memory', 'list'], {env})
      expect(run.code).toBe(1)
      expect(run.stderr).not.toContain('secret')
    })

    it.each([
      ['http', 'HTTPS_PROXY'],
      ['http', 'all_proxy'],
      ['socks5h', 'ALL_PROXY'],
      ['socks5', 'https_proxy'],
      ['https', 'https_proxy'],
    ])('names a proxy of scheme %s that is not there, and %s', async (scheme, variable) => {
      const base = {...pointedAt('https://omi.invalid'), OMI_MAX_ATTEMPTS: '1'}
      const unknown = await omi(list, {env: {...base, [variable]: `${scheme}://ann:secret@proxy.invalid:3128`}})
      expect(unknown).toMatchObject({code: 3, stdout: ''})
      // What is asked for by its address has its name looked up here first.
      const named = scheme === 'socks5' ? 'omi.invalid' : 'the proxy proxy.invalid:3128'
      const {detail} = JSON.parse(unknown.stderr) as {detail: string}
      expect(detail).toMatch(new RegExp(`^Could not reach ${named} \\((?:ENOTFOUND|EAI_AGAIN)\\)\\.`))
      if (scheme !== 'socks5') expect(detail).toContain(` The variable ${variable} names it.`)
      expect(unknown.stderr).not.toContain('secret')
    })

    it('names one that refuses connections', async () => {
      const env = {...pointedAt(FAR), HTTP_PROXY: NOBODY, OMI_MAX_ATTEMPTS: '1'}
      expect((await omi(['memory', 'list'], {env})).stderr).toMatch(
        / {2}Could not reach the proxy 127\.0\.0\.1:9 \(ECONNREFUSED\)\. The variable HTTP_PROXY names it\.\n$/,
      )
    })

    it.each(['ALL_PROXY', 'all_proxy', 'http_proxy'])('speaks SOCKS with what %s names', async (variable) => {
      const {apiBase, requests} = await serverAnswering({body: []})
      const {proxy, targets} = await socksTo(Number(new URL(apiBase).port))
      expect(await omi(list, {env: {...pointedAt(FAR), [variable]: `socks5h://${proxy}`}})).toEqual(GOOD)
      expect(targets).toEqual(['omi.invalid:80'])
      expect(requests).toHaveLength(1)
    })

    it('is told when a SOCKS proxy refuses', async () => {
      const {proxy} = await socksTo()
      const run = await omi(['memory', 'list'], {
        env: {...pointedAt('https://omi.invalid'), ALL_PROXY: `socks5h://${proxy}`},
      })
      expect(run).toEqual({
        code: 3,
        stderr: '✗ Connection failed\n  Could not reach omi.invalid (the proxy answered NotAllowed).\n',
        stdout: '',
      })
    })

    it('takes the name in small letters first, and an address without a scheme for one of http', async () => {
      const {apiBase: proxy, requests} = await serverAnswering({body: []})
      const env = {...pointedAt(FAR), HTTP_PROXY: NOBODY, http_proxy: new URL(proxy).host}
      expect(await omi(list, {env})).toEqual(GOOD)
      expect(requests).toHaveLength(1)
    })
  })

  it('in the clear is warned about, except on this machine and in JSON mode', async () => {
    const {apiBase} = await serverAnswering({body: []})
    const far = {env: {...pointedAt(FAR), HTTP_PROXY: apiBase}}
    const warning = '! omi.invalid is reached over plain http: the credential travels in the clear.\n'
    expect(await omi(['memory', 'list'], far)).toEqual({code: 0, stderr: warning, stdout: ''})
    expect(await omi(list, far)).toEqual(GOOD)
    expect(await omi(['memory', 'list'], {env: pointedAt(apiBase)})).toEqual({code: 0, stderr: '', stdout: ''})
  })

  it('is not needed by what asks no server', async () => {
    let asked = false
    const apiBase = await serverForTest((_request, response) => {
      asked = true
      response.end()
    })
    for (const args of [['auth', 'status'], ['config', 'show'], ['config', 'path'], ['version'], ['--help']]) {
      expect(await omi(args, {env: pointedAt(apiBase)})).toMatchObject({code: 0})
    }

    expect(asked).toBe(false)
  })
})
