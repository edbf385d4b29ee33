import {describe, expect, it} from 'vitest'

import {goesAround} from '../../src/lib/http/no-proxy.js'
import {proxyVariables} from '../../src/lib/http/proxy-variables.js'

describe('which proxy', () => {
  describe('is named by the variables', () => {
    it.each([
      [{}, undefined],
      [{NO_PROXY: 'a', HTTPS_PROXY: ''}, undefined],
      [{HTTP_PROXY: 'a', http_proxy: 'b'}, {http: {name: 'http_proxy', value: 'b'}}],
      [{HTTP_PROXY: 'a', http_proxy: ''}, {http: {name: 'HTTP_PROXY', value: 'a'}}],
      [
        {HTTPS_PROXY: 'a', no_proxy: 'x', NO_PROXY: 'y'},
        {https: {name: 'HTTPS_PROXY', value: 'a'}, exceptions: 'x'},
      ],
      [{all_proxy: 'a', ALL_PROXY: 'b'}, {all: {name: 'all_proxy', value: 'a'}}],
      // What a web server makes of a visitor's header `Proxy`.
      [{HTTP_PROXY: 'a', REQUEST_METHOD: 'GET'}, undefined],
      [{http_proxy: 'a', REQUEST_METHOD: 'GET'}, {http: {name: 'http_proxy', value: 'a'}}],
    ])('are read as curl reads them: %j', (variables, expected) => {
      expect(proxyVariables(variables)).toEqual(expected)
    })
  })

  describe('is not asked because of NO_PROXY', () => {
    it.each([
      ['example.test', 'https://example.test', true],
      ['example.test', 'https://api.example.test', true],
      ['example.test', 'https://notexample.test', false],
      ['.example.test', 'https://api.example.test', true],
      ['.example.test', 'https://example.test', true],
      ['*.example.test', 'https://api.example.test', true],
      ['api.example.test', 'https://example.test', false],
      ['Example.TEST.', 'https://api.example.test', true],
      ['example.test', 'https://example.test.', true],
      ['a, b  example.test ,', 'https://example.test', true],
      ['', 'https://example.test', false],
      ['*', 'https://example.test', true],
      ['test', 'https://example.test', true],
      ['.', 'https://example.test', false],
      ['example.test:8443', 'https://example.test:8443', true],
      ['example.test:8443', 'https://example.test', false],
      ['example.test:443', 'https://example.test', true],
      ['example.test:80', 'http://example.test', true],
      ['10.0.0.0/8', 'http://10.1.2.3', true],
      ['10.0.0.0/8', 'http://11.1.2.3', false],
      ['10.1.2.3', 'http://10.1.2.3:8080', true],
      ['10.1.2.3:8080', 'http://10.1.2.3:8080', true],
      ['10.1.2.3:8081', 'http://10.1.2.3:8080', false],
      ['192.168.4.0/22', 'http://192.168.7.255', true],
      ['192.168.4.0/22', 'http://192.168.8.0', false],
      ['10.0.0.0/33', 'http://10.0.0.0', false],
      ['10.0.0.0/', 'http://10.0.0.0', false],
      ['10.0.0.0/8', 'http://10.example.test', false],
      ['0.0.0.0/0', 'http://8.8.8.8', true],
      ['1.2.3', 'http://0.1.2.3', false],
      ['::2', 'http://[::2]', true],
      ['[::2]', 'http://[::2]:8080', true],
      ['[::2]:8080', 'http://[::2]:8080', true],
      ['[::2]:8080', 'http://[::2]', false],
      ['0:0::2', 'http://[::2]', true],
      ['fd00::/8', 'http://[fd12::1]', true],
      ['[fd00::]/8', 'http://[fd12::1]', true],
      ['fd00::/8', 'http://[fe80::1]', false],
      ['::2', 'http://[::3]', false],
    ])('%j and %s: %j', (exceptions, url, expected) => {
      expect(goesAround(new URL(url), exceptions)).toBe(expected)
    })
  })
})
