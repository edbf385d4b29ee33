import {type Sqlite} from './sqlite.js'

/** What the table `state` holds, by name. */
export interface State {
  /** The run as a whole. */
  sync: {
    /** When the last reading of everything came to its end, an ISO time in UTC. */
    completeAt?: string
  }
}

/** What a mirror says under a name; undefined where it says nothing. */
export function readState<Name extends keyof State>(database: Sqlite, name: Name): State[Name] | undefined {
  const [row] = database.all<{value: string}>('SELECT value FROM state WHERE name = ?', name)
  if (!row) return undefined
  const value: State[Name] = JSON.parse(row.value)
  return value
}

export function writeState<Name extends keyof State>(database: Sqlite, name: Name, value: State[Name]): void {
  database.run('INSERT OR REPLACE INTO state (name, value) VALUES (?, ?)', name, JSON.stringify(value))
}
