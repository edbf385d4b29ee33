import {defineConfig} from 'vitest/config'
import {BaseSequencer, type TestSpecification} from 'vitest/node'
import {parse} from 'yaml'

/** What docs, help and the record of the surface say, done word for word. */
const DOCS = ['docs', 'e2e/examples', 'noun', 'surface', 'transcripts'].map((name) => `test/${name}.test.ts`)
/** Hundreds of random faults. */
const FAULTS = ['test/e2e/fault-sequences.test.ts']
/** A large account over weeks, and the two ways to start. */
const LONG = ['lean-start', 'sync-reference'].map((name) => `test/e2e/${name}.test.ts`)
/** What killed runs and failing disks leave. */
const CRASHES = ['test/crashes/*.test.ts']
/** Installations of plugins: npm alone takes a second of a processor's time for each. */
const INSTALLS = ['hostile', 'install', 'versions', 'whole'].map((name) => `test/e2e/plugin-${name}.test.ts`)
/** Completion in real shells, which no version of Node.js has a part in. */
const SHELLS = ['test/e2e/completion.test.ts']
/** Folders with a Node.js of their own, which npm run pack has to make first. */
const PACKS = ['test/packs/*.test.ts']

/** The projects with the longest files first, so that what comes last are short files, for all workers to the end. */
const ORDER = ['long', 'faults', 'crashes', 'installs', 'docs', 'shells', 'tests']

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
    // What takes long and is apart has a run of its own: npm run test:docs, test:long, test:faults, test:crashes and test:installs.
    projects: [
      {
        extends: true,
        test: {
          exclude: [...CRASHES, ...DOCS, ...FAULTS, ...INSTALLS, ...LONG, ...PACKS, ...SHELLS],
          include: ['test/**/*.test.ts'],
          name: 'tests',
        },
      },
      {extends: true, test: {include: LONG, name: 'long'}},
      {extends: true, test: {include: CRASHES, name: 'crashes'}},
      {extends: true, test: {include: SHELLS, name: 'shells'}},
      {extends: true, test: {include: DOCS, name: 'docs'}},
      {extends: true, test: {include: FAULTS, name: 'faults'}},
      {extends: true, test: {include: INSTALLS, name: 'installs'}},
      // It wants packs that are there, so npm test leaves it out, and npx vitest run has to be told so.
      {extends: true, test: {include: PACKS, name: 'packs', testTimeout: 120_000}},
    ],
    sequence: {sequencer: LongestFirst},
    testTimeout: 30_000,
  },
})
