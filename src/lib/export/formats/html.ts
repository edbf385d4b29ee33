import {offset} from '../../conversation/transcript.js'
import {progressInWords} from '../../goal/goal-progress.js'
import {isObject} from '../../json/is-object.js'
import {localTime} from '../../output/local-time.js'
import {records} from '../../output/records.js'
import {type ManyFormat} from '../format.js'
import {type ExportItem} from '../item.js'
import {NOUNS, PLURALS} from '../nouns.js'
import {dayText, described, textOf, textsOf} from '../said.js'
import {spokenLines} from '../transcript-lines.js'
import {pageEnd, pageStart} from './html-page.js'

/** One page with all in it, which needs nothing else: to read on a phone, to print, and to search where scripts run. */
export const html: ManyFormat = {
  extension: 'html',
  layout: 'all-in-one',
  nouns: NOUNS,
  summary: 'One page for any browser, that needs nothing else',
  withTranscripts: true,
  async *write(sections, job) {
    const all = []
    for await (const section of sections) all.push(section)
    yield pageStart(
      `Omi, ${dayText(job.now)}`,
      all.map(({noun}) => ({id: PLURALS[noun], name: nameOf(noun)})),
    )
    for (const {items, noun} of all) {
      yield `<section id="${PLURALS[noun]}">\n<h2>${nameOf(noun)}</h2>\n`
      for await (const item of items()) yield articleOf(item)
      yield '</section>\n'
    }

    yield pageEnd()
  },
}

const nameOf = (noun: ExportItem['noun']) => {
  const name = PLURALS[noun].replace('-', ' ')
  return name.charAt(0).toUpperCase() + name.slice(1)
}

function articleOf(item: ExportItem): string {
  const {at, body, category, tags, title} = described(item)
  const isMemory = item.noun === 'memory'
  const facts = [
    at && (item.noun === 'daily-summary' ? dayText(at) : localTime(at.toISOString())),
    category,
    ...tags,
    ...moreFacts(item),
  ]
  return [
    '<article>',
    ...(isMemory ? [] : [`<h3>${escaped([emojiOf(item), title].filter(Boolean).join(' '))}</h3>`]),
    ...(body === '' ? [] : [`<p dir="auto">${escaped(body)}</p>`]),
    ...parts(item),
    `<p class="facts">${facts
      .filter(Boolean)
      .map((fact) => escaped(fact ?? ''))
      .join(' · ')}</p>`,
    '</article>\n',
  ].join('\n')
}

function emojiOf(item: ExportItem): string {
  if (item.noun === 'daily-summary') return textOf(item.document.day_emoji)
  return item.noun === 'conversation' && isObject(item.document.structured)
    ? textOf(item.document.structured.emoji)
    : ''
}

function moreFacts(item: ExportItem): Array<string | undefined> {
  switch (item.noun) {
    case 'action-item': {
      const due = textOf(item.document.due_at)
      return [item.document.completed === true ? 'done' : 'open', due && `due ${localTime(due)}`]
    }

    case 'conversation': {
      return [textOf(item.document.folder_name)]
    }

    case 'goal': {
      return [progressInWords(item.document), item.document.is_active === false ? 'not active' : '']
    }

    case 'memory': {
      return [textOf(item.document.visibility)]
    }

    default: {
      return []
    }
  }
}

function parts(item: ExportItem): string[] {
  if (item.noun === 'goal') {
    const criteria = textsOf(item.document.success_criteria)
    return criteria.length > 0 ? [list(criteria)] : []
  }

  if (item.noun !== 'conversation') return []
  const structured = isObject(item.document.structured) ? item.document.structured : undefined
  const items = records(structured?.action_items).map(
    ({completed, description}) => `${completed === true ? '☑' : '☐'} ${textOf(description)}`,
  )
  const events = records(structured?.events).map(
    ({start, title}) => `${localTime(textOf(start)) ?? ''} ${textOf(title)}`,
  )
  const spoken = spokenLines(item.document)
  return [
    ...[items, events].filter((lines) => lines.length > 0).map((lines) => list(lines)),
    ...(spoken.length > 0 ? ['<details><summary>Transcript</summary>'] : []),
    ...spoken.map(
      ({speaker, start, text}) =>
        `<p dir="auto"><span class="facts">${offset(start / 1000)}</span> <b>${escaped(speaker)}</b> ${escaped(text)}</p>`,
    ),
    ...(spoken.length > 0 ? ['</details>'] : []),
  ]
}

const list = (lines: readonly string[]) =>
  `<ul>${lines.map((line) => `<li dir="auto">${escaped(line)}</li>`).join('')}</ul>`

const escaped = (text: string): string =>
  text
    .replaceAll(/(?![\t\n\r])\p{Cc}/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
