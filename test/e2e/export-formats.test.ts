import ICAL from 'ical.js'
import {TodoTxtItem} from 'jstodotxt'
import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {chromium} from 'playwright-core'
import {describe, expect, it} from 'vitest'
import {parse} from 'yaml'

import {CHROMIUM, hasChromium} from '../support/chromium.js'
import {
  type Document,
  documentsOf,
  exported,
  filesBelow,
  hasProgram,
  hostileAccount,
  printedBy,
  textIn,
} from '../support/exported.js'
import {temporaryFolder} from '../support/omi.js'
import {pointedAt, sandboxForTest} from '../support/server.js'
import {omi} from '../support/within.js'

const NOUNS = {
  'action-items': 'action-item',
  conversations: 'conversation',
  'daily-summaries': 'daily-summary',
  folders: 'folder',
  goals: 'goal',
  memories: 'memory',
} as const

const oneLine = (text: unknown) => String(text).replaceAll(/\s+/g, ' ').trim()

/** What sqlite3 answers to a query of a file, as JSON. */
const asked = (path: string, sql: string) => printedBy('sqlite3', ['-json', path, sql]).trim()

/** Each format is read by something that nobody here wrote. */
describe('what export writes', () => {
  it.skipIf(!hasProgram('python3')).each(['csv', 'tsv'])(
    '%s: is read by Python, each text as it was',
    async (format) => {
      const {env} = await hostileAccount()
      const {path} = await exported(env, ['all', '--format', format])
      for (const [plural, noun] of Object.entries(NOUNS)) {
        const script =
          'import csv,json,sys; print(json.dumps(list(csv.DictReader(open(sys.argv[1],newline="",encoding="utf8"),delimiter=sys.argv[2]))))'
        const rows = JSON.parse(
          printedBy('python3', ['-c', script, join(path, `${plural}.${format}`), format === 'csv' ? ',' : '\t']),
        ) as Array<Record<string, string>>
        const documents = await documentsOf(env, noun)
        expect(rows.map(({id}) => id)).toEqual(documents.map(({id}) => id))
        for (const [index, document] of documents.entries()) {
          const fields = Object.entries({...(document.structured as object | undefined), ...document})
          for (const [name, value] of fields.filter(([, text]) => typeof text === 'string')) {
            const cell = rows[index]?.[name]
            expect(cell?.replace(/^'(?='*(?:\s*[-+=@]|[\t\n\r]))/, '')).toBe(value)
            expect(cell).not.toMatch(/^\s*[-+=@]/)
          }
        }
      }
    },
  )

  it.each(['md', 'srt', 'vtt', 'txt', 'org', 'todotxt'])(
    '%s: has nothing that a terminal would obey',
    async (format) => {
      const sandbox = await sandboxForTest()
      const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
      const text = 'a\u001B[31m\u0007\u009B2J\u2028b\u0085\uFFFFc'
      const more = ' This is long enough to be worth keeping, with quite some words in it.'
      await omi(['memory', 'create', text, '--tags', text], {env})
      await omi(['action-item', 'create', text], {env})
      const segments = JSON.stringify({transcript_segments: [{end: 2, speaker: text, start: 0, text: text + more}]})
      expect(await omi(['conversation', 'from-segments', '-'], {env, input: segments})).toMatchObject({code: 0})
      const {path} = await exported(env, ['all', '--format', format])
      const texts = filesBelow(path).map((name) => textIn(path, name))
      expect(texts.join('')).toContain('a[31m')
      for (const written of texts) {
        // eslint-disable-next-line no-control-regex
        expect(written).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029\uFFFF]/)
        if (format === 'md') expect(parse(written.split('---\n')[1] ?? '')).toMatchObject({type: expect.any(String)})
      }
    },
  )

  it('csv: has no NUL, with which it would be no text any more', async () => {
    const sandbox = await sandboxForTest()
    const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
    expect(
      await omi(['memory', 'create', '--file', '-'], {env, input: JSON.stringify([{content: 'a\0b'}])}),
    ).toMatchObject({code: 0})
    expect((await omi(['export', 'memory', '--format', 'csv'], {env})).stdout).toContain('ab')
  })

  it('ics: is read by ical.js, with every time and text', async () => {
    const {env} = await hostileAccount()
    const {path, result} = await exported(env, ['all', '--format', 'ics', '--calendar-name', 'My, life; all'])
    const text = textIn(path)
    expect(Math.max(...text.split('\r\n').map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75)
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\n\r]/)
    const calendar = new ICAL.Component(ICAL.parse(text) as unknown[])
    expect(text).toContain('\r\nX-WR-CALNAME:My\\, life\\; all\r\n')
    const events = calendar.getAllSubcomponents('vevent')
    const tasks = calendar.getAllSubcomponents('vtodo')
    expect(events.length + tasks.length).toBe(result.written)
    const find = (id: string) =>
      [...events, ...tasks].find((component) => String(component.getFirstPropertyValue('uid')).includes(id))
    const timeOf = (id: string, name: string) => (find(id)?.getFirstPropertyValue(name) as ICAL.Time).toJSDate()
    for (const {id, started_at: start, structured} of await documentsOf(env, 'conversation')) {
      expect(find(id)?.getFirstPropertyValue('summary')).toBe(oneLine((structured as {title: string}).title))
      expect(Math.abs(timeOf(id, 'dtstart').getTime() - Date.parse(String(start)))).toBeLessThan(1000)
      expect(timeOf(id, 'dtend').getTime()).toBeGreaterThan(timeOf(id, 'dtstart').getTime())
    }

    const items = await documentsOf(env, 'action-item')
    const shown = items.filter(({id}) => find(id))
    expect(items.length - shown.length).toBeGreaterThan(0)
    expect(result.skipped).toBeGreaterThanOrEqual(items.length - shown.length)
    for (const {completed, description, id} of shown) {
      expect(find(id)?.getFirstPropertyValue('summary')).toBe(oneLine(description))
      expect(find(id)?.getFirstPropertyValue('status')).toBe(completed ? 'COMPLETED' : 'NEEDS-ACTION')
    }

    const goal = (await documentsOf(env, 'goal')).find(({title}) => String(title).startsWith('Read;'))
    expect(find(goal?.id ?? '')?.getFirstPropertyValue('summary')).toBe(String.raw`Read; more, \ books`)
    const again = await exported(env, ['all', '--format', 'ics', '--calendar-name', 'My, life; all'])
    expect(textIn(again.path)).toBe(text)
  })

  it('todotxt: is read by jstodotxt, with open tasks first and no word that means more than it says', async () => {
    const {env} = await hostileAccount()
    const text = (await omi(['export', 'action-item', '--format', 'todotxt'], {env})).stdout
    const tasks = text
      .trimEnd()
      .split('\n')
      .map((line) => new TodoTxtItem(line))
    const documents = await documentsOf(env, 'action-item')
    expect(tasks).toHaveLength(documents.length)
    expect(tasks.filter(({contexts, priority, projects}) => contexts ?? priority ?? projects)).toEqual([])
    const firstDone = tasks.findIndex(({complete}) => complete)
    expect(tasks.slice(firstDone).every(({complete}) => complete)).toBe(true)
    expect(tasks.length - firstDone).toBe(documents.filter(({completed}) => completed).length)
    const due = text
      .split('\n')
      .slice(0, firstDone)
      .flatMap((line) => / due:(\S+)/.exec(line)?.[1] ?? [])
    expect(due).toEqual([...due].sort())
    for (const line of text.trimEnd().split('\n'))
      expect(line.match(/(?<=^|\s)[^\s:]+:[^\s:]+/g)?.map((word) => word.split(':')[0])).toEqual(
        line.includes(' due:') ? ['due', 'omi'] : ['omi'],
      )
  })

  it.skipIf(!hasProgram('sqlite3'))('sqlite: is read by sqlite3, whole and with every transcript', async () => {
    const {env} = await hostileAccount()
    for (const engine of ['', 'wasm']) {
      const {path} = await exported({...env, OMI_SQLITE: engine}, ['all', '--format', 'sqlite'])
      expect(asked(path, 'PRAGMA integrity_check')).toBe('[{"integrity_check":"ok"}]')
      expect(asked(path, 'PRAGMA journal_mode')).toBe('[{"journal_mode":"delete"}]')
      const documents = await documentsOf(env, 'conversation')
      const rows = JSON.parse(asked(path, "SELECT id, raw FROM item WHERE noun = 'conversation' ORDER BY n")) as Array<{
        id: string
        raw: string
      }>
      expect(rows.map(({raw}) => JSON.parse(raw) as Document)).toEqual(documents)
      const [{said} = {said: 0}] = JSON.parse(asked(path, 'SELECT count(*) AS said FROM transcript')) as Array<{
        said: number
      }>
      expect(said).toBe(documents.flatMap(({transcript_segments: segments}) => segments as unknown[]).length)
      expect(JSON.parse(asked(path, 'SELECT count(*) AS n FROM goal_history')) as unknown).not.toEqual([{n: 0}])
      expect(printedBy('strings', [path])).not.toContain(String(env.OMI_API_KEY))
    }
  })

  it.skipIf(!hasProgram('xmllint'))('atom: is XML with an id for each, the same each time', async () => {
    const {env} = await hostileAccount()
    const {path} = await exported(env, ['all', '--format', 'atom'])
    for (const noun of ['memories', 'conversations', 'daily-summaries'] as const) {
      const file = join(path, `${noun}.atom`)
      expect(printedBy('xmllint', ['--noout', file])).toBe('')
      const ids = printedBy('xmllint', ['--xpath', "//*[local-name()='entry']/*[local-name()='id']/text()", file])
        .trim()
        .split('\n')
      expect(new Set(ids).size).toBe((await documentsOf(env, NOUNS[noun])).length)
    }

    expect((await exported(env, ['all', '--format', 'atom'], path)).result.written).toBe(0)
  })

  it.skipIf(!hasProgram('ffprobe')).each(['srt', 'vtt'])('%s: is read by ffmpeg', async (format) => {
    const {env} = await hostileAccount()
    const {path, result} = await exported(env, ['conversation', '--format', format])
    expect(result.written).toBe(filesBelow(path).length)
    const name = filesBelow(path).find((file) => textIn(path, file).includes('a --&gt; b &amp; &lt;i&gt;')) ?? ''
    const packets = printedBy('ffprobe', [
      '-v',
      'error',
      '-show_entries',
      'packet=pts_time,duration_time',
      '-of',
      'csv=p=0',
      join(path, name),
    ])
    expect(packets.trim().split('\n')).toEqual(['0.000000,60.000000', '60.000000,5.000000'])
  })

  it('md: has front matter that a YAML parser reads, and a text that says what was said', async () => {
    const {env} = await hostileAccount()
    const {path, result} = await exported(env, ['all', '--format', 'md'])
    const files = filesBelow(path)
    expect(files).toHaveLength(result.written)
    for (const plural of Object.keys(NOUNS) as Array<keyof typeof NOUNS>) {
      const notes = files
        .filter((file) => file.startsWith(`${plural}/`))
        .map((file) => {
          const [, front = '', body = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(textIn(path, file)) ?? []
          return {body, front: parse(front) as Document}
        })
      const documents = await documentsOf(env, NOUNS[plural])
      expect(new Set(notes.map(({front}) => front.id))).toEqual(new Set(documents.map(({id}) => id)))
      for (const {body, front} of notes) {
        const document = documents.find(({id}) => id === front.id)
        if (plural === 'memories') {
          expect(front.tags ?? []).toEqual(document?.tags)
          expect(oneLine(body.replaceAll('\\', ''))).toBe(oneLine(String(document?.content).replaceAll('\\', '')))
        }
      }
    }
  })

  it.skipIf(!hasChromium)('html: is a page that needs nothing else, fits a phone, and can be searched', async () => {
    const {env} = await hostileAccount()
    const {path, result} = await exported(env, ['all', '--format', 'html'], join(temporaryFolder(), 'all.html'))
    const browser = await chromium.launch({args: ['--no-sandbox'], executablePath: CHROMIUM})
    try {
      const page = await browser.newPage({viewport: {height: 844, width: 390}})
      const requests: string[] = []
      const complaints: string[] = []
      page.on('request', (request) => requests.push(request.url()))
      page.on('console', (message) => complaints.push(message.text()))
      page.on('dialog', (dialog) => complaints.push(dialog.message()))
      await page.goto(`file://${path}`)
      expect(await page.locator('article').count()).toBe(result.written)
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
      await page.fill('input[name=q]', 'strasse cello')
      await page.fill('input[name=q]', 'CELLO')
      await page.selectOption('select', 'memories')
      const shown = await page.locator('article:visible').allTextContents()
      expect(shown.length).toBeGreaterThan(0)
      expect(shown.filter((text) => !text.toLowerCase().includes('cello'))).toEqual([])
      expect(requests).toEqual([`file://${path}`])
      expect(complaints).toEqual([])
      const plain = await browser.newPage({javaScriptEnabled: false})
      await plain.goto(`file://${path}`)
      expect(await plain.locator('article:visible').count()).toBe(result.written)
      expect(await plain.locator('form:visible').count()).toBe(0)
    } finally {
      await browser.close()
    }
  })

  it('parquet: has columns with types, and a row for each item', async () => {
    const {parquetReadObjects} = await import('hyparquet')
    const {env} = await hostileAccount()
    const {path} = await exported(env, ['all', '--format', 'parquet'])
    for (const [plural, noun] of Object.entries(NOUNS)) {
      const bytes = readFileSync(join(path, `${plural}.parquet`))
      const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)
      const rows = (await parquetReadObjects({file})) as Document[]
      const documents = await documentsOf(env, noun)
      expect(rows.map(({id}) => id)).toEqual(documents.map(({id}) => id))
      if (noun === 'memory') {
        expect(rows.map(({content}) => content)).toEqual(documents.map(({content}) => content))
        expect(rows.every(({created_at: time}) => time instanceof Date)).toBe(true)
        expect(rows.map(({tags}) => tags)).toEqual(documents.map(({tags}) => tags))
      }
    }
  })

  it.skipIf(!hasProgram('soffice'))('xlsx: is read by LibreOffice', {timeout: 120_000}, async () => {
    const {env} = await hostileAccount()
    const folder = temporaryFolder()
    await exported(env, ['all', '--format', 'xlsx'], join(folder, 'all.xlsx'))
    const filter = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1'
    printedBy('soffice', [
      `-env:UserInstallation=file://${folder}/profile`,
      '--headless',
      '--convert-to',
      filter,
      '--outdir',
      folder,
      join(folder, 'all.xlsx'),
    ])
    expect(readdirSync(folder).filter((name) => name.endsWith('.csv'))).toHaveLength(7)
    const memories = await documentsOf(env, 'memory')
    const csv = textIn(folder, 'all-memories.csv')
    for (const {content, id} of memories) {
      expect(csv).toContain(id)
      expect(csv).toContain(String(content).replaceAll('"', '""'))
    }
  })

  it.skipIf(!hasProgram('emacs'))('org: is read by Emacs', async () => {
    const {env} = await hostileAccount()
    const {path} = await exported(env, ['action-item', '--format', 'org'], join(temporaryFolder(), 'a.org'))
    const script = String.raw`(progn (require 'org) (princ (length (org-map-entries t))) (princ " ") (princ (length (org-map-entries t "TODO=\"DONE\""))))`
    const documents = await documentsOf(env, 'action-item')
    const done = documents.filter(({completed}) => completed).length
    expect(printedBy('emacs', ['--batch', path, '--eval', script])).toBe(`${documents.length} ${done}`)
  })

  it('anki: is a file with header lines, and a note on each line', async () => {
    const {env} = await hostileAccount()
    const {stdout} = await omi(['export', 'memory', '--format', 'anki', '--front', 'About {category}?'], {env})
    const lines = stdout.trimEnd().split('\n')
    expect(lines.slice(0, 2)).toEqual(['#separator:tab', '#html:true'])
    const notes = lines.filter((line) => !line.startsWith('#')).map((line) => line.split('\t'))
    const documents = await documentsOf(env, 'memory')
    expect(notes.map((fields) => fields.length)).toEqual(documents.map(() => 4))
    expect(notes.map(([guid]) => guid)).toEqual(documents.map(({id}) => `omi-${id}`))
    expect(notes.map(([, front]) => front)).toEqual(documents.map(({category}) => `About ${String(category)}?`))
  })
})
