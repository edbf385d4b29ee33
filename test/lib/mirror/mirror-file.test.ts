import {existsSync, statSync, writeFileSync} from 'node:fs'
import {mkdir} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {MirrorFile} from '../../../src/lib/mirror/mirror-file.js'
import {MirrorReader} from '../../../src/lib/mirror/mirror-reader.js'
import {type Sqlite} from '../../../src/lib/mirror/sqlite.js'
import {temporaryFolder} from '../../support/omi.js'

/** The engines that this Node.js has: its own is missing before 22. */
const ENGINES = process.getBuiltinModule?.('node:sqlite') ? [false, true] : [true]

const addItem = (database: Sqlite, id: string, place: number) =>
  database.run(
    "INSERT INTO item (noun, id, hash, title, raw, seen, place) VALUES ('memory', ?, '', ?, ?, 0, ?)",
    id,
    `Title ${id}`,
    `{"id":"${id}"}`,
    place,
  )

const fileFor = (path: string, forcesWasm: boolean) => new MirrorFile(path, {forcesWasm, startsFast: false})

async function idsIn(file: MirrorFile): Promise<string[]> {
  const ids: string[] = []
  for await (const page of new MirrorReader(file).items('memory')) ids.push(...page.map(({id}) => id))
  return ids
}

describe.each(ENGINES)('the file of a mirror (bundled engine: %s)', (forcesWasm) => {
  it('is its owner’s alone, as is its folder, and nothing else is left beside it', async () => {
    const path = join(temporaryFolder(), '.omi', 'mirror', 'a.db')
    const file = fileFor(path, forcesWasm)
    expect(file.exists).toBe(false)
    await file.write((database) => addItem(database, 'm1', 1))
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700)
    expect(file.files.filter((each) => existsSync(each))).toEqual([path])
  })

  it('gives items the newest first, through all pages', async () => {
    const file = fileFor(join(temporaryFolder(), 'a.db'), forcesWasm)
    const places = Array.from({length: 1203}, (_, index) => Math.floor(index / 7))
    await file.write((database) => {
      for (const [index, place] of places.entries()) addItem(database, `m${index}`, place)
    })
    const wanted = places.map((place, index) => ({index, place})).sort((a, b) => b.place - a.place || a.index - b.index)
    expect(await idsIn(file)).toEqual(wanted.map(({index}) => `m${index}`))
  })

  it('keeps nothing of what failed', async () => {
    const file = fileFor(join(temporaryFolder(), 'a.db'), forcesWasm)
    const failing = file.write((database) => {
      addItem(database, 'm1', 1)
      throw new Error('no more')
    })
    await expect(failing).rejects.toThrow('no more')
    expect(await idsIn(file)).toEqual([])
  })

  it('may be used by many at once', async () => {
    const path = join(temporaryFolder(), 'a.db')
    await Promise.all(
      Array.from({length: 8}, (_, index) =>
        fileFor(path, ENGINES[index % ENGINES.length]!).write((database) => addItem(database, `m${index}`, index)),
      ),
    )
    expect(await idsIn(fileFor(path, forcesWasm))).toHaveLength(8)
  })

  it('is told from a damaged one, one of a newer version, and one of another kind', async () => {
    const folder = temporaryFolder()
    const damaged = join(folder, 'damaged.db')
    writeFileSync(damaged, 'SQLite format 3, or so they say'.repeat(400))
    await expect(idsIn(fileFor(damaged, forcesWasm))).rejects.toMatchObject({errorCode: 'mirror_damaged'})

    const newer = fileFor(join(folder, 'newer.db'), forcesWasm)
    await newer.write((database) => database.exec('PRAGMA user_version = 9'))
    await expect(idsIn(newer)).rejects.toMatchObject({errorCode: 'mirror_newer'})

    const other = fileFor(join(folder, 'other.db'), forcesWasm)
    await other.write((database) => database.exec('PRAGMA application_id = 7'))
    await expect(idsIn(other)).rejects.toMatchObject({errorCode: 'mirror_damaged'})
  })

  it('is opened though a killed run of the bundled engine has left its lock', async () => {
    const path = join(temporaryFolder(), 'a.db')
    const file = fileFor(path, forcesWasm)
    await file.write((database) => addItem(database, 'm1', 1))
    await mkdir(`${path}.lock`)
    expect(await idsIn(file)).toEqual(['m1'])
  })
})
