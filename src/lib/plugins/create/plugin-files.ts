import {packageInfo} from '../../product/package-info.js'
import {type PluginName} from './plugin-name.js'
import ciText from './template/ci.yml.txt'
import commandJs from './template/command.js.txt'
import commandTs from './template/command.ts.txt'
import readmeJs from './template/README.js.md.txt'
import readmeTs from './template/README.ts.md.txt'
import testText from './template/test.txt'

export type Language = 'javascript' | 'typescript'

/** The files of a new plugin by their path in its folder. */
export function pluginFiles(plugin: PluginName, language: Language): Record<string, string> {
  const {command} = plugin
  const values = {...plugin, host: packageInfo.name, range: hostRange()}
  const filled = (text: string, more: Record<string, string> = {}) => fill(text, {...values, ...more})
  const common = {
    '.github/workflows/test.yml': filled(ciText),
    'package.json': json(description(plugin, language)),
  }
  return language === 'typescript'
    ? {
        ...common,
        '.gitignore': ignored('dist/'),
        'README.md': filled(readmeTs),
        'tsconfig.json': json(TYPESCRIPT),
        [`src/commands/${command}.ts`]: filled(commandTs),
        // It runs from dist/test.
        [`test/${command}.test.ts`]: filled(testText, {upToRoot: '../..'}),
      }
    : {
        ...common,
        '.gitignore': ignored(),
        'README.md': filled(readmeJs),
        [`commands/${command}.js`]: filled(commandJs),
        [`test/${command}.test.js`]: filled(testText, {upToRoot: '..'}),
      }
}

/** The versions of this product that a plugin which is made with this one may be used with: up to the next major one. */
function hostRange(): string {
  const {version} = packageInfo
  return `>=${version} <${Number(version.split('.')[0]) + 1}`
}

const ignored = (...more: string[]) => [...more, 'node_modules/', '.oclif.manifest.json', '*.tgz', ''].join('\n')

const json = (value: object) => `${JSON.stringify(value, undefined, 2)}\n`

const TYPESCRIPT = {
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    strict: true,
    skipLibCheck: true,
    types: ['node'],
    rootDir: '.',
    outDir: 'dist',
  },
  include: ['src', 'test'],
}

function description({command, name}: PluginName, language: Language) {
  const isTypeScript = language === 'typescript'
  return {
    name,
    version: '0.1.0',
    description: `omi ${command}: what it does, in one line`,
    keywords: ['omi-plugin'],
    license: 'MIT',
    type: 'module',
    files: [isTypeScript ? 'dist/src' : 'commands'],
    engines: {node: packageInfo.engines.node},
    scripts: isTypeScript
      ? {
          // What was built from a file that is gone must not stay a command.
          prebuild: `node -e "fs.rmSync('dist', {force: true, recursive: true})"`,
          build: 'tsc',
          // In dist/, since newer versions of Node.js would run the sources of the tests as well.
          test: 'npm run build && cd dist && node --test',
          prepack: 'npm run build',
        }
      : {test: 'node --test'},
    ...(isTypeScript && {devDependencies: {'@types/node': '^20.19.43', typescript: '~5.9.0'}}),
    peerDependencies: {[packageInfo.name]: hostRange()},
    // Else npm would look for it in the registry; it is there where the plugin runs.
    peerDependenciesMeta: {[packageInfo.name]: {optional: true}},
    oclif: {commands: isTypeScript ? './dist/src/commands' : './commands', topicSeparator: ' '},
  }
}

/** Puts values in the places of a template: `{{name}}`. What is no place of ours stays, as the `${{ }}` of a CI recipe. */
const fill = (text: string, values: Record<string, string>) =>
  text.replaceAll(/\{\{(\w+)\}\}/g, (place, name: string) => values[name] ?? place)
