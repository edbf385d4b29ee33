import {execFile} from 'node:child_process'
import {mkdirSync, readFileSync, renameSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {promisify} from 'node:util'

import {temporaryFolder} from './omi.js'
import {serverForTest} from './server.js'

/** Packs a plugin's folder as npm does. Resolves to the path of the tarball, which is in `folder`. */
export async function packed(plugin: string, folder: string): Promise<string> {
  const {name, version} = JSON.parse(readFileSync(join(plugin, 'package.json'), 'utf8')) as Record<string, string>
  const inside = join(dirname(plugin), 'package')
  renameSync(plugin, inside)
  const tarball = join(folder, `${name?.replace('@', '').replace('/', '-')}-${version}.tgz`)
  await promisify(execFile)('tar', ['-czf', tarball, '-C', dirname(inside), 'package'])
  return tarball
}

/** A package registry on loopback that has these plugins, in the one version that each has. Resolves to its URL. */
export async function registryWith(...plugins: string[]): Promise<string> {
  const folder = temporaryFolder()
  mkdirSync(folder, {recursive: true})
  const packages = new Map<string, {description: {version: string}; tarball: string}>()
  for (const plugin of plugins) {
    const description = JSON.parse(readFileSync(join(plugin, 'package.json'), 'utf8')) as {
      name: string
      version: string
    }
    packages.set(description.name, {description, tarball: await packed(plugin, folder)})
  }

  const base: string = await serverForTest(({url = ''}, response) => {
    const name = decodeURIComponent(url.slice(1)).replace(/\/-\/.*$/, '')
    const found = packages.get(name)
    if (!found) return response.writeHead(404).end('{}')
    if (url.endsWith('.tgz')) return response.end(readFileSync(found.tarball))
    const {description} = found
    const version = {...description, dist: {tarball: `${base}/${name}/-/it.tgz`}}
    response.setHeader('content-type', 'application/json')
    return response.end(
      JSON.stringify({
        'dist-tags': {latest: description.version},
        name,
        versions: {[description.version]: version},
      }),
    )
  })
  return base
}
