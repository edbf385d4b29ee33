import {describe, expect, it} from 'vitest'

import {apiRequest} from '../../../src/lib/run/raw-request.js'

const request = (method: string, path: string, fields: string[] = [], input?: string) =>
  apiRequest({fields, input, method, path})

describe('apiRequest', () => {
  describe('the path of a raw request', () => {
    it.each([
      '/v1/dev/user/goals',
      '/v1/dev/user/memories?limit=2&categories=a%20b',
      '/v1/x..y/...',
      '/a%2Fb',
      '/?q=/../',
    ])('may be %s, and goes out as it is', (path) => expect(request('GET', path).path).toBe(path))

    it.each([
      '',
      'v1/dev/key',
      '//evil.example/x',
      String.raw`/\evil.example/x`,
      'https://evil.example/x',
      String.raw`\\evil.example`,
      '@evil.example/x',
      '/..',
      '/v1/../../x',
      '/v1/./x',
      '/v1/%2e%2E/x',
      '/v1/.%2e?a=b',
      String.raw`/v1\..\x`,
      '/v1/x#y',
      '/v1\n/x',
      '/\t/evil.example',
      '/v1/\uD800',
    ])('may not be %j', (path) => {
      expect(() => request('GET', path)).toThrow(/^Invalid value: PATH/)
    })
  })

  describe('the fields of a raw request', () => {
    it('go into the query of GET and DELETE', () => {
      expect(request('get', '/x', ['a=1', 'b:=2', 'c:=true', 'd=x=y', 'e:=[1,"z"]'])).toMatchObject({
        method: 'GET',
        path: `/x?a=1&b=2&c=true&d=x%3Dy&e=${encodeURIComponent('[1,"z"]')}`,
      })
      expect(request('DELETE', '/x', ['a=']).path).toBe('/x?a=')
      expect(request('GET', '/x?a=1&b=2&a=3', ['a=4']).path).toBe('/x?b=2&a=4')
    })

    it('go into the body of the others', () => {
      const {path, rawBody} = request('Patch', '/x', ['a=1', 'b:=2.5', 'c:=null', 'd:={"e": []}', 'f=:=g'])
      expect(rawBody).toBe('{"a":"1","b":2.5,"c":null,"d":{"e":[]},"f":":=g"}')
      expect(path).toBe('/x')
    })

    it('keep their numbers and their order', () => {
      const fields = ['b:=12.0', '10:=9007199254740993', '2:=[1e400, -0]', 'text:="12.0"']
      expect(request('POST', '/x', fields).rawBody).toBe(
        '{"b":12.0,"10":9007199254740993,"2":[1e400,-0],"text":"12.0"}',
      )
      expect(decodeURIComponent(request('GET', '/x', fields).path)).toBe(
        '/x?b=12.0&10=9007199254740993&2=[1e400,-0]&text=12.0',
      )
    })

    it.each(['a', '=1', ':=1', 'a:=x', 'a:='])('cannot be %s', (field) => {
      expect(() => request('POST', '/x', [field])).toThrow(`Invalid value: --field ${field}`)
    })

    it('cannot be given twice', () => {
      expect(() => request('GET', '/x', ['a=1', 'a=2'])).toThrow('Invalid value: --field a=2')
    })
  })

  describe('a raw request', () => {
    it('has a method that the API knows', () => {
      expect(() => request('HEAD', '/x')).toThrow('Invalid value: METHOD HEAD')
      expect(request('put', '/x').method).toBe('PUT')
    })

    it('keeps the body that it is given, which has to be JSON and cannot go with GET or DELETE', () => {
      expect(request('POST', '/x', [], '{"a": 1.0}')).toMatchObject({rawBody: '{"a": 1.0}'})
      expect(() => request('POST', '/x', [], '{a}')).toThrow('Invalid value: --input')
      expect(() => request('DELETE', '/x', [], '{}')).toThrow('Invalid value: --input')
    })

    it('is repeated where the verbs would: everything but the POSTs that would happen twice', () => {
      for (const path of ['/v1/dev/user/ask', '/v1/dev/user/memories?x=1', '/v1/dev/user/memories/batch']) {
        expect(request('POST', path)).toMatchObject({onlyIfRefused: false, slow: true})
      }

      for (const path of [
        '/v1/dev/user/goals',
        '/v1/dev/user/memories/',
        '/v1/dev/user/conversations',
        '/constructor',
      ]) {
        expect(request('POST', path).onlyIfRefused).toBe(true)
      }

      for (const method of ['GET', 'PATCH', 'PUT', 'DELETE']) {
        expect(request(method, '/v1/dev/user/goals').onlyIfRefused).toBeUndefined()
      }
    })

    it('knows the policy of its path', () => {
      expect(request('POST', '/v1/dev/user/memories').policies).toEqual(['dev:memories'])
      expect(request('POST', '/v1/dev/user/memories/batch').policies).toEqual(['dev:memories_batch'])
      expect(request('POST', '/v1/dev/user/conversations/from-segments').policies).toEqual(['dev:conversations'])
      expect(request('GET', '/v1/dev/user/folders').policies).toEqual([
        'dev:conversation_reads_total',
        'dev:conversations_read',
      ])
    })
  })
})
