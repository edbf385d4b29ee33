import {invalidValue} from '../errors/index.js'

/** What a key of the config file can be set to. */
export type TomlScalar = boolean | number | readonly string[] | string

/** A key as it stands in the file: bare where TOML allows it, else quoted. Throws a UsageError as `tomlScalar` does. */
export function tomlKey(...names: string[]): string {
  return names.map((name) => (/^[\w-]+$/.test(name) ? name : basicString(name))).join('.')
}

/**
 * A value as it stands in the file. Numbers are always floats: the only one of the layout, `id_token_expires_at`, is.
 * Throws a UsageError for what TOML cannot write: text that is not valid Unicode, a number that is not finite.
 */
export function tomlScalar(value: TomlScalar): string {
  if (typeof value === 'string') return basicString(value)
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'object') return `[${value.map((text) => basicString(text)).join(', ')}]`
  if (!Number.isFinite(value)) throw invalidValue(String(value), 'Expected a finite number.')
  const digits = String(value)
  return /[.e]/.test(digits) ? digits : `${digits}.0`
}

function basicString(text: string): string {
  if (/\p{Surrogate}/u.test(text)) {
    throw invalidValue('text for the config file', 'It is not valid Unicode: half of a surrogate pair is missing.')
  }

  // A JSON string is a TOML basic string, but for DEL, which only TOML wants escaped (https://toml.io/en/v1.0.0#string).
  return JSON.stringify(text).replaceAll('\u007F', String.raw`\u007F`)
}
