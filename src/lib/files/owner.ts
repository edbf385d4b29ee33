import {readFileSync, readlinkSync} from 'node:fs'
import {hostname} from 'node:os'

import {shortHash} from '../text/short-hash.js'

/** A process, told from every other one that ever ran. */
export interface Owner {
  readonly pid: number
  /**
   * Where pids mean the same as here: a hash of host, boot and pid namespace. Of a process of another place nobody here can
   * say whether it still runs.
   */
  readonly place: string
  /** When it started, in the system's own digits, which no change of the clock changes; '' where the system does not tell. */
  readonly start: string
}

export type OwnerState = 'alive' | 'dead' | 'unseen'

let self: Owner | undefined
let bootMark: string | undefined

/** This process. */
export function thisProcess(): Owner {
  self ??= {pid: process.pid, place: thisPlace(), start: ownStart()}
  return self
}

/** A name for the time since this host started, in which its monotonic clock runs on. */
export function thisBoot(): string {
  bootMark ??= (read('/proc/sys/kernel/random/boot_id') ?? '').trim() || hostname()
  return bootMark
}

/** Whether a process still runs; one that is stopped does. */
export function stateOf(owner: Owner): OwnerState {
  const own = thisProcess()
  if (owner.place !== own.place) return 'unseen'
  if (owner.pid === own.pid) return owner.start === own.start ? 'alive' : 'dead'
  if (!isThere(owner.pid)) return 'dead'
  const now = startOf(owner.pid)
  if (now === 'over') return 'dead'
  // Another process may have got the number since.
  return now === '' || owner.start === '' || now === owner.start ? 'alive' : 'dead'
}

/** Whether these can be the parts of an owner: what stands in a file may be anything. */
export const isOwner = ({pid, place, start}: Partial<Record<keyof Owner, unknown>>): boolean =>
  Number.isInteger(pid) &&
  (pid as number) > 0 &&
  (pid as number) < 2 ** 31 &&
  typeof place === 'string' &&
  typeof start === 'string'

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Not permitted: it is somebody else's, but it is.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** Namespaces of Linux in which numbers differ: that of pids, and that of the time since boot, which a start is counted in. */
function thisPlace(): string {
  const namespaces = ['pid', 'time'].map((name) => link(`/proc/self/ns/${name}`) ?? '')
  const parts = namespaces[0] ? [thisBoot(), ...namespaces] : [process.platform, thisBoot()]
  return shortHash(parts.join('\n')).slice(0, 8)
}

function ownStart(): string {
  const found = fromProc('self')
  return found === undefined ? fromPs(process.pid) : found.start
}

/** 'over' for a process that has ended and that nobody has taken note of (a zombie). */
function startOf(pid: number): string {
  const own = fromProc('self')
  if (own === undefined) return fromPs(pid)
  // A /proc that was mounted in another namespace counts otherwise.
  if (own.pid !== process.pid) return ''
  const found = fromProc(String(pid))
  if (found === undefined) return ''
  return ['X', 'Z'].includes(found.state) ? 'over' : found.start
}

/** What Linux says about a process (proc_pid_stat(5): the third field is the state, the 22nd the start). */
function fromProc(name: string): undefined | {pid: number; start: string; state: string} {
  const text = read(`/proc/${name}/stat`)
  if (text === undefined) return undefined
  // The second field is the command in parentheses, which may hold anything, parentheses too.
  const [state = '', ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return {pid: Number.parseInt(text, 10), start: rest[18] ?? '', state}
}

/** Where there is no /proc: the second in which it started. '' where there is no ps either, as on Windows. */
function fromPs(pid: number): string {
  if (process.platform === 'win32') return ''
  try {
    const options = {
      encoding: 'utf8',
      env: {LC_ALL: 'C', PATH: '/bin:/usr/bin:/sbin:/usr/sbin', TZ: 'UTC'},
      stdio: 'pipe',
    } as const
    // Asked for here alone, since few systems have no /proc, and it takes as long to load as all the rest of a lock.
    const {execFileSync} = process.getBuiltinModule('node:child_process')
    const time = Date.parse(`${execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], options).trim()} UTC`)
    return Number.isNaN(time) ? '' : String(time / 1000)
  } catch {
    return ''
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function link(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}
