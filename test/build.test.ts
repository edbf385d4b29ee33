import {execFile} from 'node:child_process'
import {cpSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {promisify} from 'node:util'
import {describe, expect, it} from 'vitest'

import {ROOT} from './support/examples.js'
import {temporaryFolder} from './support/omi.js'

const run = promisify(execFile)

describe('the build fails', () => {
  it('where a stand-in lacks a name that a module uses, and says which one', async () => {
    const script = join(ROOT, 'test/support/build-lacking.mjs')
    await expect(run(process.execPath, [script, temporaryFolder()])).rejects.toThrow(
      /The stand-in for node:perf_hooks lacks PerformanceObserver, which \S+@oclif\/core\/lib\/performance\.js uses\./,
    )
  })

  it('where a patch does not apply any more', async () => {
    const folder = temporaryFolder()
    const name = 'decompress-response-deflate.patch'
    const path = join(folder, 'node_modules/decompress-response/index.js')
    mkdirSync(dirname(path), {recursive: true})
    cpSync(join(ROOT, 'patches', name), join(folder, 'patches', name))
    const original = readFileSync(join(ROOT, 'node_modules/decompress-response/index.js'), 'utf8')
    const {href} = new URL('../scripts/patches.mjs', import.meta.url)
    const apply = async (contents: string) => {
      writeFileSync(path, contents)
      const code = `const {patchedFiles} = await import('${href}'); console.log([...patchedFiles('${folder}').values()][0])`
      return run(process.execPath, ['--input-type=module', '--eval', code])
    }

    expect((await apply(original)).stdout).toContain('(data[0] & 0x0F) !== 8')
    await expect(apply(original.replaceAll('0x08', '0b1000'))).rejects.toThrow(
      /patches\/decompress-response-deflate\.patch does not apply to \S+decompress-response\/index\.js any more\./,
    )
  })
})
