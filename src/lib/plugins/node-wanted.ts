import {type Interfaces} from '@oclif/core'

/** The range of Node.js versions that a plugin asks for; undefined where this one will do. */
export async function nodeWanted({pjson}: Pick<Interfaces.Plugin, 'pjson'>): Promise<string | undefined> {
  const wanted = pjson.engines?.node
  if (!wanted) return undefined
  const {default: satisfies} = await import('semver/functions/satisfies.js')
  return satisfies(process.versions.node, wanted) ? undefined : wanted
}
