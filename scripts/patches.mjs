// Passages of dependencies that cost every run something, or are wrong. Each file of patches/ changes one file of a
// dependency, and says why and what is known of it upstream. Only the bundle is patched, never node_modules.
import {applyPatch, parsePatch} from 'diff'
import {readdirSync, readFileSync, realpathSync} from 'node:fs'
import {join} from 'node:path'

/** The files that the patches in `root` change, path to new contents. Throws for a patch that does not apply any more. */
export function patchedFiles(root) {
  return new Map(
    readdirSync(join(root, 'patches')).map((name) => {
      const [patch] = parsePatch(readFileSync(join(root, 'patches', name), 'utf8'))
      const path = realpathSync(join(root, patch.newFileName.replace(/^b\//, '')))
      const contents = applyPatch(readFileSync(path, 'utf8'), patch)
      if (contents === false) throw new Error(`patches/${name} does not apply to ${path} any more.`)
      return [path, contents]
    }),
  )
}

/** The plugin of the bundler that puts the patched files (of `patchedFiles`) in place of those in node_modules. */
export const patchesOf = (files) => ({name: 'patches', load: (path) => files.get(path)})
