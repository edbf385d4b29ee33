// Writes what TypeScript plugins need to know into types/: one file for each entry, with nothing in it but what the entry
// exports. Packages that are bundled do not show up there, so a plugin needs no other than @oclif/core.
import {rm} from 'node:fs/promises'
import {fileURLToPath} from 'node:url'
import {rollup} from 'rollup'
import {dts} from 'rollup-plugin-dts'

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url))

await rm(path('types'), {force: true, recursive: true})
const bundle = await rollup({
  external: /^(?:node:|@oclif\/core)/,
  input: {index: path('src/index.ts'), testing: path('src/testing.ts')},
  plugins: [dts({compilerOptions: {stripInternal: true}, tsconfig: path('tsconfig.json')})],
})
await bundle.write({dir: path('types')})
await bundle.close()
