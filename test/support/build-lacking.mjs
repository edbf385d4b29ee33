// Builds the product into the folder that is given, with a stand-in that has nothing of what oclif uses of it.
import {build} from '../../scripts/build.mjs'

const [folder] = process.argv.slice(2)

const lacking = {
  name: 'lacking',
  load: (id) => (id === 'lean:node:perf_hooks' ? 'exports.performance = {}' : undefined),
}

await build({outdir: folder, plugins: [lacking]})
