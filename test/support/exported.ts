import {execFileSync} from 'node:child_process'
import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs'
import {join} from 'node:path'

import {type ExportResult} from '../../src/lib/export/export-view.js'
import {temporaryFolder} from './omi.js'
import {pointedAt, type Sandbox, sandboxForTest} from './server.js'
import {omi} from './within.js'

/** Texts that some format, program or file system could take for something else. */
export const HOSTILE = [
  "=cmd|' /C calc'!A0",
  "'=already",
  '-5 degrees',
  '  @SUM(1)',
  '日本語 العربية é 👩‍👩‍👧',
  'two lines\n\t<b>&amp; "quoted" \\ backslash; a, b',
  '`= this.file` [[link]] #tag ---',
  ']]> <script>alert(1)</script>',
]

/** An account with the sample data and what is hostile; `env` points at it. */
export async function hostileAccount(): Promise<{env: Record<string, string>; sandbox: Sandbox}> {
  const sandbox = await sandboxForTest({seedData: true})
  const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
  await send(sandbox, 'memories/batch', {
    memories: HOSTILE.map((content) => ({content, tags: ['=x', 'a;b, c', 'q"uote', 'plain tag']})),
  })
  await send(sandbox, 'action-items/batch', {
    action_items: [
      ...HOSTILE.map((description) => ({description})),
      {description: '(A) x 2026-01-01 +proj @home key:value http://a.b/c', due_at: '2026-12-24T12:00:00Z'},
      {description: 'x done :tag:', completed: true},
    ],
  })
  await send(sandbox, 'goals', {
    horizon_at: '2027-06-30T12:00:00Z',
    title: String.raw`Read; more, \ books`,
    why_it_matters: 'It is\nquiet',
  })
  await send(sandbox, 'conversations/from-segments', {
    started_at: '2026-11-28T10:00:00.000Z',
    transcript_segments: [
      {end: 59.9996, speaker: 'A <b>&', start: 0, text: 'a --> b & <i>'},
      {end: 65, speaker: 'SPEAKER_01', start: 59.9996, text: 'Yes.\n\nThere was an empty line.'},
    ],
  })
  return {env, sandbox}
}

async function send({apiBase, apiKey}: Sandbox, path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${apiBase}/v1/dev/user/${path}`, {
    body: JSON.stringify(body),
    headers: {authorization: `Bearer ${apiKey}`, 'content-type': 'application/json'},
    method: 'POST',
  })
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
}

/** Runs `omi --json export …` with `-o` a new name in a folder of the test's; the path and the result. */
export async function exported(
  env: Record<string, string>,
  args: readonly string[],
  path = join(temporaryFolder(), 'out'),
): Promise<{path: string; result: ExportResult}> {
  const {code, stderr, stdout} = await omi(['--json', 'export', ...args, '-o', path], {env})
  if (code !== 0) throw new Error(stderr)
  return {path, result: JSON.parse(stdout) as ExportResult}
}

export interface Document {
  readonly id: string
  readonly [field: string]: unknown
}

/** What the API has of a noun, as export writes it. */
export async function documentsOf(env: Record<string, string>, noun: string): Promise<Document[]> {
  const {stdout} = await omi(['export', noun, '--format', 'json'], {env})
  return JSON.parse(stdout) as Document[]
}

/** The files below a folder, by their paths in it, without those that begin with a dot. */
export const filesBelow = (folder: string, below = ''): string[] =>
  readdirSync(join(folder, below))
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      statSync(join(folder, below, name)).isDirectory() ? filesBelow(folder, join(below, name)) : [join(below, name)],
    )
    .sort()

export const textIn = (...path: string[]): string => readFileSync(join(...path), 'utf8')

/** Whether a program is there, so that a test which needs it is skipped and says so where it is not. */
export const hasProgram = (name: string): boolean =>
  (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, name)))

/** What a program prints. */
export const printedBy = (program: string, args: readonly string[], input?: string): string =>
  execFileSync(program, args, {encoding: 'utf8', input, maxBuffer: 64 * 1024 * 1024})
