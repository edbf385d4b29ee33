import {expect, it} from 'vitest'

import {browserCommands} from '../../../src/lib/auth/open-browser.js'

const URL = 'https://x.example/a?b=c'

it.skipIf(process.platform === 'win32').each([
  ['', []],
  ['firefox', [['firefox', URL]]],
  ['firefox -private-window', [['firefox', '-private-window', URL]]],
  ['firefox --url=%s --other', [['firefox', `--url=${URL}`, '--other']]],
  ['100%% %s', [['100%', URL]]],
  ['100%%s', [['100%s', URL]]],
  ['"/a b/c" \'d e\'', [['/a b/c', 'd e', URL]]],
  [
    'w3m:firefox %s &:',
    [
      ['w3m', URL],
      ['firefox', URL],
    ],
  ],
])('BROWSER=%s', (browser, commands) => {
  expect(browserCommands(browser, URL)).toEqual(commands)
})
