import {type Interfaces} from '@oclif/core'

/** The range of Node.js versions that a plugin asks for; undefined where this one will do, or where it is no range. */
export async function nodeWanted({pjson}: Pick<Interfaces.Plugin, 'pjson'>): Promise<string | undefined> {
  const wanted = pjson.engines?.node
  if (!wanted) return undefined
  const [{default: satisfies}, {default: validRange}] = await Promise.all([
    import('semver/functions/satisfies.js'),
    import('semver/ranges/valid.js'),
  ])
  if (validRange(wanted) === null) return undefined
  return satisfies(process.versions.node, wanted, {includePrerelease: true}) ? undefined : wanted
}
