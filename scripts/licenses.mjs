// The bundle carries code of other packages, and their licences ask that their notices come along.
import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'

/**
 * The notices of every package that `inputs` (paths of bundled files, from `root`) come from, as one text. What a package has of others
 * and does not name itself, as code that is compiled already, stands in a file of its name in licenses/.
 */
export function licenseNotices(root, inputs) {
  const packages = new Set(
    inputs.map((input) => input.match(/.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0]).filter(Boolean),
  )
  return [...packages]
    .toSorted()
    .map((folder) => {
      const {license, name, version} = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
      const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry))
      const text = file ? readFileSync(join(root, folder, file), 'utf8').trim() : ''
      const inside = join(root, 'scripts/licenses', `${name}.txt`)
      const more = existsSync(inside) ? `\n${readFileSync(inside, 'utf8')}` : ''
      return `${name} ${version} (${license})\n\n${text}\n${more}`
    })
    .join(`\n${'-'.repeat(80)}\n\n`)
}
