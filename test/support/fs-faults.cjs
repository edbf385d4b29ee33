// Loaded into a run from outside (node --require): lets the file system fail, or kills the run, at a certain call that
// changes something on disk. Calls that only read are not counted: between two that change something, nothing differs.
//   OMI_TEST_FS='kill 7'         SIGKILL in place of the seventh such call
//   OMI_TEST_FS='ENOSPC 3'       the third write and every one after it fails with that code
//   OMI_TEST_FS='short 3'        the third write takes half, and every one after it fails with ENOSPC
//   OMI_TEST_FS='count FILE'     at the end, the number of calls and of writes is in FILE
const fs = require('node:fs')

const [mode, argument] = (process.env.OMI_TEST_FS ?? '').split(' ')
const isRun = (process.argv[1] ?? '').endsWith('run.js')
const at = Number(argument)
const {writeFileSync} = fs
let calls = 0
let writes = 0

const change = () => {
  calls += 1
  if (mode === 'kill' && calls === at) process.kill(process.pid, 'SIGKILL')
}

/** How many of `length` bytes the disk takes. */
const taken = (length) => {
  change()
  writes += 1
  if (mode === 'short' && writes === at) return Math.floor(length / 2)
  if ((mode === 'short' && writes > at) || (mode.startsWith('E') && writes >= at)) {
    const code = mode === 'short' ? 'ENOSPC' : mode
    throw Object.assign(new Error(`${code}: made up, write`), {code, syscall: 'write'})
  }

  return length
}

const opensForWriting = (flags = 'r') => /[wa+]/.test(String(flags))

const wrap = (object, name, replacement) => {
  const original = object[name]
  object[name] = function (...args) {
    return replacement.call(this, original, args)
  }
}

const watchSync = () => {
  for (const name of [
    'chmodSync',
    'fchmodSync',
    'fsyncSync',
    'linkSync',
    'mkdirSync',
    'mkdtempSync',
    'renameSync',
    'rmSync',
    'rmdirSync',
    'symlinkSync',
    'unlinkSync',
  ]) {
    wrap(fs, name, (original, args) => {
      change()
      return original.apply(fs, args)
    })
  }

  wrap(fs, 'openSync', (original, args) => {
    if (opensForWriting(args[1])) change()
    return original.apply(fs, args)
  })
  wrap(fs, 'writeSync', (original, args) => {
    const [file, data, offset = 0, length = Buffer.byteLength(data) - offset, position] = args
    // The standard streams are no files; and what is written once a second, the beat of a lock, comes at no certain call.
    if (file <= 2 || typeof data === 'string') return original.apply(fs, args)

    // What a file has room for already, a full disk takes.
    if (mode !== 'EIO' && position + length <= fs.fstatSync(file).size) {
      change()
      return original.apply(fs, args)
    }

    return original.call(fs, file, data, offset, taken(length), position)
  })
  wrap(fs, 'writeFileSync', (original, args) => {
    taken(0)
    return original.apply(fs, args)
  })
}

const watchHandles = (handles) => {
  for (const name of ['chmod', 'chown', 'sync', 'truncate', 'writeFile']) {
    wrap(handles, name, async function (original, args) {
      change()
      return original.apply(this, args)
    })
  }

  wrap(handles, 'write', async function (original, args) {
    const [data, offset = 0, length = data.length - offset, position] = args
    return original.call(this, data, offset, taken(length), position)
  })
}

const watchPromises = () => {
  const {promises} = fs
  for (const name of [
    'chmod',
    'cp',
    'link',
    'mkdir',
    'mkdtemp',
    'rename',
    'rm',
    'rmdir',
    'symlink',
    'unlink',
    'writeFile',
  ]) {
    wrap(promises, name, async (original, args) => {
      if (name === 'writeFile') taken(0)
      else change()
      return original.apply(promises, args)
    })
  }

  let isWatched = false
  wrap(promises, 'open', async (original, args) => {
    if (opensForWriting(args[1])) change()
    const handle = await original.apply(promises, args)
    if (!isWatched) watchHandles(Object.getPrototypeOf(handle))
    isWatched = true
    return handle
  })
}

if (mode && isRun) {
  watchSync()
  watchPromises()
  if (mode === 'count') process.on('exit', () => writeFileSync(argument, `${calls} ${writes}`))
}
