import {expect, it} from 'vitest'

import {wantsColor} from '../../../src/lib/io/color.js'

it.each([
  [{}, true],
  [{FORCE_COLOR: 'false'}, false],
  [{FORCE_COLOR: '0'}, false],
  [{CLICOLOR: '0'}, false],
  [{CLICOLOR: '1'}, true],
  [{CLICOLOR: '0', FORCE_COLOR: '1'}, true],
  [{FORCE_COLOR: '1', NO_COLOR: '1'}, false],
  [{TERM: 'dumb'}, false],
  [{CLICOLOR_FORCE: '1', TERM: 'dumb'}, true],
  [{CLICOLOR_FORCE: '1', FORCE_COLOR: '0'}, false],
  [{CLICOLOR_FORCE: '1', NO_COLOR: '1'}, false],
])('on a terminal with %j is coloured: %s', (variables, colored) => {
  expect(wantsColor({isTTY: true}, variables)).toBe(colored)
})

it.each([
  [{}, false],
  [{CLICOLOR: '1'}, false],
  [{CLICOLOR_FORCE: '1'}, true],
  [{CLICOLOR_FORCE: '0'}, false],
  [{FORCE_COLOR: '1'}, true],
])('on a pipe with %j is coloured: %s', (variables, colored) => {
  expect(wantsColor({}, variables)).toBe(colored)
})
