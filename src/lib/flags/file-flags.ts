import * as Flags from '@oclif/core/flags'

import {inGroup} from './flags.js'
import {READS_STDIN, type ValueFacts} from './value-facts.js'

/** The flags of verbs that create many things from a file. */
export const fileFlags = inGroup('file', {
  file: Flags.string({
    helpValue: 'FILE',
    ...({valueType: 'file'} satisfies ValueFacts),
    ...READS_STDIN,
    summary: 'Create all that is in a JSON, JSON Lines or CSV file; - reads stdin',
  }),
  again: Flags.boolean({dependsOn: ['file'], summary: 'Create everything again from a file that was done before'}),
  wait: Flags.boolean({dependsOn: ['file'], summary: 'Stay through long waits for the rate limit'}),
})
