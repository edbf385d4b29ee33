// Bundles src/ into dist/. Opening a file costs a run more than reading it, so there are few: main.js starts every run
// and answers --version by itself; one shared chunk holds oclif and what nearly every command needs; each command, each
// hook and everything that few runs need (got, the sandbox, prompts, parsers) is a file of its own. All are CommonJS, which
// Node.js starts faster than ES modules: without the loader that resolves those, and without a wrapper around each of its
// own modules.
import {readdirSync} from 'node:fs'
import {copyFile, rm, writeFile} from 'node:fs/promises'
import {createRequire} from 'node:module'
import {basename, dirname, join, relative, sep} from 'node:path'
import {fileURLToPath} from 'node:url'
import {rolldown} from 'rolldown'
import {parse} from 'yaml'

import {leanDependencies, SELDOM_FILES} from './lean-dependencies.mjs'
import {licenseNotices} from './licenses.mjs'
import {patchedFiles, patchesOf} from './patches.mjs'
import {trueImports} from './true-imports.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const source = (name) => join(root, 'src', name)

/** What other packages import. */
const SDK = ['index', 'testing']

// oclif asks for the first three only where TypeScript plugins are linked, and does without them. The last brings npm
// along and looks for it beside itself.
const EXTERNAL = new Set(['@oclif/plugin-plugins', 'pnpapi', 'ts-node', 'typescript'])

function everythingIn(folder) {
  return readdirSync(source(folder), {recursive: true})
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
}

/** What a lean start knows of our commands (src/lib/oclif/own-command.ts). */
const commandFiles = () =>
  everythingIn('commands')
    .map((name) => name.slice('commands/'.length, -'.ts'.length).split(sep).join('/'))
    .sort()

const common = {
  checks: {bundlerTimings: false},
  cwd: root,
  moduleTypes: Object.fromEntries(['.awk', '.bash', '.fish', '.ps1', '.txt', '.zsh'].map((name) => [name, 'text'])),
  onLog(level, {message}) {
    if (level === 'warn') throw new Error(message)
  },
  platform: 'node',
  // What its package names first is a form that no bundler can look into.
  resolve: {alias: {'jsonc-parser': 'jsonc-parser/lib/esm/main.js'}},
  transform: {define: {OWN_COMMAND_FILES: JSON.stringify(commandFiles())}, target: 'node20.19'},
}

const output = {
  // V8 keeps a text with one other character in it as two bytes a character, and converts all of it at each start.
  charset: 'ascii',
  chunkFileNames: 'chunks/[name]-[hash].js',
  comments: false,
  dynamicImportInCjs: false,
  entryFileNames: '[name].js',
  esModule: true,
  exports: 'named',
  format: 'cjs',
  hashCharacters: 'base36',
  keepNames: true,
  minify: true,
  sourcemap: true,
  sourcemapExcludeSources: true,
}

/** Parses YAML files: that takes a run longer than all that it does with what is in them. */
const yamlFiles = {
  name: 'yaml-files',
  transform: {
    filter: {id: /\.yaml$/},
    handler: (code) => ({
      code: `export default JSON.parse(${JSON.stringify(JSON.stringify(parse(code)))})`,
      map: {mappings: ''},
      moduleType: 'js',
    }),
  },
}

/** The engine of the mirror looks for its code beside itself, which is where the chunks are. */
const WASM = join(dirname(createRequire(import.meta.url).resolve('node-sqlite3-wasm')), 'node-sqlite3-wasm.wasm')

/** What these modules need goes into one chunk each: else there would be one for each set of users, and a run would open many. */
const GROUPS = [
  {name: 'shared', priority: 2, test: source('shared.ts')},
  {name: 'among-plugins', priority: 1, test: /\/among-plugins\.ts$/},
  {name: 'http-client', priority: 1, test: /\/lib\/http\/http-client\.ts$/},
  {name: 'each-id', priority: 1, test: /\/run\/(each-id|delete-command)\.ts$/},
  {name: 'help', priority: 1, test: /@oclif\/core\/lib\/help\/index\.js$|\/config\/variables\.ts$/},
]

/** The entries of modules of src/. */
const entriesOf = (names) => Object.fromEntries(names.map((name) => [name.replace(/\.ts$/, ''), source(name)]))

/** What of the sources is left to another run of the bundler. */
const outside = (requests) => (request, importer) =>
  EXTERNAL.has(request) || (importer?.startsWith(source('.')) && requests.includes(request))

/** Node.js reads in the text which names ES modules may import, and believes in none that a getter gives. */
const plainExports = {
  name: 'plain-exports',
  generateBundle(_, chunks) {
    for (const chunk of Object.values(chunks)) {
      if (SDK.includes(chunk.name)) chunk.code = chunk.code.replaceAll(GETTER, 'exports.$<name>=$<value>')
    }
  },
}

const GETTER =
  /Object\.defineProperty\(exports,"(?<name>\w+)",\{enumerable:!0,get:function\(\)\{return (?<value>\w+)\}\}\)/g

/** It does not know all forms of a minified export either. */
const namesOf = ({exports, name}) => (SDK.includes(name) ? `0&&(module.exports={${exports.join(',')}});` : '')

/** Bundles once; gives the paths of the modules that are in the bundle. */
async function bundle(input, options) {
  const imports = trueImports()
  const made = await rolldown({...common, ...input, plugins: [...input.plugins, imports.plugin, plainExports]})
  const postFooter = (chunk) => imports.footerOf(chunk) + namesOf(chunk)
  const {output: files} = await made.write({...output, ...options, postFooter})
  await made.close()
  return files.flatMap(({moduleIds}) => moduleIds ?? [])
}

/**
 * Builds from scratch; throws when a source does not compile. Tests build into a folder of their own (`outdir`), with
 * plugins that replace a module.
 */
export async function build({outdir = join(root, 'dist'), plugins = []} = {}) {
  await rm(outdir, {force: true, recursive: true})
  const patched = patchedFiles(root)
  const allPlugins = () => [...plugins, yamlFiles, patchesOf(patched), leanDependencies()]
  const modules = await Promise.all([
    // main.ts tells errors and a version: it draws no table, filters nothing, shows no result that is long, and waits for nothing.
    bundle(
      {
        external: outside(['./dispatch.js', './filtered.js', './held-output.js', './table.js', './waiting.js']),
        input: entriesOf(['main.ts']),
        plugins: allPlugins(),
      },
      {codeSplitting: false, dir: outdir},
    ),
    bundle(
      {
        external: outside(['./main.js']),
        input: {
          ...entriesOf(['dispatch.ts', 'execute.ts', 'help.ts', ...SDK.map((name) => `${name}.ts`)]),
          ...entriesOf([...everythingIn('commands'), ...everythingIn('hooks')]),
          'chunks/shared': source('shared.ts'),
          'chunks/jq-worker': source('lib/jq/worker.ts'),
          'chunks/declare-tool': source('lib/mcp/declare-tool.ts'),
          ...Object.fromEntries(SELDOM_FILES.map((name) => [`chunks/seldom-${name}`, `seldom:${name}`])),
        },
        plugins: allPlugins(),
      },
      {codeSplitting: {groups: GROUPS}, dir: outdir},
    ),
  ])
  const inputs = new Set(modules.flat())
  for (const path of patched.keys()) if (!inputs.has(path)) throw new Error(`${path} is patched and not bundled.`)
  await copyFile(WASM, join(outdir, 'chunks', basename(WASM)))
  await writeFile(join(outdir, 'package.json'), '{"type":"commonjs"}\n')
  await copyFile(join(root, 'node_modules/jq-wasm/dist/build/jq.wasm'), join(outdir, 'chunks/jq.wasm'))
  const notices = licenseNotices(
    root,
    [...inputs].map((path) => relative(root, path)),
  )
  await writeFile(join(outdir, 'THIRD_PARTY_LICENSES.txt'), notices)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build()
