// Bundles src/ into dist/. Opening a file costs a run more than reading it, so there are few: main.js starts every run
// and answers --version by itself; one shared chunk holds oclif and what nearly every command needs; each command, each
// hook and everything that few runs need (got, the sandbox, prompts, parsers) is a file of its own.
import {build as esbuild} from 'esbuild'
import {readdirSync} from 'node:fs'
import {rm, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'

import {leanDependencies} from './lean-dependencies.mjs'
import {licenseNotices} from './licenses.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const source = (name) => join(root, 'src', name)

/** What CommonJS packages inside an ES module need. */
const COMMONJS =
  "import {createRequire as __createRequire} from 'node:module';const require=__createRequire(import.meta.url);"

const common = {
  banner: {js: COMMONJS},
  bundle: true,
  define: {__dirname: 'import.meta.dirname', __filename: 'import.meta.filename'},
  // oclif asks for the first three only where TypeScript plugins are linked, and does without them. The last brings npm
  // along and looks for it beside itself.
  external: ['typescript', 'ts-node', 'pnpapi', '@oclif/plugin-plugins'],
  format: 'esm',
  keepNames: true,
  loader: Object.fromEntries(['.awk', '.bash', '.fish', '.ps1', '.yaml', '.zsh'].map((name) => [name, 'text'])),
  logLevel: 'warning',
  metafile: true,
  minify: true,
  outbase: source('.'),
  outdir: join(root, 'dist'),
  platform: 'node',
  plugins: [leanDependencies],
  sourcemap: 'linked',
  target: 'node20.19',
}

const everythingIn = (folder) =>
  readdirSync(source(folder), {recursive: true})
    .filter((name) => name.endsWith('.ts'))
    .map((name) => source(join(folder, name)))

/**
 * Builds from scratch; throws when a source does not compile. Tests build into a folder of their own (`outdir`), with
 * plugins that replace a module.
 */
export async function build({outdir = common.outdir, plugins = []} = {}) {
  await rm(outdir, {force: true, recursive: true})
  const options = {...common, outdir, plugins: [...plugins, ...common.plugins]}
  const results = await Promise.all([
    // main.ts tells errors and a version, and never draws a table.
    esbuild({
      ...options,
      entryPoints: [source('main.ts')],
      external: [...common.external, './dispatch.js', './table.js'],
    }),
    esbuild({
      ...options,
      chunkNames: 'chunks/[name]-[hash]',
      external: [...common.external, './main.js'],
      entryPoints: [
        ...['dispatch.ts', 'help.ts', 'index.ts', 'testing.ts'].map((name) => source(name)),
        ...everythingIn('commands'),
        ...everythingIn('hooks'),
      ],
      // Imported by every entry, so that what it imports ends up in one chunk instead of one for each set of users.
      inject: [source('shared.ts')],
      splitting: true,
    }),
  ])
  const inputs = results.flatMap(({metafile}) => Object.keys(metafile.inputs))
  await writeFile(join(outdir, 'THIRD_PARTY_LICENSES.txt'), licenseNotices(root, inputs))
  return results
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build()
