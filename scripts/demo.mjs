// Shows the product at work: the memory verbs against the sandbox, in human form and in JSON, each command before its output.
import {spawnSync} from 'node:child_process'
import {fileURLToPath} from 'node:url'

const OMI = fileURLToPath(new URL('../bin/run.js', import.meta.url))
const INSIDE = '--inside-the-sandbox'

/** Runs `omi ARGS` and returns what it printed; a failure ends the demo. */
function omi(args, {capture = false} = {}) {
  const {status, stdout} = spawnSync(process.execPath, [OMI, ...args], {
    encoding: 'utf8',
    stdio: ['inherit', capture ? 'pipe' : 'inherit', 'inherit'],
  })
  if (status !== 0) throw new Error(`omi ${args.join(' ')} failed.`)
  return stdout
}

function show(...args) {
  console.log(`\n$ omi ${args.map((word) => (/\s/.test(word) ? `"${word}"` : word)).join(' ')}`)
  omi(args)
}

function demo() {
  show('memory', 'create', 'Prefers async over sync')
  show('memory', 'create', 'Plays the cello on Thursdays', '--category', 'hobbies', '--tag', 'music')
  show('--json', 'memory', 'create', 'Is allergic to peanuts', '--visibility', 'public')
  show('memory', 'list')
  show('memory', 'search', 'cello')
  const [{id}] = JSON.parse(omi(['--json', 'memory', 'list', '--categories', 'hobbies'], {capture: true}))
  show('memory', 'get', id)
  show('memory', 'update', id, '--content', 'Plays the cello on Fridays', '--tag', 'music', '--tag', 'friday')
  show('--json', 'memory', 'get', id)
  show('memory', 'delete', id, '--yes')
  show('--json', 'memory', 'list')
}

if (process.argv.includes(INSIDE)) demo()
else omi(['sandbox', 'exec', '--', process.execPath, fileURLToPath(import.meta.url), INSIDE])
