import {resolve} from 'node:path'

import {pluginNotFound} from '../errors/index.js'
import {nameIn} from './package-spec.js'
import {type ListedPlugin} from './plugin-list.js'

/** The plugins that words name, by name or, where they are linked, by folder; each once. Throws "Plugin not found". */
export function pluginsNamed(words: readonly string[], plugins: readonly ListedPlugin[]): ListedPlugin[] {
  const named = words.map((word) => {
    const found = plugins.find(({name, root}) => name === nameIn(word) || root === resolve(word))
    if (!found) throw pluginNotFound(word, 'See what is installed with omi plugins.')
    return found
  })
  return [...new Set(named)]
}
