import {expect, it} from 'vitest'

import {normalizeApiBase} from '../../../src/lib/config/api-base.js'

it.each([
  ['https://api.omi.me', 'https://api.omi.me'],
  ['https://api.omi.me/', 'https://api.omi.me'],
  ['HTTPS://API.omi.me:443//', 'https://api.omi.me'],
  ['http://127.0.0.1:8080/omi/v2/', 'http://127.0.0.1:8080/omi/v2'],
  ['http://[::1]:8080', 'http://[::1]:8080'],
  ['https://omi.example/caf%C3%A9', 'https://omi.example/caf%C3%A9'],
])('takes %s', (text, base) => {
  expect(normalizeApiBase(text)).toBe(base)
})

it.each([
  'api.omi.me',
  'ftp://api.omi.me',
  'https://',
  'https:///api.omi.me',
  'https:api.omi.me',
  String.raw`https:\\api.omi.me`,
  'https://api.omi.me?',
  'https://api.omi.me/?',
  'https://api.omi.me/#',
  'https://api.omi.me#',
  'https://api.omi.me/?a=b',
  'https://@api.omi.me',
  'https://user@api.omi.me',
  'https://user:secret@api.omi.me',
  ' https://api.omi.me',
  'https://api.omi.me ',
  'https://api.omi.me/a b',
  'https://api.omi.me/\ta',
  'https://api.omi.me\n',
  'https://api.omi.me/a/../b',
  'https://api.omi.me/a/.',
  'https://api.omi.me/%2e%2E/b',
  'https://api.omi.me/a%2fb',
  'https://api.omi.me/a%3f',
  'https://api.omi.me/a%23',
  'https://api.omi.me/a%00',
  'https://api.omi.me/a%20b',
  'https://api.omi.me/%zz',
  'https://api.omi.me/%252e',
  'https://api%2eomi.me',
  'https://api..omi.me',
  'https://api.omi.me:0',
  'https://api.omi.me:99999',
])('refuses %j', (text) => {
  expect(normalizeApiBase(text)).toBeUndefined()
})
