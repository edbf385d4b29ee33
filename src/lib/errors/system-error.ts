/** What the system's words for trouble with files mean to a user, and what helps. */
const TROUBLE: Record<string, {readonly advice?: string; readonly reason: string}> = {
  EACCES: {reason: 'permission denied'},
  EDQUOT: {advice: 'Free some space of yours there', reason: 'your share of the disk is used up'},
  EFBIG: {advice: 'Free some space there', reason: 'the file is larger than the file system allows'},
  EIO: {advice: 'Check the disk, and that it is still connected', reason: 'the disk failed (input/output error)'},
  EISDIR: {reason: 'it is a folder'},
  ELOOP: {reason: 'its symbolic links lead in a circle'},
  EMFILE: {advice: 'Close other programs', reason: 'too many files are open'},
  ENAMETOOLONG: {reason: 'the name is too long'},
  ENFILE: {advice: 'Close other programs', reason: 'too many files are open'},
  ENODEV: {advice: 'Check that the disk is still connected', reason: 'the disk is gone'},
  ENOENT: {reason: 'no folder can be made there'},
  ENOSPC: {advice: 'Free some space there', reason: 'no space left on the disk'},
  ENOTDIR: {reason: 'a part of the path is a file, not a folder'},
  ENXIO: {advice: 'Check that the disk is still connected', reason: 'the disk is gone'},
  EPIPE: {reason: 'whoever was to read it is gone'},
  EPERM: {reason: 'permission denied'},
  EROFS: {reason: 'the file system is read-only'},
  ESTALE: {advice: 'Check that the disk is still connected', reason: 'the network disk is gone'},
}

/** The error code of the operating system, such as `ENOENT`; undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : undefined
}

/** What is wrong: `no space left on the disk`. */
export const reasonFor = (code: string): string => TROUBLE[code]?.reason ?? 'the system refuses it'

/** `(ENOSPC): no space left on the disk`, for behind the name of a file. */
export const inWords = (code: string): string => `(${code}): ${reasonFor(code)}`

/**
 * What a user is told about a file that cannot be written, a sentence on what is wrong and one on what helps: `otherwise`
 * where the system's code does not say that the trouble is the disk's.
 */
export const cannotBeWritten = (path: string, code: string, otherwise: string): string =>
  `${path} ${inWords(code)}. ${adviceFor(code) ?? otherwise}`

/** What helps against trouble of the disk itself; undefined for any other. */
export function adviceFor(code: string): string | undefined {
  const advice = TROUBLE[code]?.advice
  return advice && `${advice}, and try again.`
}

/** Calls that are about no file, whatever the system says of them. */
const NO_FILE = /^(?:accept|bind|connect|getaddrinfo|kill|listen|spawn)\b/

/** Codes that say that somebody may not, which is nobody's fault where a file is named. */
const FORBIDDEN = new Set(['EACCES', 'EPERM', 'EROFS'])

/**
 * What an error of the system's says about a file or the disk, and not about a program that went wrong: its code, and the
 * path where one is named. Undefined for any other.
 */
export function fileTrouble(error: unknown): undefined | {readonly code: string; readonly path?: string} {
  const code = systemCode(error)
  if (code === undefined) return
  const {dest, path, syscall = ''} = error as NodeJS.ErrnoException & {dest?: string}
  const isOfAFile = (TROUBLE[code]?.advice ?? (FORBIDDEN.has(code) && path)) && !NO_FILE.test(syscall)
  return isOfAFile ? {code, path: dest ?? path} : undefined
}

/** An error as the system's own, for what it does not notice by itself. */
export function systemError(code: string, syscall: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${TROUBLE[code]?.reason ?? code}, ${syscall} '${path}'`), {
    code,
    path,
    syscall,
  })
}
