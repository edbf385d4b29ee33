import {defineConfig} from 'vitest/config'
import {BaseSequencer, type TestSpecification} from 'vitest/node'
import {parse} from 'yaml'

const e2e = (...names: string[]) => names.map((name) => `test/e2e/${name}.test.ts`)

/** What docs, help and the record of the surface say, done word for word, each error of the table provoked, and what is built from it all. */
const DOCS = [
  ...['build', 'docs', 'man', 'noun', 'surface', 'transcripts'].map((name) => `test/${name}.test.ts`),
  ...e2e('error-codes', 'examples', 'operations', 'surface'),
]
/** Hundreds of random faults. */
const FAULTS = e2e('fault-sequences')
/** A large account over weeks, and the two ways to start. */
const LONG = e2e('lean-start', 'sync-reference')
/** What killed runs and failing disks leave. */
const CRASHES = [
  'test/crashes/*.test.ts',
  ...['bulk/kill', 'config/parallel-writers'].map((name) => `test/lib/${name}.test.ts`),
  ...e2e('crash', 'lost-result'),
]
/** Plugins, linked and installed: npm alone takes a second of a processor's time for each. */
const INSTALLS = e2e('plugin-*', 'test-kit')
/** What needs a terminal, a signal or a browser, each of which is a process of its own to wait for. */
const TERMINALS = e2e(
  'accessible-lists',
  'browser-sign-in',
  'chat-terminal',
  'chromium',
  'interruption',
  'minted-key',
  'pager',
  'terminal-width',
  'waiting',
)
/** Mirrors, exports and what is created from files: much data, and what others read of it. */
const DATA = e2e(
  'conversation-once',
  'create-file-input',
  'export',
  'export-*',
  'memory-file*',
  'mirror-uses',
  'search',
  'sync',
  'sync-long-lists',
  'sync-servers',
)
/** What scripts and agents get: filters, and the server of the Model Context Protocol. */
const AGENTS = e2e('jq', 'mcp', 'mcp-*')
/** What the sandbox answers, and to whom. */
const SANDBOX = ['test/lib/sandbox/**/*.test.ts', ...e2e('sandbox-*', 'webhooks')]
/** Completion in real shells, which no version of Node.js has a part in. */
const SHELLS = e2e('completion')
/** Folders with a Node.js of their own, which npm run pack has to make first. */
const PACKS = ['test/packs/*.test.ts']

/** The projects with the longest files first, so that what comes last are short files, for all workers to the end. */
const ORDER = [
  'long',
  'faults',
  'crashes',
  'installs',
  'docs',
  'data',
  'agents',
  'terminals',
  'sandbox',
  'shells',
  'tests',
]

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.sort((a, b) => ORDER.indexOf(a.project.name) - ORDER.indexOf(b.project.name))
  }
}

export default defineConfig({
  plugins: [
    {
      name: 'text-files',
      transform: (code, id) =>
        /\.(awk|bash|fish|ps1|txt|zsh)$/.test(id) ? `export default ${JSON.stringify(code)}` : undefined,
    },
    {
      name: 'yaml-files',
      transform: (code, id) => (id.endsWith('.yaml') ? `export default ${JSON.stringify(parse(code))}` : undefined),
    },
  ],
  test: {
    // Nothing that a test loads keeps anything for the next one, and most of it is loaded by many.
    isolate: false,
    // The tests mostly wait for processes that they started.
    maxWorkers: 4,
    hookTimeout: 30_000,
    // What takes long has a run of its own beside npm test: npm run test:data, test:docs and so on; npm run check runs all.
    projects: [
      {
        extends: true,
        test: {
          exclude: [AGENTS, CRASHES, DATA, DOCS, FAULTS, INSTALLS, LONG, PACKS, SANDBOX, SHELLS, TERMINALS].flat(),
          include: ['test/**/*.test.ts'],
          name: 'tests',
        },
      },
      {extends: true, test: {include: LONG, name: 'long'}},
      {extends: true, test: {include: CRASHES, name: 'crashes'}},
      {extends: true, test: {include: SHELLS, name: 'shells'}},
      {extends: true, test: {include: DOCS, name: 'docs'}},
      {extends: true, test: {include: AGENTS, name: 'agents'}},
      {extends: true, test: {include: DATA, name: 'data'}},
      {extends: true, test: {include: SANDBOX, name: 'sandbox'}},
      {extends: true, test: {include: TERMINALS, name: 'terminals'}},
      {extends: true, test: {include: FAULTS, name: 'faults'}},
      {extends: true, test: {include: INSTALLS, name: 'installs'}},
      // It wants packs that are there, so npm test leaves it out, and npx vitest run has to be told so.
      {extends: true, test: {include: PACKS, name: 'packs', testTimeout: 120_000}},
    ],
    sequence: {sequencer: LongestFirst},
    testTimeout: 30_000,
  },
})
