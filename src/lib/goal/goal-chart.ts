import {plot} from 'simple-ascii-chart'

import {type GoalProgress} from '../api/types.js'
import {shownNumber} from './goal-progress.js'

/** Rows and columns of the plot itself, without its axes. */
const HEIGHT = 8
const WIDEST = 72
const NARROWEST = 20

/** The axis on the left with the arrow at the right end of the other one. */
const AXES = 4

/** The labels on the left leave room for the first day, which ends where they do. */
const NARROWEST_LABEL = '2026-11-23'.length

const DAY = 86_400_000

/**
 * The values of a goal over time as text with line ends, oldest left, at most `columns` wide; the target, where there is
 * one, is a dotted line. Values hold until the next one. Undefined when there is nothing to draw.
 */
export function goalChart(history: GoalProgress[], target: number | undefined, columns: number): string | undefined {
  const points = history
    .map(({date, value}) => ({day: Date.parse(date) / DAY, value}))
    .filter(({day, value}) => Number.isFinite(day) && Number.isFinite(value))
    .sort((a, b) => a.day - b.day)
  const first = points[0]?.day
  const last = points.at(-1)?.day
  if (first === undefined || last === undefined) return undefined

  const scale = scaleFor([...points.map(({value}) => value), ...(target === undefined ? [] : [target])])
  const ticks = yTicks(scale, target)
  const labelWidth = Math.max(NARROWEST_LABEL, ...[...ticks.values()].map((label) => label.length))
  const chart = plot(
    points.map(({day, value}) => [day, scale.toUnit(value)]),
    {
      customXAxisTicks: [...new Set([first, last])],
      customYAxisTicks: [...ticks.keys()],
      // The library makes room for the labels of values, whether they are ticks or not, and for no others.
      formatter: (value, {axis}) => (axis === 'x' ? dayOf(value) : (ticks.get(value) ?? '').padStart(labelWidth)),
      height: HEIGHT,
      // Where the values run along the target, they stay visible at their end.
      points: [{x: last, y: scale.toUnit(points.at(-1)!.value)}],
      symbols: {thresholds: {x: '┄'}},
      ...(target !== undefined && {thresholds: [{y: scale.toUnit(target)}]}),
      width: Math.min(WIDEST, Math.max(NARROWEST, columns - labelWidth - AXES)),
      yRange: [0, 1],
    },
  )
  const lines = chart.split('\n').map((line) => line.trimEnd())
  return `${lines.filter(Boolean).join('\n')}\n`
}

interface Scale {
  readonly high: number
  readonly low: number
  /** 0 for the lowest value, 1 for the highest. */
  toUnit(value: number): number
}

/** The library's own arithmetic gives up on huge values, and a scale needs a height where all are the same. */
function scaleFor(values: number[]): Scale {
  const low = Math.min(...values)
  const high = Math.max(...values)
  // Half of each, since the difference of two numbers can be too large for one.
  const span = high / 2 - low / 2
  return {high, low, toUnit: (value) => (span === 0 ? 0.5 : (value / 2 - low / 2) / span)}
}

/** Where the axis has a label, from 0 to 1. Of two on one row the library shows the first, so the target comes first. */
function yTicks({high, low, toUnit}: Scale, target: number | undefined): Map<number, string> {
  const ticks = new Map<number, string>()
  if (target !== undefined) ticks.set(toUnit(target), `target ${shownNumber(target)}`)
  for (const value of [low, high]) if (!ticks.has(toUnit(value))) ticks.set(toUnit(value), shownNumber(value))
  return ticks
}

const dayOf = (day: number) => new Date(day * DAY).toISOString().slice(0, 10)
