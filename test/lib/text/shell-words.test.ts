import {execFileSync} from 'node:child_process'
import {describe, expect, it} from 'vitest'

import {shellLine} from '../../../src/lib/text/shell-words.js'

/** The words as bash hands them to a command. */
const readByBash = (line: string) =>
  execFileSync('bash', ['--norc', '-c', String.raw`printf '%s\0' ${line}`], {
    encoding: 'utf8',
    env: {LC_ALL: 'C.UTF-8', PATH: process.env.PATH},
  })
    .split('\0')
    .slice(0, -1)

describe('shellLine', () => {
  it.each([
    [['omi', '--profile', 'work', 'memory', 'list', '--limit=5']],
    [
      [
        '',
        ' ',
        "'",
        '"',
        '\\',
        '$HOME',
        '`id`',
        '!!',
        '*',
        '~',
        '=ls',
        '#no',
        ';',
        '&',
        '|',
        '<',
        '>',
        '(',
        ')',
        '{a,b}',
      ],
    ],
    [['two\nlines', 'tab\t', '\u001B[31m', '\u007F', '\u009B2J', "it's\r", '\\x41\n']],
    [['ü', '日本', '😀', '\u202Eright to left', '\u2028']],
  ])('is read back by a shell as the same words: %j', (words) => {
    expect(readByBash(shellLine(words))).toEqual(words)
  })

  it('leaves plain words plain', () => {
    expect(shellLine(['omi', 'memory', 'get', '0b5f3c1e-6d0a', 'a@b.c', '--x=1,2'])).toBe(
      'omi memory get 0b5f3c1e-6d0a a@b.c --x=1,2',
    )
  })

  it.each([
    [['auth', 'login', '--api-key', 'swordfish', '--verbose'], 'auth login --api-key KEY --verbose'],
    [['auth', 'login', '--api-key=swordfish'], 'auth login --api-key=KEY'],
    [['auth', 'login', '--api-key', '-'], 'auth login --api-key -'],
    [['memory', 'get', 'omi_dev_0123456789abcdef'], 'memory get KEY'],
    [['memory', 'get', 'omi_mcp_0123456789abcdef'], 'memory get KEY'],
    [['x', 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'], 'x KEY'],
    [['x', '-komi_dev_0123456789abcdef'], 'x -kKEY'],
  ])('shows no secret: %j', (words, line) => {
    expect(shellLine(words)).toBe(line)
  })

  it('shortens an endless word, without cutting a character in two', () => {
    expect(shellLine(['a', 'x'.repeat(201), 'b'])).toBe(`a '${'x'.repeat(200)}…' b`)
    expect(shellLine(['😀'.repeat(201)])).toBe(`'${'😀'.repeat(200)}…'`)
    expect(shellLine(['x'.repeat(200)])).toBe('x'.repeat(200))
  })
})
