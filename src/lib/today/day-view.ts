import {actionItemView} from '../action-item/action-item-view.js'
import {conversationListView} from '../conversation/conversation-view.js'
import {dailySummaryView} from '../daily-summary/daily-summary-view.js'
import {goalView} from '../goal/goal-view.js'
import {type Output} from '../output/output.js'
import {cellText, tsvLine, type View} from '../output/view.js'
import {type DayDocument} from './read-day.js'

/** A day: a page on a terminal; on a pipe a line for each thing, which begins with what it is. */
export async function showDay(output: Output, day: DayDocument): Promise<void> {
  const {terminal} = output
  if (!terminal) return output.write(linesOf(day))
  const {dayPage, itemsOn} = await import('./day-page.js')
  const ids = await output.shortIds(
    'action item',
    itemsOn(day).map(({description, id}) => ({id: cellText(id), text: cellText(description)})),
  )
  await output.write(dayPage(day, {ids, reader: output.reader, terminal}))
}

function linesOf({action_items: items, conversations, daily_summary: summary, goals}: DayDocument): string {
  return [
    ...lines('overdue', actionItemView, items?.overdue),
    ...lines('due', actionItemView, items?.due),
    ...lines('open', actionItemView, items?.open),
    ...lines('conversation', conversationListView, conversations),
    ...lines('daily-summary', dailySummaryView, summary ? [summary] : []),
    ...lines('goal', goalView, goals),
  ].join('')
}

const lines = <Item>(kind: string, view: View<Item>, items: Item[] | null | undefined): string[] =>
  (items ?? []).map((item) => `${kind}\t${tsvLine(view, item)}\n`)
