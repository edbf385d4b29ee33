import {defineConfig} from 'vitest/config'
import {parse} from 'yaml'

/** What docs, help and the record of the surface say, done word for word. */
const DOCS = ['docs', 'e2e/examples', 'noun', 'surface', 'transcripts'].map((name) => `test/${name}.test.ts`)
/** Hundreds of random faults. */
const FAULTS = ['test/e2e/fault-sequences.test.ts']
/** What killed runs and failing disks leave. */
const CRASHES = ['test/crashes/*.test.ts']
/** Completion in real shells, which no version of Node.js has a part in. */
const SHELLS = ['test/e2e/completion.test.ts']

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
    // What takes long and is apart has a run of its own: npm run test:docs, test:faults and test:crashes.
    projects: [
      {
        extends: true,
        test: {exclude: [...CRASHES, ...DOCS, ...FAULTS, ...SHELLS], include: ['test/**/*.test.ts'], name: 'tests'},
      },
      {extends: true, test: {include: CRASHES, name: 'crashes'}},
      {extends: true, test: {include: SHELLS, name: 'shells'}},
      {extends: true, test: {include: DOCS, name: 'docs'}},
      {extends: true, test: {include: FAULTS, name: 'faults'}},
    ],
    testTimeout: 30_000,
  },
})
