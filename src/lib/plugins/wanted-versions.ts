import {packageInfo} from '../product/package-info.js'

const {name, version} = packageInfo

/** A package.json, by which a plugin asks; what it says may be anything. */
type Asking = {readonly pjson: object}

/** The range of Node.js versions that a plugin asks for; undefined where this one will do, or where it is no range. */
export const nodeWanted = ({pjson}: Asking): Promise<string | undefined> =>
  unmet([sectionsOf(pjson).engines?.node], process.versions.node)

/**
 * The range of versions of this product that a plugin asks for, as a peer (an optional one too) or as an engine; undefined where
 * this one will do, or where it is no range.
 */
export const omiWanted = ({pjson}: Asking): Promise<string | undefined> => {
  const {engines, peerDependencies} = sectionsOf(pjson)
  return unmet([peerDependencies?.[name], engines?.omi, engines?.[name]], version)
}

/** Completes "Plugin NAME …" for one that asks for another version of this product. */
export const asksForOmi = (wanted: string): string => `asks for omi ${wanted}, and this is ${version}`

const sectionsOf = (pjson: object) =>
  pjson as Partial<Record<'engines' | 'peerDependencies', null | Record<string, unknown>>>

/** The first of these ranges that a version is not in. What a package says may be anything: what is no range asks for nothing. */
async function unmet(ranges: readonly unknown[], have: string): Promise<string | undefined> {
  const stated = ranges.filter((range) => typeof range === 'string' && range !== '') as string[]
  if (stated.length === 0) return undefined
  const [{default: satisfies}, {default: validRange}] = await Promise.all([
    import('semver/functions/satisfies.js'),
    import('semver/ranges/valid.js'),
  ])
  return stated.find((range) => validRange(range) !== null && !satisfies(have, range, {includePrerelease: true}))
}
