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

interface Published {
  readonly description: {readonly keywords?: readonly string[]; readonly name: string; readonly version: string}
  readonly tarball: string
}

/**
 * A package registry on loopback that has these plugins, the newest version of each last. Resolves to its URL, and to how to
 * publish more.
 */
export async function registry(...plugins: string[]) {
  const folder = temporaryFolder()
  mkdirSync(folder, {recursive: true})
  const published: Published[] = []
  const publish = async (plugin: string) => {
    const text = readFileSync(join(plugin, 'package.json'), 'utf8')
    const description = JSON.parse(text) as Published['description']
    published.push({description, tarball: await packed(plugin, folder)})
  }

  for (const plugin of plugins) await publish(plugin)
  const url: string = await serverForTest(({url: path = ''}, response) => {
    const [, name = '', version] = decodeURIComponent(path).match(/^\/(.*?)(?:\/-\/(.*)\.tgz)?$/) ?? []
    response.setHeader('content-type', 'application/json')
    if (name.startsWith('-/v1/search')) {
      const objects = published.map(({description}) => ({
        package: {keywords: [], ...description, links: {}, maintainers: []},
      }))
      return response.end(JSON.stringify({objects, total: objects.length}))
    }

    const all = published.filter(({description}) => description.name === name)
    if (all.length === 0) return response.writeHead(404).end('{}')
    const asked = all.find(({description}) => description.version === version)
    if (version !== undefined) return asked ? response.end(readFileSync(asked.tarball)) : response.writeHead(404).end()
    const versions = all.map(({description}) => {
      const tarball = `${url}/${name}/-/${description.version}.tgz`
      return [description.version, {...description, dist: {tarball}}]
    })
    const latest = all.at(-1)?.description.version
    return response.end(JSON.stringify({'dist-tags': {latest}, name, versions: Object.fromEntries(versions) as object}))
  })
  return {publish, url}
}

/** The URL of such a registry. */
export const registryWith = async (...plugins: string[]): Promise<string> => (await registry(...plugins)).url
