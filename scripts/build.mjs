// Bundles src/ into dist/. Opening a file costs a run more than reading it, so there are few: main.js starts every run
// and answers --version by itself; one shared chunk holds oclif and what nearly every command needs; each command, each
// hook and everything that few runs need (got, the sandbox, prompts, parsers) is a file of its own.
import {build as esbuild} from 'esbuild'
import {readdirSync} from 'node:fs'
import {mkdir, readFile, rm, writeFile} from 'node:fs/promises'
import {basename, dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'

import {toCommonJs} from './common-js.mjs'
import {leanDependencies, SELDOM_FILES} from './lean-dependencies.mjs'
import {licenseNotices} from './licenses.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const source = (name) => join(root, 'src', name)

/** Whatever has a part in runs among plugins: each of them in one file with the others, so that such a run opens one. */
const AMONG_PLUGINS =
  /src\/(?:commands\/(?:autocomplete|commands|plugins\/.*)|index|lib\/(?:oclif\/explain-error|(?:completion|plugin-verbs|plugins|surface)\/.*))\.ts$/

/**
 * Makes every entry, and every module that is imported late, import shared.ts first, so that what that imports ends up in
 * one chunk instead of one for each set of users.
 */
const sharedChunk = {
  name: 'shared-chunk',
  setup({onLoad, onResolve, resolve}) {
    onResolve({filter: /./}, async ({importer, kind, path, pluginData, resolveDir}) => {
      const isOwn = kind === 'entry-point' || (kind === 'dynamic-import' && importer.startsWith(source('.')))
      if (!isOwn || pluginData === 'inner') return
      const found = await resolve(path, {importer, kind: 'import-statement', pluginData: 'inner', resolveDir})
      if (found.errors.length > 0 || found.external || found.namespace !== 'file') return found
      return {namespace: 'entry', path: found.path}
    })
    onLoad({filter: /./, namespace: 'entry'}, async ({path}) => {
      const first = ['shared.ts', ...(AMONG_PLUGINS.test(path) ? ['among-plugins.ts'] : [])].map(
        (name) => `import ${JSON.stringify(source(name))};`,
      )
      return {
        contents: `${first.join(' ')} export * from ${JSON.stringify(path)}; ${await defaultExport(path)}`,
        resolveDir: dirname(path),
      }
    })
  },
}

/** The statement that hands on the default export of a module, where there is one. */
async function defaultExport(path) {
  const real = JSON.stringify(path)
  if (!path.startsWith(source('.')))
    return `import * as all from ${real}; const {default: main} = all; export default main`
  return /^export default /m.test(await readFile(path, 'utf8')) ? `export {default} from ${real}` : ''
}

const common = {
  bundle: true,
  // Everything becomes CommonJS in the end (see writeCommonJs).
  define: {'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename'},
  // oclif asks for the first three only where TypeScript plugins are linked, and does without them. The last brings npm
  // along and looks for it beside itself.
  external: ['typescript', 'ts-node', 'pnpapi', '@oclif/plugin-plugins'],
  format: 'esm',
  keepNames: true,
  loader: Object.fromEntries(['.awk', '.bash', '.fish', '.ps1', '.txt', '.yaml', '.zsh'].map((name) => [name, 'text'])),
  logLevel: 'warning',
  metafile: true,
  minify: true,
  outbase: source('.'),
  outdir: join(root, 'dist'),
  platform: 'node',
  sourcemap: 'inline',
  target: 'node20.19',
  write: false,
}

const everythingIn = (folder) =>
  readdirSync(source(folder), {recursive: true})
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))

/**
 * Builds from scratch; throws when a source does not compile. Tests build into a folder of their own (`outdir`), with
 * plugins that replace a module.
 */
export async function build({outdir = common.outdir, plugins = []} = {}) {
  await rm(outdir, {force: true, recursive: true})
  const options = {...common, outdir, plugins: [...plugins, leanDependencies]}
  const results = await Promise.all([
    // main.ts tells errors and a version: it draws no table, shows no result that is long, and waits for nothing.
    esbuild({
      ...options,
      entryPoints: [source('main.ts')],
      external: [...common.external, './dispatch.js', './held-output.js', './table.js', './waiting.js'],
    }),
    esbuild({
      ...options,
      chunkNames: 'chunks/[name]-[hash]',
      entryPoints: [
        ...[
          'dispatch.ts',
          'execute.ts',
          'help.ts',
          'index.ts',
          'testing.ts',
          ...everythingIn('commands'),
          ...everythingIn('hooks'),
        ].map((name) => ({in: source(name), out: name.replace(/\.ts$/, '')})),
        ...SELDOM_FILES.map((name) => ({in: `seldom:${name}`, out: `chunks/seldom-${name}`})),
      ],
      external: [...common.external, './main.js'],
      plugins: [...options.plugins, sharedChunk],
      splitting: true,
    }),
  ])
  await Promise.all(results.flatMap(({outputFiles}) => outputFiles).map((file) => writeCommonJs(file)))
  await writeFile(join(outdir, 'package.json'), '{"type":"commonjs"}\n')
  const inputs = results
    .flatMap(({metafile}) => Object.keys(metafile.inputs))
    .filter((name) => !name.startsWith('entry:'))
  await writeFile(join(outdir, 'THIRD_PARTY_LICENSES.txt'), licenseNotices(root, inputs))
  return results
}

/** Writes a file of the split bundle as CommonJS, with a map that leads to the sources. */
async function writeCommonJs({path, text}) {
  const name = basename(path)
  const {code, map} = await toCommonJs(text, name)
  await mkdir(dirname(path), {recursive: true})
  await writeFile(path, `${code}//# sourceMappingURL=${name}.map\n`)
  await writeFile(`${path}.map`, map)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build()
