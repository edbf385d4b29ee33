import * as Flags from '@oclif/core/flags'

import {invalidValue} from '../errors/index.js'
import {type ValueFacts} from '../flags/value-facts.js'
import {decimalNumber} from '../text/decimal.js'
import {READ_TIMEOUT} from './delivery.js'
import {SAMPLE_UID} from './payloads.js'

export const toFlag = () => Flags.string({helpValue: 'URL', required: true, summary: 'Where the app takes its events'})

export const uidFlag = () =>
  Flags.string({
    default: SAMPLE_UID,
    helpValue: 'UID',
    async parse(input) {
      if (input.trim() === '') throw invalidValue('--uid', 'It is empty.')
      return input
    },
    summary: 'The user that it is about',
  })

/** The longest that an answer can be waited for, in seconds. */
const LONGEST = 3600

/** How long an answer is waited for, in seconds. */
export const timeoutFlag = () =>
  Flags.custom<number>({
    helpValue: 'SECONDS',
    ...({valueType: 'number'} satisfies ValueFacts),
    async parse(input, _context, {name}) {
      const seconds = decimalNumber(input)
      if (seconds !== undefined && seconds > 0 && seconds <= LONGEST) return seconds
      throw invalidValue(`--${name} ${input}`, `Expected a number of seconds above 0, up to ${LONGEST}.`)
    },
    summary: 'Seconds to wait for an answer, fractions too',
  })({default: READ_TIMEOUT / 1000})
