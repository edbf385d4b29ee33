import {type IdNoun} from '../output/id-book.js'

/**
 * What a flag or an argument takes: `choices` is a comma-separated list, `profile` the name of one
 * in the config file, `plugin` that of an installed or linked one, `time` and `day` are read as people write them.
 */
export type ValueType =
  'boolean' | 'choice' | 'choices' | 'day' | 'file' | 'integer' | 'number' | 'plugin' | 'profile' | 'string' | 'time'

/**
 * What a flag or an argument says of its values beyond what oclif has a word for. These are properties of its
 * declaration, which oclif keeps, and `omi commands` and the completion read them there.
 */
export interface ValueFacts {
  /** Whose id it is: at a terminal its beginning will do. */
  readonly idOf?: IdNoun
  /** The command itself insists on it, with an error of its own. */
  readonly mandatory?: boolean
  readonly max?: number
  readonly min?: number
  /** `-` stands for what comes on stdin. */
  readonly readsStdin?: true
  /** The flags of which one will do in its place, where it must be there otherwise. */
  readonly requiredUnless?: readonly string[]
  /** What stands in where it is not given, in the cases in which something must. */
  readonly usual?: number | string
  /** All that it takes, where the command itself checks it. */
  readonly values?: readonly string[]
  readonly valueType?: ValueType
}

export const READS_STDIN = {readsStdin: true} as const satisfies ValueFacts
