// Writes what TypeScript plugins need to know into types/: one file for each entry, with nothing in it but what the entry
// exports. Packages that are bundled do not show up there, so a plugin needs no other than @oclif/core, which comes along.
// What is built is CommonJS, and so are its types: plugins of either kind may import them.
import {rm} from 'node:fs/promises'
import {fileURLToPath} from 'node:url'
import {rollup} from 'rollup'
import {dts} from 'rollup-plugin-dts'

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url))

/** Where oclif's index has what its other entries export. */
const INDEX = {args: 'Args', command: '', config: '', flags: 'Flags', interfaces: 'Interfaces'}

/** TypeScript with `moduleResolution: node10` knows no entry of a package but its index. */
const throughIndex = {
  name: 'through-index',
  renderChunk: (code) =>
    code.replaceAll(/^import (.*) from '@oclif\/core\/(\w+)';$/gm, (statement, names, entry) => {
      const [, all] = names.match(/^\* as (\w+)$/) ?? []
      if (!(entry in INDEX) || (all === undefined) !== (INDEX[entry] === ''))
        throw new Error(`Not in the index: ${statement}`)
      return `import ${all === undefined ? names : `{ ${INDEX[entry]} as ${all} }`} from '@oclif/core';`
    }),
}

await rm(path('types'), {force: true, recursive: true})
for (const name of ['index', 'testing']) {
  const bundle = await rollup({
    external: /^(?:node:|@oclif\/core)/,
    input: path(`src/${name}.ts`),
    onLog(level, {message}) {
      if (level === 'warn') throw new Error(message)
    },
    plugins: [dts({compilerOptions: {stripInternal: true}, tsconfig: path('tsconfig.json')}), throughIndex],
  })
  await bundle.write({file: path(`types/${name}.d.cts`)})
  await bundle.close()
}
