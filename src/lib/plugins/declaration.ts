import {lstatSync, statSync} from 'node:fs'
import {join} from 'node:path'

import {DECLARATION_FILES} from './declaration-files.js'
import {type foreignPlugins} from './load-config.js'
import {LARGEST_JSON} from './plugin-package.js'

type Plugin = ReturnType<typeof foreignPlugins>[number]

/** Why what a plugin says of itself cannot be read at all; undefined where it can. Looks at files, and reads none. */
export function faultInFiles(root: string): string | undefined {
  for (const name of DECLARATION_FILES) {
    const path = join(root, name)
    const found = statSync(path, {throwIfNoEntry: false})
    if (!found) {
      // A link that leads nowhere is no manifest, and no missing one either.
      if (name === 'package.json' || !lstatSync(path, {throwIfNoEntry: false})) continue
      return `its ${name} is a link that leads nowhere`
    }

    // A folder of that name is found out by whoever reads it.
    if (!found.isFile() && !found.isDirectory()) return `its ${name} is no file`
    if (found.size > LARGEST_JSON) return `its ${name} has ${Math.round(found.size / 1_000_000)} MB`
  }

  return undefined
}

/**
 * Why what a plugin says of itself, loaded, would break other commands; undefined where it would not. A manifest is data that
 * anybody may have written, and oclif takes it as it is.
 */
export function faultIn({commands, hooks, pjson}: Plugin): string | undefined {
  if (!isRecord(pjson.oclif)) return 'the "oclif" section of its package.json is no object'
  for (const command of commands as readonly unknown[]) {
    const fault = faultInCommand(command as Record<string, unknown>)
    if (fault !== undefined) return fault
  }

  for (const [event, entries] of Object.entries(hooks)) {
    for (const {target} of entries as ReadonlyArray<{target?: unknown}>) {
      if (typeof target !== 'string') return `its hook ${event} names no file`
    }
  }

  return undefined
}

function faultInCommand(command: Record<string, unknown>): string | undefined {
  const {id} = command
  if (typeof id !== 'string' || id === '')
    return `in its manifest, a command has ${id === undefined ? 'no id' : `the id ${JSON.stringify(id)}`}`
  const says = `in its manifest, the command ${id}`
  for (const key of ['description', 'summary']) if (!isText(command[key])) return `${says} has a ${key} that is no text`
  for (const key of ['aliases', 'hiddenAliases'])
    if (!isList(command[key])) return `${says} has ${key} that are no texts`
  for (const key of ['args', 'flags']) {
    const entries = command[key] ?? {}
    if (!isRecord(entries) && !Array.isArray(entries)) return `${says} has ${key} that are none`
    for (const [name, entry] of Object.entries(entries)) {
      if (!isRecord(entry)) return `${says} has ${key} of which ${name} is none`
    }
  }

  return undefined
}

const isText = (value: unknown) => value === undefined || value === null || typeof value === 'string'

const isList = (value: unknown) =>
  value === undefined || (Array.isArray(value) && value.every((entry) => typeof entry === 'string'))

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
