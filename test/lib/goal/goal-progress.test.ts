import {expect, it} from 'vitest'

import {type Goal} from '../../../src/lib/contract/schema.js'
import {progressInWords} from '../../../src/lib/goal/goal-progress.js'

it.each([
  [{current_value: 6, target_value: 10, unit: 'pages'}, '6 of 10 pages, 60 %'],
  [{current_value: 0.1 + 0.2, target_value: 1}, '0.3 of 1, 30 %'],
  [{current_value: 12, target_value: 10}, '12 of 10, 120 %'],
  [{current_value: -5, target_value: 10, unit: '°C'}, '-5 of 10 °C'],
  [{current_value: 3, target_value: 0, unit: 'cigarettes'}, '3 of 0 cigarettes'],
  [{current_value: 1e300, target_value: 1e-300}, '1e+300 of 1e-300'],
  [{current_value: 0, goal_type: 'boolean', target_value: 1}, 'not done'],
  [{current_value: 1, goal_type: 'boolean', target_value: 1}, 'done'],
  [{current_value: 0, target_value: 0}, 'not measured'],
  [{current_value: 4, target_value: 0}, '4'],
  [{}, ''],
])('%j is %s', (fields, words) => {
  expect(progressInWords({goal_type: 'scale', ...fields} as Goal)).toBe(words)
})
