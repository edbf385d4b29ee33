import {type ChildProcess, spawn, type SpawnOptions} from 'node:child_process'

/**
 * Starts a program by its name, with words that it gets as they are. Many programs of Windows, such as those that npm installs, are
 * batch files: they are looked for as the system's own shell does it, and their words are quoted for it.
 */
export async function startProgram(
  file: string,
  args: readonly string[],
  options: SpawnOptions,
): Promise<ChildProcess> {
  if (process.platform !== 'win32') return spawn(file, args, options)
  const {default: startOnWindows} = await import('cross-spawn')
  return startOnWindows(file, args, options)
}
