import {writeFileSync} from 'node:fs'
import {join} from 'node:path'

import {temporaryFolder} from './omi.js'
import {pointedAt, type Sandbox} from './server.js'
import {omi} from './within.js'

export const BATCH = '/v1/dev/user/memories/batch'

export function fileWith(name: string, content: string | Uint8Array): string {
  const file = join(temporaryFolder(), name)
  writeFileSync(file, content)
  return file
}

export const facts = (count: number) => Array.from({length: count}, (_, index) => `fact ${index + 1}`)
export const factsFile = (count: number) => fileWith('facts.json', JSON.stringify(facts(count)))
export const create = (file: string, ...more: string[]) => ['memory', 'create', '--file', file, ...more]
export const envOf = ({apiBase, apiKey}: Sandbox) => pointedAt(apiBase, apiKey)
export const batches = ({requests}: Sandbox) => requests.filter(({path}) => path === BATCH)

export interface Stored {
  category: string
  content: string
  id: string
  tags: string[]
  visibility: string
}

/** What the sandbox holds, oldest first. */
export async function stored(sandbox: Sandbox): Promise<Stored[]> {
  const {stdout} = await omi(['--json', 'memory', 'list', '--all'], {env: envOf(sandbox)})
  return (JSON.parse(stdout) as Stored[]).reverse()
}
