import displayWidth from 'string-width'
import {describe, expect, it} from 'vitest'

import {dayPage} from '../../../src/lib/today/day-page.js'
import {type DayDocument} from '../../../src/lib/today/read-day.js'

const NOW = new Date(2026, 10, 23, 18, 0)
const HOSTILE = [
  // Each is longer than a line of the widest terminal.
  'x'.repeat(250),
  '👩‍👩‍👧🇩🇪👍🏽'.repeat(35),
  '把会议安排在星期二'.repeat(14),
  '\u001B[31mred\nnext\tline',
  'a '.repeat(130),
  '',
]

const atHour = (hours: number) => new Date(2026, 10, 23, hours).toISOString()

/** A day with five of everything for each text. */
function dayOf(text: string, more: Partial<DayDocument> = {}): DayDocument {
  const items = (name: string, due: null | string) =>
    Array.from({length: 6}, (_, index) => ({
      id: `${name}-4e5f-${index}`,
      completed: false,
      description: text,
      due_at: due,
    }))
  return {
    date: '2026-11-23',
    action_items: {overdue: items('11111111', atHour(9)), due: items('22222222', atHour(23)), open: items('3', null)},
    conversations: Array.from({length: 6}, (_, index) => ({
      id: `c${index}`,
      created_at: atHour(8),
      finished_at: atHour(10),
      started_at: atHour(8),
      structured: {category: 'work', emoji: '🧠', overview: text, title: text},
    })),
    daily_summary: {id: 's1', date: '2026-11-23', day_emoji: '🎨', headline: text, overview: text},
    goals: [
      {
        id: 'g1',
        created_at: atHour(1),
        current_value: 6,
        goal_type: 'scale',
        is_active: true,
        max_value: 10,
        min_value: 0,
        target_value: 10,
        title: text,
        unit: text,
        updated_at: atHour(2),
      },
    ],
    truncated: [],
    errors: [],
    ...more,
  }
}

const pageOf = (day: DayDocument, width: number, accessible = false) =>
  dayPage(day, {ids: new Map(), reader: {accessible, now: NOW}, terminal: {color: false, width}})

describe('the page of a day', () => {
  it.each([20, 25, 39, 40, 60, 80, 120, 200])('is never wider than a terminal of %i columns', (width) => {
    for (const text of HOSTILE) {
      for (const accessible of [false, true]) {
        for (const line of pageOf(dayOf(text), width, accessible).split('\n')) {
          expect(displayWidth(line), line).toBeLessThanOrEqual(width)
          expect(line).not.toMatch(/\p{Cc}/u)
        }
      }
    }
  })

  it('is one screen, whatever there is', () => {
    expect(pageOf(dayOf('Call Ana about the flat'), 80).split('\n').length).toBeLessThan(45)
  })

  it('marks what is overdue, and says how to see what is not shown', () => {
    const page = pageOf(dayOf('Call Ana'), 80)
    expect(page).toContain('Today, 2026-11-23\n\nTo do\n!  11111111-4e5f-0  today 09:00  Call Ana\n')
    expect(page).toContain('   22222222-4e5f-0  today 23:00  Call Ana\n')
    expect(page).toContain('5 more, 1 of them overdue: omi action-item list --open\n')
    expect(page).toContain('1 more: omi conversation list --start-date 2026-11-23 --end-date 2026-11-23\n')
  })

  it('has words in place of signs for a screen reader', () => {
    const error = {
      code: 'rate_limited',
      detail: null,
      error: 'Rate limited',
      exit_code: 4,
      part: 'conversations' as const,
    }
    const page = pageOf(dayOf('Call Ana', {conversations: null, errors: [error]}), 80, true)
    expect(page).toContain('overdue  11111111-4e5f-0  today 09:00  Call Ana\n')
    expect(page).toContain('open     22222222-4e5f-0  today 23:00  Call Ana\n')
    expect(page).toContain('Said\nNot shown, as the error says.\n')
    expect(page).toContain('6 of 10 Call Ana, 60 %')
    expect(page).not.toMatch(/[!✗█░]/)
  })

  it('says in a line each what there is none of', () => {
    const none = {
      action_items: {overdue: [], due: [], open: []},
      conversations: [],
      daily_summary: null,
      goals: [],
    }
    expect(pageOf(dayOf('', none), 40)).toBe(
      'Today, 2026-11-23\n\nNothing to do.\n\nNothing said yet.\n\nNo summary yet.\n\nNo goal has moved.\n',
    )
    expect(pageOf(dayOf('', {...none, date: '2026-11-22'}), 40)).toBe(
      'Yesterday, 2026-11-22\n\nNothing to do.\n\nNothing was said.\n\nNo summary.\n\nNo goal has moved.\n',
    )
  })

  it('names the command for a summary that is too long', () => {
    const page = pageOf(dayOf('word '.repeat(300).trim()), 80)
    expect(page).toContain('…\nAll of it: omi daily-summary get s1\n')
  })
})
