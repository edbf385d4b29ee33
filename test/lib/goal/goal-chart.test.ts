import {describe, expect, it} from 'vitest'

import {type GoalProgress} from '../../../src/lib/api/types.js'
import {goalChart} from '../../../src/lib/goal/goal-chart.js'

/** One value a day from 2026-10-01 on, newest first as the API has them. */
const historyOf = (...values: number[]): GoalProgress[] =>
  values
    .map((value, index) => {
      const date = new Date(Date.UTC(2026, 9, 1 + index)).toISOString()
      return {date: date.slice(0, 10), recorded_at: date, value}
    })
    .reverse()

describe('the chart of a goal', () => {
  it('has the oldest value on the left, and marks the target and the latest value', () => {
    expect(goalChart(historyOf(0, 5, 10), 20, 40)).toBe(
      [
        '         ▲',
        'target 20┤┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄',
        '         │',
        '         │',
        '         │                        ┏●',
        '         │                        ┃',
        '         │            ┏━━━━━━━━━━━┛',
        '         │            ┃',
        '        0┤━━━━━━━━━━━━┛',
        '         └┬────────────────────────┬▶',
        ' 2026-10-01               2026-10-03',
        '',
      ].join('\n'),
    )
  })

  it.each([
    ['one value', [5], 10],
    ['one value that is the target', [5], 5],
    ['one value without a target', [5], undefined],
    ['equal values', [5, 5, 5], 5],
    ['huge values', [1e308, -1e308, 3], 1e300],
    ['tiny values', [0, 5e-324], 0],
    ['negative values', [-5, -3], -10],
    ['a year', Array.from({length: 365}, (_, index) => index), 500],
  ])('survives %s', (_, values, target) => {
    const chart = goalChart(historyOf(...values), target, 80) ?? ''
    const lines = chart.split('\n')
    expect(lines).toHaveLength(12)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
    expect(chart).toContain('●')
    expect(chart).toContain('2026-10-01')
    if (target !== undefined) expect(chart).toContain(`target ${target}┤`)
  })

  it('is not drawn of values that are none', () => {
    const odd = [{date: 'x', value: 3}, {date: '2026-10-01', value: null}, {}] as GoalProgress[]
    expect(goalChart(odd, 3, 80)).toBeUndefined()
    expect(goalChart([], 3, 80)).toBeUndefined()
  })
})
