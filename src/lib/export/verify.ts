import {createHash} from 'node:crypto'
import {createReadStream} from 'node:fs'
import {readdir} from 'node:fs/promises'
import {join} from 'node:path'
import {pipeline} from 'node:stream/promises'

import {invalidValue} from '../errors/index.js'
import {systemCode} from '../errors/system-error.js'
import {type Output} from '../output/output.js'
import {type View} from '../output/view.js'
import {missingLine} from './export-view.js'
import {asFileTrouble} from './file-trouble.js'
import {Manifest, readManifest} from './manifest.js'
import {type Missing} from './source.js'

interface CheckedFile {
  /** In the folder. */
  readonly path: string
  /** `extra`: the manifest does not name it. */
  readonly result: 'differs' | 'extra' | 'missing' | 'same'
}

/** How the files of an export are held against their manifest. */
export interface Verification {
  readonly files: CheckedFile[]
  readonly folder: string
  /** What could not be had when it was exported. */
  readonly missing: Missing[]
  /** Whether all that the manifest names is there as it was written. */
  readonly ok: boolean
}

/** Holds the files in a folder against its manifest. Throws a UsageError where there is none, or a file cannot be read. */
export async function verify(folder: string): Promise<Verification> {
  return asFileTrouble(folder, async () => {
    const manifest = await readManifest(folder)
    if (!manifest) throw invalidValue(folder, `There is no ${Manifest.FILE} of an export in it.`)
    const files: CheckedFile[] = []
    for (const {path, sha256} of manifest.files) {
      const found = isPlain(path) ? await hashOf(join(folder, path)) : undefined
      files.push({path, result: found === undefined ? 'missing' : found === sha256 ? 'same' : 'differs'})
    }

    const known = new Set([Manifest.FILE, ...files.map(({path}) => path)])
    const names = await readdir(folder)
    for (const path of names.sort()) if (!known.has(path) && !path.startsWith('.')) files.push({path, result: 'extra'})
    return {
      folder,
      ok: files.every(({result}) => result === 'same' || result === 'extra'),
      files,
      missing: [...manifest.missing],
    }
  })
}

export const verificationView: View<CheckedFile> = {
  columns: [
    {name: 'result', value: ({result}) => result},
    {flexible: true, name: 'path', value: ({path}) => path},
  ],
}

export function tellVerified(output: Output, {files, missing, ok}: Verification): void {
  for (const one of missing) output.warn(missingLine(one))
  const extra = files.filter(({result}) => result === 'extra')
  if (extra.length > 0) output.warn(`Not in the manifest: ${extra.map(({path}) => path).join(', ')}`)
  if (ok) output.success(`${files.length - extra.length} files are as they were exported.`)
}

/** Whether a path names a file in the folder itself, whoever has written the manifest. */
const isPlain = (path: string) => !/[/\\]/.test(path) && path !== '..'

async function hashOf(path: string): Promise<string | undefined> {
  const hash = createHash('sha256')
  try {
    await pipeline(createReadStream(path), hash)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  }

  return hash.digest('hex')
}
