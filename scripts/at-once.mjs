// Runs scripts of package.json at once: node scripts/at-once.mjs lint typecheck. What one prints comes as a whole, when it
// is done. Fails where one of them does.
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {text} from 'node:stream/consumers'

async function run(name) {
  const child = spawn('npm', ['run', name], {shell: process.platform === 'win32', stdio: ['ignore', 'pipe', 'pipe']})
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  process.stdout.write(stdout)
  process.stderr.write(stderr)
  return code === 0
}

const passed = await Promise.all(process.argv.slice(2).map((name) => run(name)))
if (passed.includes(false)) process.exitCode = 1
