import {editToml} from '../../config/edit-toml.js'
import {isTable, parseToml} from '../../config/parse-toml.js'
import {type ClientFile, SERVER_NAME} from './clients.js'
import {jsonMember, removeJsonMember, setJsonMember} from './edit-json.js'
import {type ServerEntry} from './server-entry.js'

/** A client's file with our entry in it. Throws an Error, with line and column, for a text that it cannot read. */
export function withEntry(text: string, file: ClientFile, entry: ServerEntry): string {
  const {format, servers, typed} = file
  if (format === 'json') return setJsonMember(text, [servers, SERVER_NAME], typed ? {type: 'stdio', ...entry} : entry)
  const document = parseToml(text)
  const path = [servers, SERVER_NAME]
  const {args, command, env = {}} = entry
  const stale = Object.keys(tableAt(document.root, [...path, 'env'])).filter((name) => !(name in env))
  return editToml(document, [
    ...stale.map((name) => ({path: [...path, 'env', name], value: undefined})),
    {path: [...path, 'command'], value: command},
    {path: [...path, 'args'], value: args},
    ...Object.entries(env).map(([name, value]) => ({path: [...path, 'env', name], value})),
  ]).text
}

/** The entry of our name that a file has; undefined where it has none. Throws as `withEntry` does. */
export function entryIn(text: string, {format, servers}: ClientFile): unknown {
  if (format === 'json') return jsonMember(text, [servers, SERVER_NAME])
  const table = tableAt(parseToml(text).root, [servers])
  return isTable(table) ? table[SERVER_NAME] : undefined
}

function tableAt(root: unknown, path: readonly string[]): object {
  let table: unknown = root
  for (const key of path) table = isTable(table) ? table[key] : undefined
  return isTable(table) ? table : {}
}

/** The text without our entry; the text itself where it has none. Throws as `withEntry` does. */
export function withoutEntry(text: string, {format, servers}: ClientFile): string {
  const path = [servers, SERVER_NAME] as const
  if (format === 'json') return removeJsonMember(text, path)
  const document = parseToml(text)
  const isThere = Object.keys(tableAt(document.root, path)).length > 0
  return isThere ? editToml(document, [{path: [...path], value: undefined}]).text : text
}
